import {
  CLAIMS,
  PersistentVolume,
  PersistentVolumeClaim,
  VOLUMES,
} from '../kinds/core';
import {
  CONTENTS,
  MARKS,
  SNAPSHOT_CLASSES,
  SnapshotClass,
  VolumeSnapshot,
  VolumeSnapshotContent,
} from '../kinds/snapshots';
import { View } from '../engine/table';

/** What keeps a snapshot or a group from being taken, in the controller's words. */
export interface Trouble {
  reason: string;
  message: string;
  /** Whether readyToUse is set to false with it. */
  unready: boolean;
}

/** An answer, or the controller's words why there is none. */
export type Found<T> = { found: T } | { error: string };

/** The volume of a bound claim; both must point at each other. */
export function boundVolume(
  claim: PersistentVolumeClaim,
  what: 'snapshot' | 'group snapshot',
  view: View,
): Found<PersistentVolume> {
  const { name, namespace, uid } = claim.metadata;
  if (claim.status?.phase !== 'Bound') {
    return {
      error: `the PVC ${name} is not yet bound to a PV, will not attempt to take a ${what}`,
    };
  }
  const { volumeName = '' } = claim.spec;
  const volume = view.get(VOLUMES, undefined, volumeName);
  if (!volume) {
    return {
      error: `failed to retrieve PV ${volumeName} from the API server: "persistentvolumes \\"${volumeName}\\" not found"`,
    };
  }
  const ref = volume.spec.claimRef;
  return ref?.name === name &&
    ref.namespace === namespace &&
    (!ref.uid || ref.uid === uid)
    ? { found: volume }
    : { error: 'claim in dataSource not bound or invalid' };
}

/** The claim that a snapshot is taken of. */
export function claimOf(
  snapshot: VolumeSnapshot,
  view: View,
): PersistentVolumeClaim | undefined {
  const name = snapshot.spec.source.persistentVolumeClaimName;
  return name ? view.get(CLAIMS, snapshot.metadata.namespace, name) : undefined;
}

/** The one class that is marked as default for a driver. */
export function defaultClass(
  classes: SnapshotClass[],
  mark: string,
  driver: string | undefined,
  what: 'snapshot' | 'group snapshot',
): Found<string> {
  const marked = classes.filter(
    entry =>
      entry.metadata.annotations?.[mark] === 'true' && entry.driver === driver,
  );
  const [first] = marked;
  if (!first) {
    return { error: `cannot find default ${what} class` };
  }
  return marked.length > 1
    ? { error: `${marked.length} default snapshot classes were found` }
    : { found: first.metadata.name };
}

/** The class that a snapshot without one gets. */
export function defaultClassOf(
  snapshot: VolumeSnapshot,
  view: View,
): Found<string> {
  const claim = claimOf(snapshot, view);
  if (!claim) {
    const name = snapshot.spec.source.persistentVolumeClaimName ?? '';
    return {
      error: `failed to retrieve PVC ${name} from the lister: "persistentvolumeclaim \\"${name}\\" not found"`,
    };
  }
  const volume = boundVolume(claim, 'snapshot', view);
  return 'error' in volume
    ? volume
    : defaultClass(
        view.list(SNAPSHOT_CLASSES),
        MARKS.isDefault,
        volume.found.spec.csi?.driver,
        'snapshot',
      );
}

/** Class and volume of a snapshot that is to be made, or why it cannot be made. */
export function inputOf(
  snapshot: VolumeSnapshot,
  view: View,
): { found: { of: SnapshotClass; volume: PersistentVolume } } | Trouble {
  const { name } = snapshot.metadata;
  const className = snapshot.spec.volumeSnapshotClassName ?? '';
  const of = view.get(SNAPSHOT_CLASSES, undefined, className);
  if (!of) {
    return {
      reason: 'GetSnapshotClassFailed',
      message: `Failed to get snapshot class with error volumesnapshotclass.snapshot.storage.k8s.io "${className}" not found`,
      unready: false,
    };
  }
  const failed = (error: string): Trouble => ({
    reason: 'SnapshotContentCreationFailed',
    message: `Failed to create snapshot content with error ${error}`,
    unready: true,
  });
  const onApiServer = (object: string, error: string) =>
    failed(
      `snapshot controller failed to update ${object} on API server: ${error}`,
    );
  const claim = claimOf(snapshot, view);
  if (!claim) {
    return onApiServer(name, 'cannot get claim from snapshot');
  }
  if (
    claim.metadata.deletionTimestamp &&
    !(claim.metadata.finalizers ?? []).includes(MARKS.claimAsSource)
  ) {
    return onApiServer(
      claim.metadata.name,
      'cannot add finalizer on claim because it is being deleted',
    );
  }
  const volume = boundVolume(claim, 'snapshot', view);
  if ('error' in volume) {
    return failed(
      `failed to get input parameters to create snapshot ${name}: ${JSON.stringify(
        volume.error,
      )}`,
    );
  }
  return volume.found.spec.csi
    ? { found: { of, volume: volume.found } }
    : failed(
        `cannot find CSI PersistentVolumeSource for volume ${volume.found.metadata.name}`,
      );
}

/** Whether a content points back at a snapshot. */
export function pointsBack(
  content: VolumeSnapshotContent,
  { metadata }: VolumeSnapshot,
): boolean {
  const ref = content.spec.volumeSnapshotRef;
  return (
    ref.name === metadata.name &&
    ref.namespace === metadata.namespace &&
    ref.uid === metadata.uid
  );
}

/** The content that a snapshot was promised, whoever it is bound to. */
export function contentOf(
  snapshot: VolumeSnapshot,
  view: View,
): VolumeSnapshotContent | undefined {
  return view.get(CONTENTS, undefined, contentNameOf(snapshot));
}

/** Name of a snapshot's content: the one it asks for, the one it is bound to, or the one that is made for it. */
export function contentNameOf({ spec, status, metadata }: VolumeSnapshot) {
  return (
    spec.source.volumeSnapshotContentName ??
    status?.boundVolumeSnapshotContentName ??
    `snapcontent-${metadata.uid ?? ''}`
  );
}
