import {
  CLAIMS,
  PersistentVolumeClaim,
  StorageClass,
  VOLUMES,
} from '../kinds/core';
import { CONTENTS, MARKS, SNAPSHOTS } from '../kinds/snapshots';
import { ByteSource } from '../engine/effects';
import { View } from '../engine/table';
import { bytesOf } from '../../quantity';
import { handleOf } from './contents.table';
import { Found, pointsBack } from './snapshotSource';

const SNAPSHOT_GROUP = 'snapshot.storage.k8s.io';

/**
 * Where the first bytes of a claim's volume come from: undefined for none, or
 * why they cannot be had (yet), in the words of external-provisioner 6.
 */
export function byteSourceOf(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  view: View,
): Found<ByteSource | undefined> {
  const source = claim.spec.dataSource ?? claim.spec.dataSourceRef;
  if (!source) {
    return { found: undefined };
  }
  const found =
    source.kind === 'VolumeSnapshot'
      ? fromSnapshot(claim, source.name, storageClass, view)
      : fromClaim(claim, source.name, storageClass, view);
  return 'error' in found
    ? {
        error: `error getting handle for DataSource Type ${source.kind} by Name ${source.name}: ${found.error}`,
      }
    : found;
}

/** Whether the provisioner fills such a claim at all; populators of other kinds do it themselves. */
export function isOwnSource({ spec }: PersistentVolumeClaim): boolean {
  const source = spec.dataSource ?? spec.dataSourceRef;
  return (
    source === undefined ||
    (source.kind === 'VolumeSnapshot' && source.apiGroup === SNAPSHOT_GROUP) ||
    (source.kind === 'PersistentVolumeClaim' && !source.apiGroup)
  );
}

function fromSnapshot(
  claim: PersistentVolumeClaim,
  name: string,
  storageClass: StorageClass,
  view: View,
): Found<ByteSource> {
  const snapshot = view.get(SNAPSHOTS, claim.metadata.namespace, name);
  if (!snapshot) {
    return {
      error: `error getting snapshot ${name} from api server: volumesnapshots.${SNAPSHOT_GROUP} "${name}" not found`,
    };
  }
  const { status, metadata } = snapshot;
  if (
    metadata.deletionTimestamp &&
    !(metadata.finalizers ?? []).includes(MARKS.asSource)
  ) {
    return { error: `snapshot ${name} is being deleted` };
  }
  const bound = status?.boundVolumeSnapshotContentName;
  if (!bound) {
    return { error: `snapshot ${name} not bound` };
  }
  const content = view.get(CONTENTS, undefined, bound);
  if (!content) {
    return {
      error: `error getting snapshotcontent ${bound} for snapshot ${name}`,
    };
  }
  if (!pointsBack(content, snapshot)) {
    return {
      error: `snapshotcontent ${bound} for snapshot ${name} is bound to a different snapshot`,
    };
  }
  if (content.spec.driver !== storageClass.provisioner) {
    return {
      error: `snapshotcontent ${bound} for snapshot ${name} is not handled by CSI driver of StorageClass ${storageClass.metadata.name}`,
    };
  }
  const handle = handleOf(content);
  if (!status.readyToUse || !handle) {
    return { error: `snapshot ${name} is not Ready` };
  }
  const wanted = bytesOf(claim.spec.resources.requests.storage);
  const least = bytesOf(status.restoreSize);
  return wanted < least
    ? {
        error: `requested volume size ${wanted} is less than the size ${least} for the source snapshot ${name}`,
      }
    : { found: { copy: handle } };
}

function fromClaim(
  claim: PersistentVolumeClaim,
  name: string,
  storageClass: StorageClass,
  view: View,
): Found<ByteSource> {
  const source = view.get(CLAIMS, claim.metadata.namespace, name);
  if (!source) {
    return {
      error: `error getting PVC ${name} (namespace "${claim.metadata.namespace}") from api server: persistentvolumeclaim "${name}" not found`,
    };
  }
  if (source.status?.phase !== 'Bound') {
    return {
      error: `the PVC DataSource ${name} must have a status of Bound.  Got ${
        source.status?.phase ?? ''
      }`,
    };
  }
  if (source.metadata.deletionTimestamp) {
    return { error: `the PVC DataSource ${name} is currently being deleted` };
  }
  const wanted = bytesOf(claim.spec.resources.requests.storage);
  const least = bytesOf(source.spec.resources.requests.storage);
  if (wanted < least) {
    return {
      error: `error, new PVC request must be greater than or equal in size to the specified PVC data source, requested ${wanted} but source is ${least}`,
    };
  }
  const volume = view.get(VOLUMES, undefined, source.spec.volumeName ?? '');
  const ref = volume?.spec.claimRef;
  return volume &&
    volume.spec.csi?.driver === storageClass.provisioner &&
    ref?.uid === source.metadata.uid
    ? { found: { volume: volume.metadata.name } }
    : { error: 'claim in dataSource not bound or invalid' };
}
