import { Condition } from '../../client';
import {
  CLAIMS,
  NODES,
  PersistentVolume,
  PersistentVolumeClaim,
  STORAGE_CLASSES,
  StorageClass,
  VOLUMES,
} from '../kinds/core';
import { create, Effect, patch, patchStatus } from '../engine/effects';
import { onlyConditions, statusOf } from '../engine/conditions';
import { fraction } from '../engine/seeded';
import { Stage, Table, View } from '../engine/table';
import { bytesOf } from '../../quantity';

/*
 * Plays the CSI provisioner, the volume binder, the external resizer and the
 * kubelet's part of growth, in the order seen on Kubernetes 1.36: Resizing,
 * FileSystemResizePending, then the new capacity, without a pod restart.
 * Not emulated: topology beyond the zone, access modes, attach and mount,
 * snapshots and clones as data source, failed growth, claim protection.
 */

/** Only classes of this provisioner are served; claims of others are left alone. */
export const PROVISIONER = 'disk.csi.penstock.dev';
const ZONE = 'topology.kubernetes.io/zone';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const RESIZE_PENDING: Condition = {
  type: 'FileSystemResizePending',
  status: 'True',
  message:
    'Waiting for user to (re-)start a pod to finish file system resize of volume on node.',
};

function classOf(
  claim: PersistentVolumeClaim,
  view: View,
): StorageClass | undefined {
  const name = claim.spec.storageClassName;
  const found = name ? view.get(STORAGE_CLASSES, undefined, name) : undefined;
  return found?.provisioner === PROVISIONER ? found : undefined;
}

function zoneFor(claim: PersistentVolumeClaim, view: View): string {
  const node = claim.metadata.annotations?.[SELECTED_NODE];
  const zones = [
    ...new Set(
      view.list(NODES).map(({ metadata }) => metadata.labels?.[ZONE] ?? ''),
    ),
  ].sort();
  const selected = node
    ? view.get(NODES, undefined, node)?.metadata.labels?.[ZONE]
    : undefined;
  const index = Math.floor(fraction(claim.metadata.name) * zones.length);
  return selected ?? zones[index] ?? '';
}

function volumeFor(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  view: View,
): PersistentVolume {
  const { namespace = '', name, uid = '' } = claim.metadata;
  const volume = `pvc-${uid}`;
  const zone = zoneFor(claim, view);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volume,
      annotations: { 'pv.kubernetes.io/provisioned-by': PROVISIONER },
    },
    spec: {
      capacity: { storage: claim.spec.resources.requests.storage },
      accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace,
        name,
        uid,
      },
      csi: {
        driver: PROVISIONER,
        volumeHandle: volume,
        fsType: 'ext4',
        volumeAttributes: { ...storageClass.parameters },
      },
      ...(zone
        ? {
            nodeAffinity: {
              required: {
                nodeSelectorTerms: [
                  {
                    matchExpressions: [
                      { key: ZONE, operator: 'In', values: [zone] },
                    ],
                  },
                ],
              },
            },
          }
        : {}),
    },
  };
}

function provision(claim: PersistentVolumeClaim, view: View): Effect[] {
  const storageClass = classOf(claim, view);
  if (!storageClass) {
    return [];
  }
  const volume = volumeFor(claim, storageClass, view);
  return [
    { act: 'directory', volume: volume.metadata.name, present: true },
    create(VOLUMES, volume),
    patch(CLAIMS, claim, {
      metadata: {
        annotations: {
          'pv.kubernetes.io/bind-completed': 'yes',
          'pv.kubernetes.io/bound-by-controller': 'yes',
          'volume.kubernetes.io/storage-provisioner': PROVISIONER,
        },
      },
      spec: { volumeName: volume.metadata.name },
    }),
  ];
}

const isBound = (claim: PersistentVolumeClaim) =>
  claim.status?.phase === 'Bound';

function isGrowing(claim: PersistentVolumeClaim): boolean {
  return (
    isBound(claim) &&
    bytesOf(claim.spec.resources.requests.storage) >
      bytesOf(claim.status?.capacity?.storage)
  );
}

const inState = (claim: PersistentVolumeClaim, type: string) =>
  statusOf(claim.status?.conditions, type) === 'True';

const stages: Stage<PersistentVolumeClaim>[] = [
  {
    name: 'provision the volume',
    delay: { ms: 1_500, jitterMs: 1_500 },
    when: (claim, view) => {
      const storageClass = classOf(claim, view);
      return (
        !claim.spec.volumeName &&
        !claim.metadata.deletionTimestamp &&
        storageClass !== undefined &&
        (storageClass.volumeBindingMode !== 'WaitForFirstConsumer' ||
          claim.metadata.annotations?.[SELECTED_NODE] !== undefined)
      );
    },
    effects: provision,
  },
  {
    name: 'bind',
    delay: { ms: 200 },
    when: (claim, view) =>
      claim.spec.volumeName !== undefined &&
      !isBound(claim) &&
      classOf(claim, view) !== undefined &&
      view.get(VOLUMES, undefined, claim.spec.volumeName) !== undefined,
    effects: (claim, view) => {
      const volume = view.get(VOLUMES, undefined, claim.spec.volumeName ?? '');
      return volume
        ? [
            patchStatus(VOLUMES, volume, { phase: 'Bound' }),
            patchStatus(CLAIMS, claim, {
              phase: 'Bound',
              accessModes: volume.spec.accessModes,
              capacity: volume.spec.capacity,
            }),
          ]
        : [];
    },
  },
  {
    name: 'grow: start',
    delay: { ms: 100 },
    when: (claim, view) =>
      isGrowing(claim) &&
      classOf(claim, view)?.allowVolumeExpansion === true &&
      !inState(claim, 'Resizing') &&
      !inState(claim, 'FileSystemResizePending'),
    effects: (claim, _view, now) => [
      patchStatus(CLAIMS, claim, {
        allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' },
        allocatedResources: claim.spec.resources.requests,
        conditions: onlyConditions(
          claim.status?.conditions,
          [{ type: 'Resizing', status: 'True' }],
          now,
        ),
      }),
    ],
  },
  {
    name: 'grow: the volume',
    delay: { ms: 2_000, jitterMs: 1_000 },
    when: claim => isGrowing(claim) && inState(claim, 'Resizing'),
    effects: (claim, view, now) => {
      const volume = view.get(VOLUMES, undefined, claim.spec.volumeName ?? '');
      return [
        ...(volume
          ? [
              patch(VOLUMES, volume, {
                spec: { capacity: claim.spec.resources.requests },
              }),
            ]
          : []),
        patchStatus(CLAIMS, claim, {
          allocatedResourceStatuses: { storage: 'NodeResizePending' },
          allocatedResources: claim.spec.resources.requests,
          conditions: onlyConditions(
            claim.status?.conditions,
            [RESIZE_PENDING],
            now,
          ),
        }),
      ];
    },
  },
  {
    name: 'grow: the file system',
    delay: { ms: 8_000, jitterMs: 4_000 },
    when: claim =>
      isGrowing(claim) && inState(claim, 'FileSystemResizePending'),
    effects: claim => [
      patchStatus(CLAIMS, claim, {
        capacity: claim.spec.resources.requests,
        allocatedResourceStatuses: null,
        conditions: [],
      }),
    ],
  },
];

/** Claims: provision, bind, grow. */
export const claimsTable: Table<PersistentVolumeClaim> = {
  name: 'storage',
  subject: CLAIMS,
  watches: [STORAGE_CLASSES, VOLUMES, NODES],
  stages,
};
