import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  clusterObjects,
  CLUSTERS,
  createClock,
  snapshotClasses,
  type StandingOrders,
  startControllers,
} from 'sandbox';
import { callApi } from './apiClient';
import type { ControlPlane } from './controlPlane';
import { servedByDriver } from './storage/storageObjects';
import type { Storage } from './storage/startStorage';

/** Running controllers. */
export interface ScriptedControllers {
  stop(): Promise<void>;
}

/** How to run them. */
export interface ScriptedOptions {
  /** How many times faster than in reality the scripted delays pass. */
  speed: number;
  /** One line per decision. */
  log(line: string): void;
  /** Faults that the scripted controllers play; absent where none can be ordered. */
  orders?: StandingOrders;
}

/** The control plane, or a server like it, for which they work. */
export type ControlledServer = Pick<
  ControlPlane,
  'name' | 'server' | 'ca' | 'folder'
> & { tokens: { admin: string }; storage?: Storage };

const COLLECTIONS: Record<string, string> = {
  Node: '/api/v1/nodes',
  StorageClass: '/apis/storage.k8s.io/v1/storageclasses',
  VolumeAttributesClass: '/apis/storage.k8s.io/v1/volumeattributesclasses',
  VolumeSnapshotClass: '/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses',
  VolumeGroupSnapshotClass: '/apis/groupsnapshot.storage.k8s.io/v1/volumegroupsnapshotclasses',
};

/**
 * Gives a control plane what it lacks to run the product: nodes and
 * storage classes, and the sandbox's scripted controllers in the place of
 * operators, scheduler, kubelet and storage driver. Where a CSI driver runs,
 * that one serves the sandbox's storage classes.
 *
 * @throws Error when KWOK plays the pods already.
 */
export async function startScriptedControllers(
  controlPlane: ControlledServer,
  options: ScriptedOptions,
): Promise<ScriptedControllers> {
  const clock = createClock(options.speed);
  const { name, server, ca, tokens, storage } = controlPlane;
  if (storage?.option === 'with-pods') {
    throw new Error(
      'KWOK plays the pods of this control plane. Start it with the storage option "volumes-only", so that the scripted controllers can.',
    );
  }
  const access = { server, ca, token: tokens.admin };
  // Whatever it is called: group snapshots are served, as in the sandbox's first cluster.
  const classes = storage ? [] : snapshotClasses(CLUSTERS[0]);
  for (const object of [...clusterObjects(name, clock.now()), ...classes]) {
    const collection = COLLECTIONS[object.kind ?? ''];
    const answer = await callApi(access, {
      method: 'POST',
      path: collection,
      body:
        storage && object.kind === 'StorageClass'
          ? servedByDriver(object)
          : object,
    });
    if (answer.status !== 201 && answer.status !== 409) {
      throw new Error(
        `The API server refused the ${object.kind} ${object.metadata.name}: ${answer.text}`,
      );
    }
  }
  const volumesDir =
    storage?.volumesDir ?? path.join(controlPlane.folder, 'volumes');
  await mkdir(volumesDir, { recursive: true });
  return startControllers(
    {
      cluster: { name, ...access },
      clock,
      volumesDir,
      orders: options.orders,
      log: options.log,
    },
    { storage: storage ? 'elsewhere' : 'scripted' },
  );
}
