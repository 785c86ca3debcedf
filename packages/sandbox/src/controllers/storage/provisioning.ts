import {
  CLAIMS,
  NODES,
  PersistentVolume,
  PersistentVolumeClaim,
  STORAGE_CLASSES,
  StorageClass,
  VOLUMES,
} from '../kinds/core';
import { create, Effect, patch, say } from '../engine/effects';
import { fraction } from '../engine/seeded';
import { Stage, View } from '../engine/table';
import { byteSourceOf, isOwnSource } from './dataSource';
import { DRIVER, driverCall } from './driver';

const PROVISIONER = `${DRIVER}_csi-provisioner`;
const ZONE = 'topology.kubernetes.io/zone';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** The claim's class, if the driver serves it. */
export function classOf(
  claim: PersistentVolumeClaim,
  view: View,
): StorageClass | undefined {
  const name = claim.spec.storageClassName;
  const found = name ? view.get(STORAGE_CLASSES, undefined, name) : undefined;
  return found?.provisioner === DRIVER ? found : undefined;
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
  const { volumeAttributesClassName } = claim.spec;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volume,
      annotations: { 'pv.kubernetes.io/provisioned-by': DRIVER },
    },
    spec: {
      capacity: { storage: claim.spec.resources.requests.storage },
      accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      ...(volumeAttributesClassName ? { volumeAttributesClassName } : {}),
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace,
        name,
        uid,
      },
      csi: {
        driver: DRIVER,
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
  const source = storageClass && byteSourceOf(claim, storageClass, view);
  if (!storageClass || !source || 'error' in source) {
    return [];
  }
  const volume = volumeFor(claim, storageClass, view);
  return [
    {
      act: 'directory',
      volume: volume.metadata.name,
      present: true,
      ...(source.found ? { from: source.found } : {}),
    },
    create(VOLUMES, volume),
    patch(CLAIMS, claim, {
      metadata: {
        annotations: {
          'pv.kubernetes.io/bind-completed': 'yes',
          'pv.kubernetes.io/bound-by-controller': 'yes',
          'volume.kubernetes.io/storage-provisioner': DRIVER,
        },
      },
      spec: { volumeName: volume.metadata.name },
    }),
  ];
}

/** Nobody made a volume for a claim that wants one now. */
function isDue(claim: PersistentVolumeClaim, view: View): boolean {
  const storageClass = classOf(claim, view);
  return (
    !claim.spec.volumeName &&
    !claim.metadata.deletionTimestamp &&
    storageClass !== undefined &&
    isOwnSource(claim) &&
    !view
      .list(VOLUMES)
      .some(({ spec: { claimRef } }) => isFor(claim, claimRef)) &&
    (storageClass.volumeBindingMode !== 'WaitForFirstConsumer' ||
      claim.metadata.annotations?.[SELECTED_NODE] !== undefined)
  );
}

/** Whether a volume is reserved for a claim: by name, and by uid where one is given. */
export function isFor(
  { metadata }: PersistentVolumeClaim,
  claimRef: PersistentVolume['spec']['claimRef'],
): boolean {
  return (
    claimRef?.name === metadata.name &&
    claimRef.namespace === metadata.namespace &&
    (!claimRef.uid || claimRef.uid === metadata.uid)
  );
}

function sourceError(
  claim: PersistentVolumeClaim,
  view: View,
): string | undefined {
  const storageClass = classOf(claim, view);
  const source = storageClass && byteSourceOf(claim, storageClass, view);
  return source && 'error' in source ? source.error : undefined;
}

const failure = (claim: PersistentVolumeClaim, error: string) =>
  say(
    claim,
    PROVISIONER,
    'Warning',
    'ProvisioningFailed',
    `failed to provision volume with StorageClass "${
      claim.spec.storageClassName ?? ''
    }": ${error}`,
  );

/** Plays external-provisioner 6: an empty volume, or one with the bytes of a snapshot or of another claim. */
export const provisioningStages: Stage<PersistentVolumeClaim>[] = [
  {
    name: 'the source is not there',
    delay: { ms: 5_000 },
    when: (claim, view) =>
      isDue(claim, view) && sourceError(claim, view) !== undefined,
    effects: (claim, view) => [failure(claim, sourceError(claim, view) ?? '')],
  },
  ...driverCall<PersistentVolumeClaim>({
    name: 'provision the volume',
    operation: 'provision',
    delay: { ms: 1_500, jitterMs: 1_500 },
    when: isDue,
    effects: provision,
    failed: (claim, error) => [failure(claim, error)],
  }),
];
