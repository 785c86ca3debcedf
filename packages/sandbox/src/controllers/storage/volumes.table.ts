import { CLAIMS, PersistentVolume, VOLUMES } from '../kinds/core';
import { patchStatus, remove } from '../engine/effects';
import { Table, View } from '../engine/table';
import { PROVISIONER } from './claims.table';

/*
 * Plays the binder's and provisioner's part when a claim goes away: Retain
 * leaves the volume Released, Delete removes it and its folder.
 * Not emulated: the deprecated Recycle, deletion secrets, failed deletion.
 */

function hasLostItsClaim(volume: PersistentVolume, view: View): boolean {
  const { claimRef, csi } = volume.spec;
  if (!claimRef || csi?.driver !== PROVISIONER) {
    return false;
  }
  const claim = view.get(CLAIMS, claimRef.namespace, claimRef.name);
  return claim === undefined || claim.metadata.uid !== claimRef.uid;
}

/** Volumes: release or delete after their claim. */
export const volumesTable: Table<PersistentVolume> = {
  name: 'volumes',
  subject: VOLUMES,
  watches: [CLAIMS],
  stages: [
    {
      name: 'release',
      delay: { ms: 500 },
      when: (volume, view) =>
        volume.status?.phase !== 'Released' && hasLostItsClaim(volume, view),
      effects: volume => [patchStatus(VOLUMES, volume, { phase: 'Released' })],
    },
    {
      name: 'delete',
      delay: { ms: 2_000, jitterMs: 1_000 },
      when: (volume, view) =>
        volume.spec.persistentVolumeReclaimPolicy === 'Delete' &&
        !volume.metadata.deletionTimestamp &&
        hasLostItsClaim(volume, view),
      effects: volume => [
        remove(VOLUMES, volume),
        { act: 'directory', volume: volume.metadata.name, present: false },
      ],
    },
  ],
};
