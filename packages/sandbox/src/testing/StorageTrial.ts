import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KubernetesClient, KubernetesObject, Resource } from '../client';
import { createClock } from '../clock';
import { Running } from '../contracts';
import { startControllers } from '../controllers';
import { EVENTS, KubernetesEvent } from '../controllers/engine/events';
import {
  ATTRIBUTES_CLASSES,
  CLAIMS,
  NAMESPACES,
  NODES,
  PersistentVolumeClaim,
  PODS,
  STORAGE_CLASSES,
} from '../controllers/kinds/core';
import {
  GROUP_CLASSES,
  SNAPSHOT_CLASSES,
  SNAPSHOTS,
  VolumeSnapshot,
} from '../controllers/kinds/snapshots';
import { DRIVER } from '../controllers/storage/driver';
import { StandingOrders } from '../faults/StandingOrders';
import { Sandbox, startSandbox } from '../sandbox';
import { clusterObjects } from '../seeds/cluster';
import { snapshotClasses } from '../seeds/snapshotClasses';

/** Where the objects of a trial are unless said otherwise. */
export const NAMESPACE = 'trial';
/** A second namespace. */
export const ELSEWHERE = 'elsewhere';
const CLASSES: Resource[] = [
  NODES,
  STORAGE_CLASSES,
  SNAPSHOT_CLASSES,
  GROUP_CLASSES,
  ATTRIBUTES_CLASSES,
];
const SPEED = 50;
const PATIENCE_MS = 30_000;

/** A cluster with the scripted controllers over real folders, and a user's acts in it. */
export class StorageTrial {
  readonly client: KubernetesClient;
  readonly volumesDir: string;
  readonly orders = new StandingOrders();
  readonly #sandbox: Sandbox;
  readonly #log: string[] = [];
  #controllers: Running | undefined;

  private constructor(sandbox: Sandbox, volumesDir: string) {
    this.#sandbox = sandbox;
    this.volumesDir = volumesDir;
    this.client = new KubernetesClient(sandbox.access('prod-north', 'admin'));
  }

  /** Starts all; classes are those of the seed and `at-once`, which binds without a pod. */
  static async start(): Promise<StorageTrial> {
    const trial = new StorageTrial(
      await startSandbox({}),
      await mkdtemp(path.join(tmpdir(), 'penstock-storage-')),
    );
    await trial.#prepare();
    trial.#controllers = await startControllers({
      cluster: trial.#sandbox.access('prod-north', 'admin'),
      clock: createClock(SPEED),
      volumesDir: trial.volumesDir,
      orders: trial.orders,
      log: line => trial.#log.push(line),
    });
    return trial;
  }

  async stop(): Promise<void> {
    await this.#controllers?.stop();
    await this.client.close();
    await this.#sandbox.stop();
    await rm(this.volumesDir, { recursive: true, force: true });
  }

  /** Asks until the answer is there; fails with what the controllers last did. */
  async eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined) {
        return found;
      }
      if (Date.now() > end) {
        throw new Error(
          `gave up waiting; last:\n${this.#log.slice(-30).join('\n')}`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  /** An object once it is as wanted. */
  seen<T extends KubernetesObject>(
    resource: Resource<T>,
    name: string,
    wanted: (object: T) => boolean,
    namespace = NAMESPACE,
  ): Promise<T> {
    return this.eventually(async () => {
      const found = await this.client.get(
        resource,
        resource.namespaced ? namespace : undefined,
        name,
      );
      return found && wanted(found) ? found : undefined;
    });
  }

  /** Resolves when an object of the trial's namespace, or of none, is gone. */
  async gone(resource: Resource, name: string): Promise<void> {
    const namespace = resource.namespaced ? NAMESPACE : undefined;
    await this.eventually(async () =>
      (await this.client.get(resource, namespace, name)) ? undefined : true,
    );
  }

  /** An Event about an object once there is one. */
  event(name: string, reason: string, words = ''): Promise<KubernetesEvent> {
    return this.eventually(async () => {
      const { items } = await this.client.list(EVENTS, {
        namespace: NAMESPACE,
      });
      return items.find(
        event =>
          event.involvedObject.name === name &&
          event.reason === reason &&
          event.message.includes(words),
      );
    });
  }

  /** Claims 1 GiB of class `at-once`, unless `spec` says otherwise. */
  async claim(
    name: string,
    spec: Partial<PersistentVolumeClaim['spec']> = {},
    { namespace = NAMESPACE, labels = {} } = {},
  ): Promise<void> {
    await this.client.create(CLAIMS, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace, labels },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'at-once',
        resources: { requests: { storage: '1Gi' } },
        ...spec,
      },
    });
  }

  /** Asks for another size of a claim. */
  async resize(name: string, storage: string): Promise<void> {
    await this.client.patch(CLAIMS, NAMESPACE, name, {
      spec: { resources: { requests: { storage } } },
    });
  }

  /** The folder of a claim's volume, once it is bound. */
  async folderOf(name: string, namespace = NAMESPACE): Promise<string> {
    const { spec } = await this.seen(
      CLAIMS,
      name,
      ({ status }) => status?.phase === 'Bound',
      namespace,
    );
    return path.join(this.volumesDir, spec.volumeName ?? '');
  }

  async snapshot(
    name: string,
    spec: VolumeSnapshot['spec'],
    namespace = NAMESPACE,
  ): Promise<void> {
    await this.client.create(SNAPSHOTS, {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshot',
      metadata: { name, namespace },
      spec,
    });
  }

  /** Makes a pod that mounts a claim and runs. */
  async pod(name: string, claimName: string): Promise<void> {
    await this.client.create(PODS, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'app', image: 'app:1' }],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
      },
    });
    await this.seen(PODS, name, ({ status }) => status?.phase === 'Running');
  }

  /** The handles whose bytes the driver keeps. */
  async copies(): Promise<string[]> {
    const entries = await readdir(path.join(this.volumesDir, '.snapshots'));
    return entries.filter(entry => !entry.endsWith('.json'));
  }

  async #prepare(): Promise<void> {
    for (const name of [NAMESPACE, ELSEWHERE]) {
      await this.client.create(NAMESPACES, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      });
    }
    await this.client.create(STORAGE_CLASSES, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'at-once' },
      provisioner: DRIVER,
      allowVolumeExpansion: true,
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    });
    for (const object of [
      ...clusterObjects('prod-north', new Date()),
      ...snapshotClasses('prod-north'),
    ]) {
      const resource = CLASSES.find(({ kind }) => kind === object.kind);
      if (!resource) {
        throw new Error(`no resource for ${object.kind}`);
      }
      await this.client.create<KubernetesObject>(resource, object);
    }
  }
}

/** A claim's source: a snapshot of its namespace. */
export function fromSnapshot(name: string): {
  dataSource: { apiGroup: string; kind: string; name: string };
} {
  return {
    dataSource: {
      apiGroup: 'snapshot.storage.k8s.io',
      kind: 'VolumeSnapshot',
      name,
    },
  };
}

/** Whether a snapshot can be restored. */
export function isReady({ status }: VolumeSnapshot): boolean {
  return status?.readyToUse === true;
}

/** One hash over names and bytes of all files below a folder. */
export async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    hash.update(path.relative(folder, file));
    hash.update(await readFile(file));
  }
  return hash.digest('hex');
}
