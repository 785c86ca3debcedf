import { CLAIMS, PersistentVolume, VOLUMES } from '../kinds/core';
import { Effect, patchStatus, remove, say } from '../engine/effects';
import { Stage, Table, View } from '../engine/table';
import { DRIVER, driverCall } from './driver';

/*
 * Plays the binder's and provisioner's part for volumes: available while no
 * claim has them, released when theirs goes. Retain leaves the volume, Delete
 * removes it and its folder. A deletion that fails is an event and tried
 * again, as with every CSI driver; the phase Failed is of older drivers.
 * Not emulated: the deprecated Recycle, deletion secrets, the provisioner's
 * finalizer (a volume deleted by hand leaves its folder).
 */

const PROVISIONER = `${DRIVER}_csi-provisioner`;

const isOurs = ({ spec }: PersistentVolume) => spec.csi?.driver === DRIVER;

/** A volume without a claim, or reserved for one by name only. */
const isFree = ({ spec }: PersistentVolume) => !spec.claimRef?.uid;

function hasLostItsClaim(volume: PersistentVolume, view: View): boolean {
  const { claimRef } = volume.spec;
  if (!claimRef?.uid) {
    return false;
  }
  const claim = view.get(CLAIMS, claimRef.namespace, claimRef.name);
  return claim?.metadata.uid !== claimRef.uid;
}

function destroy(volume: PersistentVolume): Effect[] {
  return [
    { act: 'directory', volume: volume.metadata.name, present: false },
    remove(VOLUMES, volume),
  ];
}

const stages: Stage<PersistentVolume>[] = [
  {
    name: 'make available',
    delay: { ms: 300 },
    when: volume =>
      isFree(volume) &&
      !volume.metadata.deletionTimestamp &&
      volume.status?.phase !== 'Available',
    effects: volume => [patchStatus(VOLUMES, volume, { phase: 'Available' })],
  },
  {
    name: 'release',
    delay: { ms: 500 },
    when: (volume, view) =>
      volume.status?.phase !== 'Released' && hasLostItsClaim(volume, view),
    effects: volume => [patchStatus(VOLUMES, volume, { phase: 'Released' })],
  },
  ...driverCall<PersistentVolume>({
    name: 'delete',
    operation: 'delete',
    delay: { ms: 2_000, jitterMs: 1_000 },
    when: (volume, view) =>
      volume.spec.persistentVolumeReclaimPolicy === 'Delete' &&
      volume.status?.phase === 'Released' &&
      !volume.metadata.deletionTimestamp &&
      hasLostItsClaim(volume, view),
    effects: destroy,
    failed: (volume, error) => [
      say(volume, PROVISIONER, 'Warning', 'VolumeFailedDelete', error),
    ],
  }),
];

/** Volumes: available, released or deleted after their claim. */
export const volumesTable: Table<PersistentVolume> = {
  name: 'volumes',
  subject: VOLUMES,
  watches: [CLAIMS],
  stages: stages.map(stage => ({
    ...stage,
    when: (volume, view, now) =>
      isOurs(volume) && stage.when(volume, view, now),
  })),
};
