import {
  ATTRIBUTES_CLASSES,
  CLAIMS,
  NODES,
  PersistentVolume,
  PersistentVolumeClaim,
  PODS,
  STORAGE_CLASSES,
  VOLUMES,
} from '../kinds/core';
import { CONTENTS, SNAPSHOTS } from '../kinds/snapshots';
import { Effect, patch, patchStatus, say } from '../engine/effects';
import { Stage, Table, View } from '../engine/table';
import { bytesOf } from '../../quantity';
import { DRIVER } from './driver';
import { growthStages } from './growth';
import { isFor, provisioningStages } from './provisioning';

/*
 * Plays the CSI provisioner, the volume binder, the external resizer and the
 * kubelet's part of growth, in the order seen on Kubernetes 1.36: Resizing,
 * FileSystemResizePending, then the new capacity, without a pod restart.
 * Not emulated: topology beyond the zone, attach and mount, the search for an
 * available volume that nobody named.
 */

const BINDER = 'persistentvolume-controller';

const isBound = (claim: PersistentVolumeClaim) =>
  claim.status?.phase === 'Bound';

/** The volume that a claim names, if the driver knows it. */
function namedVolume(
  claim: PersistentVolumeClaim,
  view: View,
): PersistentVolume | undefined {
  const { volumeName } = claim.spec;
  const volume = volumeName
    ? view.get(VOLUMES, undefined, volumeName)
    : undefined;
  return volume?.spec.csi?.driver === DRIVER ? volume : undefined;
}

/** Why a claim cannot have the volume it names, as reason and message; undefined when it can. */
function objection(
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
): [string, string] | undefined {
  const { name } = volume.metadata;
  const mismatch = (why: string): [string, string] => [
    'VolumeMismatch',
    `Cannot bind to requested volume "${name}": ${why}`,
  ];
  if (volume.spec.claimRef && !isFor(claim, volume.spec.claimRef)) {
    return [
      'FailedBinding',
      `volume "${name}" already bound to a different claim.`,
    ];
  }
  if (volume.spec.claimRef) {
    return undefined;
  }
  if (
    bytesOf(volume.spec.capacity.storage) <
    bytesOf(claim.spec.resources.requests.storage)
  ) {
    return mismatch('requested PV is too small');
  }
  if (
    (volume.spec.storageClassName ?? '') !== (claim.spec.storageClassName ?? '')
  ) {
    return mismatch('storageClassName does not match');
  }
  return (claim.spec.accessModes ?? []).every(mode =>
    volume.spec.accessModes.includes(mode),
  )
    ? undefined
    : mismatch('incompatible accessMode');
}

function bind(claim: PersistentVolumeClaim, view: View): Effect[] {
  const volume = namedVolume(claim, view);
  if (!volume) {
    return [];
  }
  const { namespace = '', name, uid } = claim.metadata;
  const attributes = volume.spec.volumeAttributesClassName;
  return [
    ...(volume.spec.claimRef?.uid === uid
      ? []
      : [
          patch(VOLUMES, volume, {
            spec: {
              claimRef: {
                apiVersion: 'v1',
                kind: 'PersistentVolumeClaim',
                namespace,
                name,
                uid,
              },
            },
          }),
        ]),
    patchStatus(VOLUMES, volume, { phase: 'Bound' }),
    patchStatus(CLAIMS, claim, {
      phase: 'Bound',
      accessModes: volume.spec.accessModes,
      capacity: volume.spec.capacity,
      ...(attributes ? { currentVolumeAttributesClassName: attributes } : {}),
    }),
    ...(claim.metadata.annotations?.['pv.kubernetes.io/bind-completed']
      ? []
      : [
          patch(CLAIMS, claim, {
            metadata: {
              annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
            },
          }),
        ]),
  ];
}

/** The volume that is reserved for a claim by name and was not made for it. */
const reserved = (claim: PersistentVolumeClaim, view: View) =>
  view
    .list(VOLUMES)
    .find(
      ({ spec }) => spec.csi?.driver === DRIVER && isFor(claim, spec.claimRef),
    );

const binding: Stage<PersistentVolumeClaim>[] = [
  {
    name: 'take the reserved volume',
    delay: { ms: 200 },
    when: (claim, view) =>
      !claim.spec.volumeName &&
      !claim.metadata.deletionTimestamp &&
      reserved(claim, view) !== undefined,
    effects: (claim, view) => {
      const volume = reserved(claim, view);
      return volume
        ? [
            patch(CLAIMS, claim, {
              spec: { volumeName: volume.metadata.name },
            }),
          ]
        : [];
    },
  },
  {
    name: 'bind',
    delay: { ms: 200 },
    when: (claim, view) => {
      const volume = namedVolume(claim, view);
      return (
        !isBound(claim) &&
        !claim.metadata.deletionTimestamp &&
        volume !== undefined &&
        !volume.metadata.deletionTimestamp &&
        objection(claim, volume) === undefined
      );
    },
    effects: bind,
  },
  {
    name: 'cannot bind',
    delay: { ms: 5_000 },
    when: (claim, view) => {
      const volume = namedVolume(claim, view);
      return (
        !isBound(claim) &&
        !claim.metadata.deletionTimestamp &&
        volume !== undefined &&
        objection(claim, volume) !== undefined
      );
    },
    effects: (claim, view) => {
      const volume = namedVolume(claim, view);
      const [reason, message] = (volume && objection(claim, volume)) ?? [];
      return reason && message
        ? [say(claim, BINDER, 'Warning', reason, message)]
        : [];
    },
  },
  {
    name: 'lose the volume',
    delay: { ms: 3_000 },
    when: (claim, view) =>
      isBound(claim) &&
      claim.metadata.annotations?.[
        'volume.kubernetes.io/storage-provisioner'
      ] === DRIVER &&
      view.get(VOLUMES, undefined, claim.spec.volumeName ?? '') === undefined,
    effects: claim => [
      patchStatus(CLAIMS, claim, { phase: 'Lost' }),
      say(
        claim,
        BINDER,
        'Warning',
        'ClaimLost',
        'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
      ),
    ],
  },
];

/** Claims: provision, bind, grow. */
export const claimsTable: Table<PersistentVolumeClaim> = {
  name: 'storage',
  subject: CLAIMS,
  watches: [
    STORAGE_CLASSES,
    ATTRIBUTES_CLASSES,
    VOLUMES,
    NODES,
    PODS,
    SNAPSHOTS,
    CONTENTS,
  ],
  stages: [...binding, ...provisioningStages, ...growthStages],
};
