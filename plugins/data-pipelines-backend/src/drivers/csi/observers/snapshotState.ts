import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { flagAt, textAt } from '../../../engines/shared/reading';

/**
 * How far a snapshot, or a group, is: `cut` when the data are as of that
 * instant, `ready` when they can be restored. Its error is tried again by the
 * controller and is never final (external-snapshotter, `status.error`).
 */
export interface SnapshotState {
  cutTime?: string;
  ready: boolean;
  bound?: string;
  error?: string;
}

/** Reads the status of a VolumeSnapshot or VolumeGroupSnapshot. */
export function snapshotState(object: KubernetesObject): SnapshotState {
  const cutTime = textAt(object, 'status.creationTime');
  const bound = textAt(object, 'status.boundVolumeSnapshotContentName') ?? textAt(object, 'status.boundVolumeGroupSnapshotContentName');
  const error = textAt(object, 'status.error.message');
  return {
    ready: flagAt(object, 'status.readyToUse') === true,
    ...(cutTime === undefined ? {} : { cutTime }),
    ...(bound === undefined ? {} : { bound }),
    ...(error === undefined ? {} : { error }),
  };
}

/** The errors of snapshots as they word them. */
export function errorsOf(objects: readonly KubernetesObject[]): { evidence?: readonly string[] } {
  const evidence = objects.flatMap(object => {
    const { error } = snapshotState(object);
    return error === undefined ? [] : [`${object.kind} ${object.metadata.name}: ${error}`];
  });
  return evidence.length === 0 ? {} : { evidence };
}
