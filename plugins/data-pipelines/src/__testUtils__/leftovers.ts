import type { Leftover } from '@penstock/backstage-plugin-data-pipelines-common';

const GIB = 2 ** 30;

function leftover(kind: string, name: string, more: Partial<Leftover>): Leftover {
  const core = kind === 'PersistentVolume';
  return {
    object: { cluster: 'prod-north', apiVersion: core ? 'v1' : 'snapshot.storage.k8s.io/v1', kind, name },
    sentence: 'Its snapshot is gone, and it was told to stay; the storage keeps the data until it is removed.',
    operation: 'op-restored',
    element: 'telemetry',
    since: '2026-11-18T14:31:43Z',
    removable: true,
    ...more,
  };
}

/** What operations left over in the story: two that may go, one of another element, one that is kept yet, and one of nobody. */
export const storyLeftovers: readonly Leftover[] = [
  leftover('PersistentVolume', 'pv-old-0', { bytes: 40 * GIB, sentence: 'Kept as the undo of a restore until 2026-11-19T14:31:43Z, which is over; it takes its space until it is removed.' }),
  leftover('VolumeSnapshotContent', 'content-alone', {}),
  leftover('VolumeSnapshotContent', 'content-search', { element: 'readings-search' }),
  leftover('PersistentVolume', 'pv-kept-1', { removable: false, bytes: 40 * GIB, sentence: 'Kept as the undo of a restore until 2026-11-21T14:31:43Z; until then it cannot be removed.' }),
  leftover('VolumeSnapshotContent', 'content-unknown', { element: undefined, operation: undefined, since: undefined }),
];
