import { createHash } from 'node:crypto';
import { CLAIMS, hasLabels, PersistentVolume } from '../kinds/core';
import {
  GROUP_API,
  GROUP_CLASSES,
  GROUP_CONTENTS,
  MARKS,
  SnapshotClass,
  SnapshotInfo,
  VolumeGroupSnapshot,
  VolumeGroupSnapshotContent,
  VolumeSnapshot,
  VolumeSnapshotContent,
} from '../kinds/snapshots';
import { View } from '../engine/table';
import { volumeOf } from './contents.table';
import { boundVolume, defaultClass, Found, Trouble } from './snapshotSource';

/** Name of a group's content. */
export function groupContentName({ metadata }: VolumeGroupSnapshot): string {
  return `groupsnapcontent-${metadata.uid ?? ''}`;
}

/** The content that was made for a group. */
export function groupContentOf(
  group: VolumeGroupSnapshot,
  view: View,
): VolumeGroupSnapshotContent | undefined {
  const content = view.get(GROUP_CONTENTS, undefined, groupContentName(group));
  return content?.spec.volumeGroupSnapshotRef.uid === group.metadata.uid
    ? content
    : undefined;
}

/** The volumes of all claims that the group's selector names; as in the real controller only `matchLabels` counts. */
function volumesOf(
  group: VolumeGroupSnapshot,
  view: View,
): Found<PersistentVolume[]> {
  const labels = group.spec.source.selector?.matchLabels ?? {};
  const claims = view
    .list(CLAIMS, group.metadata.namespace)
    .filter(claim => hasLabels(claim, labels));
  if (claims.length === 0) {
    const selector = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join();
    return {
      error: `label selector ${selector} for group snapshot not applied to any PVC`,
    };
  }
  const volumes: PersistentVolume[] = [];
  for (const claim of claims) {
    const volume = boundVolume(claim, 'group snapshot', view);
    if ('error' in volume) {
      return volume;
    }
    volumes.push(volume.found);
  }
  return { found: volumes };
}

/** The class that a group without one gets. */
export function defaultGroupClassOf(
  group: VolumeGroupSnapshot,
  view: View,
): Found<string> {
  const volumes = volumesOf(group, view);
  return 'error' in volumes
    ? volumes
    : defaultClass(
        view.list(GROUP_CLASSES),
        MARKS.isDefaultGroup,
        volumes.found[0]?.spec.csi?.driver,
        'group snapshot',
      );
}

/** Class and volumes of a group that is to be cut, or why it cannot be. */
export function groupInputOf(
  group: VolumeGroupSnapshot,
  view: View,
): { found: { of: SnapshotClass; volumes: PersistentVolume[] } } | Trouble {
  const { name, namespace } = group.metadata;
  const className = group.spec.volumeGroupSnapshotClassName ?? '';
  const of = view.get(GROUP_CLASSES, undefined, className);
  if (!of) {
    return {
      reason: 'GetGroupSnapshotClassFailed',
      message: `failed to get group snapshot class with error volumegroupsnapshotclass.groupsnapshot.storage.k8s.io "${className}" not found`,
      unready: false,
    };
  }
  const failed = (error: string): Trouble => ({
    reason: 'GroupSnapshotContentCreationFailed',
    message: `failed to create group snapshot content with error ${error}`,
    unready: true,
  });
  const volumes = volumesOf(group, view);
  if ('error' in volumes) {
    return failed(
      `failed to get input parameters to create group snapshot ${name}: ${JSON.stringify(
        volumes.error,
      )}`,
    );
  }
  const foreign = volumes.found.find(
    ({ spec }) => spec.csi?.driver !== of.driver,
  );
  return foreign
    ? failed(
        `snapshot controller failed to update ${namespace}/${name} on API server: Volume CSI driver (${
          foreign.spec.csi?.driver ?? ''
        }) mismatch with VolumeGroupSnapshotClass (${
          of.driver
        }) ${namespace}/${name}: ${foreign.metadata.name}`,
      )
    : { found: { of, volumes: volumes.found } };
}

/** One member of a group: its snapshot and content as the controller makes them. */
export interface Member {
  info: SnapshotInfo;
  snapshot: VolumeSnapshot;
  content: VolumeSnapshotContent;
}

/** The members of a group that has been cut; names follow from the group and the volume. */
export function membersOf(
  group: VolumeGroupSnapshot,
  content: VolumeGroupSnapshotContent,
  view: View,
): Member[] {
  const handle = content.status?.volumeGroupSnapshotHandle ?? '';
  return (content.status?.volumeSnapshotInfoList ?? []).map(info => {
    const hash = createHash('sha256')
      .update(`${group.metadata.uid ?? ''}${info.volumeHandle}`)
      .digest('hex');
    const namespace = group.metadata.namespace ?? '';
    const volume = volumeOf(info.volumeHandle, view);
    return {
      info,
      content: {
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshotContent',
        metadata: {
          name: `snapcontent-${hash}`,
          annotations: { [MARKS.groupHandle]: handle },
        },
        spec: {
          deletionPolicy: content.spec.deletionPolicy,
          driver: content.spec.driver,
          source: { volumeHandle: info.volumeHandle },
          sourceVolumeMode: volume?.spec.volumeMode,
          volumeSnapshotRef: {
            kind: 'VolumeSnapshot',
            name: `snapshot-${hash}`,
            namespace,
          },
        },
      },
      snapshot: {
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshot',
        metadata: {
          name: `snapshot-${hash}`,
          namespace,
          ownerReferences: [
            {
              apiVersion: GROUP_API,
              kind: 'VolumeGroupSnapshot',
              name: group.metadata.name,
              uid: group.metadata.uid ?? '',
            },
          ],
          finalizers: [MARKS.inGroup],
        },
        spec: {
          source: {
            persistentVolumeClaimName: volume?.spec.claimRef?.name ?? '',
          },
        },
      },
    };
  });
}
