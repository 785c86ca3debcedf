import type { Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { nameList, seenOfKind } from './seenObjects';
import { errorsOf, snapshotState } from './snapshotState';

/** `csi.imported`: snapshots that were brought along by a content of their own can be restored. */
export const imported: Observer = input => {
  const snapshots = seenOfKind(input, 'VolumeSnapshot');
  const total = input.seen.length;
  const open = snapshots.filter(snapshot => !snapshotState(snapshot).ready || snapshotState(snapshot).bound === undefined);
  const done = snapshots.length - open.length;
  if (total === 0) return { state: 'unknown', reason: 'The step does not say which snapshots are brought along' };
  if (done === total) return { state: 'done', found: `${total} of ${total} snapshots can be restored here` };
  return {
    state: 'waiting',
    waitsFor: `${open.length === 0 ? 'The snapshots' : nameList(open.map(({ metadata }) => metadata.name))} to be ready`,
    progress: { source: 'derived', done, total, unit: 'objects' },
    ...errorsOf(open),
  };
};
