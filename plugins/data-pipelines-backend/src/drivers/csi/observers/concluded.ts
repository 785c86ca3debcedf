import { ANNOTATION_POINT } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { textAt } from '../../../engines/shared/reading';
import { fittingOffsets } from '../fittingOffsets';
import { isWeaker } from '../gotConsistency';
import { readPointNote } from '../pointNote';
import { plannedMembers } from './params';
import { nameList, seenOfKind } from './seenObjects';
import { snapshotState, type SnapshotState } from './snapshotState';

/** Bound both ways: the snapshot names the content, and the content the uid of the snapshot. */
export function isBoundBothWays(snapshot: KubernetesObject, content: KubernetesObject | undefined, state: SnapshotState = snapshotState(snapshot)): boolean {
  return (
    content !== undefined &&
    state.bound === content.metadata.name &&
    textAt(content, 'spec.volumeSnapshotRef.uid') === snapshot.metadata.uid
  );
}

/**
 * `csi.concluded`: what was cut is written down at each snapshot, and each is
 * bound both ways to its content. Facts: the point's id, and the contents;
 * `partial` where what was got is weaker than what was asked for, or offsets
 * did not fit into the point.
 */
export const concluded: Observer = input => {
  const planned = plannedMembers(input.params.members);
  const snapshots = seenOfKind(input, 'VolumeSnapshot');
  const contents = new Map(seenOfKind(input, 'VolumeSnapshotContent').map(content => [content.metadata.name, content]));
  if (planned.length === 0) return { state: 'unknown', reason: 'The step does not say which claims are cut' };
  const stray = snapshots.find(snapshot => {
    const { bound } = snapshotState(snapshot);
    const content = bound === undefined ? undefined : contents.get(bound);
    return content !== undefined && textAt(content, 'spec.volumeSnapshotRef.uid') !== undefined && !isBoundBothWays(snapshot, content);
  });
  if (stray !== undefined) {
    return {
      state: 'failed',
      code: 'SNAPSHOT_NOT_BOUND',
      cause: `VolumeSnapshot ${stray.metadata.name} names a content that belongs to another snapshot`,
      remedy: 'Its data cannot be trusted: look at who made that content, and take a new snapshot.',
    };
  }
  const open = planned.filter(({ claim }) => {
    const snapshot = snapshots.find(each => textAt(each, 'spec.source.persistentVolumeClaimName') === claim);
    if (snapshot === undefined) return true;
    return readPointNote(snapshot.metadata.annotations?.[ANNOTATION_POINT]).got === undefined || !isBoundBothWays(snapshot, contents.get(snapshotState(snapshot).bound ?? ''));
  });
  if (open.length > 0) {
    return {
      state: 'waiting',
      waitsFor: `${nameList(open.map(({ claim }) => claim))} to be recorded and bound both ways`,
      progress: { source: 'derived', done: planned.length - open.length, total: planned.length, unit: 'members' },
    };
  }
  const note = readPointNote(snapshots[0]?.metadata.annotations?.[ANNOTATION_POINT]);
  const element = planned[0]?.element ?? '';
  const isLess = isWeaker(note.got, note.wanted);
  const partial = isLess || fittingOffsets(input).leftOut.length > 0;
  const sentences = [
    `${element}: ${planned.length} ${planned.length === 1 ? 'volume' : 'volumes'}, ${note.got ?? 'unknown'} consistency${isLess ? ` where ${note.wanted} was asked for` : ''}${note.downgraded === undefined ? '' : `. ${note.downgraded}`}`,
    ...(note.skewMs === undefined || planned.length < 2 ? [] : [`${element}: ${note.skewMs} ms between first and last cut`]),
    ...(note.pausedMs === undefined ? [] : [`${element}: writes paused for ${(note.pausedMs / 1000).toFixed(1)} s`]),
  ];
  return { state: 'done', found: sentences[0], facts: { recoveryPoint: input.operation, sentences, ...(partial ? { partial } : {}), contents: [...contents.values()].map(({ metadata }) => ({ name: metadata.name, uid: metadata.uid })) } };
};
