import {
  CONTENTS,
  MARKS,
  VolumeSnapshotContent,
} from '../kinds/snapshots';
import { PersistentVolume, VOLUMES } from '../kinds/core';
import {
  Effect,
  patch,
  patchFinalizers,
  patchStatus,
  say,
} from '../engine/effects';
import { Stage, Table, View } from '../engine/table';
import { bytesOf } from '../../quantity';
import { DRIVER, driverCall } from './driver';
import { nanoseconds, timestamp } from './instants';

/*
 * Plays csi-snapshotter 8 for VolumeSnapshotContents of the driver: asks the
 * driver for the cut, looks until the snapshot is ready, deletes it.
 * Not emulated: secrets, time-outs of a call, distributed snapshotting.
 */

const SIDECAR = 'csi-snapshotter disk.csi.penstock.dev';

const isGoing = ({ metadata }: VolumeSnapshotContent) =>
  metadata.deletionTimestamp !== undefined;
const isMarked = (content: VolumeSnapshotContent, mark: string) =>
  content.metadata.annotations?.[mark] !== undefined;
const hasFinalizer = ({ metadata }: VolumeSnapshotContent) =>
  (metadata.finalizers ?? []).includes(MARKS.contentBound);
const isReady = ({ status }: VolumeSnapshotContent) =>
  status?.readyToUse === true;
/** Members of a group are cut and deleted with it. */
const isMember = (content: VolumeSnapshotContent) =>
  isMarked(content, MARKS.groupHandle);

/** Asked for, not yet cut. */
const isUncut = (content: VolumeSnapshotContent) =>
  !isGoing(content) &&
  !isMember(content) &&
  content.spec.source.volumeHandle !== undefined &&
  content.status?.snapshotHandle === undefined;

/** Whether the sidecar may let a content go that somebody deleted. */
function mayGo(content: VolumeSnapshotContent): boolean {
  const { source, volumeSnapshotRef } = content.spec;
  const unbound = source.snapshotHandle !== undefined && !volumeSnapshotRef.uid;
  return (
    isGoing(content) &&
    (unbound ||
      (!isMarked(content, MARKS.beingCreated) &&
        isMarked(content, MARKS.beingDeleted)))
  );
}

/** The driver has a snapshot that is to go with this content. */
function isToBeDeleted(content: VolumeSnapshotContent): boolean {
  return (
    mayGo(content) &&
    content.spec.deletionPolicy === 'Delete' &&
    content.status?.snapshotHandle !== undefined &&
    content.status.volumeGroupSnapshotHandle === undefined
  );
}

/** The handle of the snapshot that a content stands for. */
export function handleOf(content: VolumeSnapshotContent): string | undefined {
  return content.status?.snapshotHandle ?? content.spec.source.snapshotHandle;
}

/** Removes the bytes of a handle, unless a content outside of `leaving` stands for them too. */
export function dropUnlessShared(
  handle: string,
  view: View,
  isLeaving: (content: VolumeSnapshotContent) => boolean,
): Effect[] {
  const shared = view
    .list(CONTENTS)
    .some(other => handleOf(other) === handle && !isLeaving(other));
  return shared ? [] : [{ act: 'dropCopy', handle }];
}

/** The volume behind a CSI handle. */
export function volumeOf(
  handle: string | undefined,
  view: View,
): PersistentVolume | undefined {
  return view
    .list(VOLUMES)
    .find(
      ({ spec }) =>
        spec.csi?.driver === DRIVER && spec.csi.volumeHandle === handle,
    );
}

/** Unready, with the trouble; the words and the time stay while the trouble does. */
function trouble(
  content: VolumeSnapshotContent,
  reason: string,
  message: string,
  now: Date,
): Effect[] {
  if (content.status?.error?.message === message) {
    return [];
  }
  return [
    patchStatus(CONTENTS, content, {
      readyToUse: false,
      error: { time: timestamp(now), message },
    }),
    say(content, SIDECAR, 'Warning', reason, message),
  ];
}

const mark = (content: VolumeSnapshotContent, value: 'yes' | null) =>
  patch(CONTENTS, content, {
    metadata: { annotations: { [MARKS.beingCreated]: value } },
  });

function cut(content: VolumeSnapshotContent, view: View): Effect[] {
  const { volumeHandle = '' } = content.spec.source;
  const volume = volumeOf(volumeHandle, view);
  if (!volume) {
    return [];
  }
  const handle = `snapshot-${content.metadata.uid ?? ''}`;
  const sizeBytes = bytesOf(volume.spec.capacity.storage);
  return [
    {
      act: 'cut',
      copies: [{ volume: volume.metadata.name, handle, sizeBytes }],
      then: at => [
        patchStatus(CONTENTS, content, {
          snapshotHandle: handle,
          creationTime: nanoseconds(at),
          restoreSize: sizeBytes,
          readyToUse: false,
        }),
        mark(content, null),
      ],
    },
  ];
}

const deleting: Stage<VolumeSnapshotContent>[] = [
  ...driverCall<VolumeSnapshotContent>({
    name: 'delete the snapshot',
    operation: 'delete',
    delay: { ms: 800, jitterMs: 400 },
    when: isToBeDeleted,
    effects: (content, view) => [
      ...dropUnlessShared(
        handleOf(content) ?? '',
        view,
        ({ metadata }) => metadata.uid === content.metadata.uid,
      ),
      patchStatus(CONTENTS, content, {
        snapshotHandle: null,
        readyToUse: null,
        creationTime: null,
        restoreSize: null,
      }),
    ],
    failed: content => [
      say(
        content,
        SIDECAR,
        'Warning',
        'SnapshotDeleteError',
        'Failed to delete snapshot',
      ),
    ],
  }),
  {
    name: 'give up the cut',
    delay: { ms: 300 },
    // While the driver has not answered, nobody knows whether there is a snapshot to delete.
    when: (content, view) =>
      isGoing(content) &&
      isMarked(content, MARKS.beingCreated) &&
      view.orders.driver('snapshot')?.mode !== 'hang',
    effects: content => [mark(content, null)],
  },
  {
    name: 'let go',
    delay: { ms: 100 },
    when: content =>
      mayGo(content) && !isToBeDeleted(content) && hasFinalizer(content),
    effects: content =>
      patchFinalizers(CONTENTS, content, { drop: [MARKS.contentBound] }),
  },
];

const making: Stage<VolumeSnapshotContent>[] = [
  {
    name: 'protect',
    delay: { ms: 50 },
    when: content =>
      !isGoing(content) &&
      Boolean(content.spec.volumeSnapshotRef.uid) &&
      !hasFinalizer(content),
    effects: content =>
      patchFinalizers(CONTENTS, content, { add: [MARKS.contentBound] }),
  },
  {
    name: 'ask for the cut',
    delay: { ms: 50 },
    when: (content, view) =>
      isUncut(content) &&
      !isMarked(content, MARKS.beingCreated) &&
      view.orders.driver('snapshot')?.mode !== 'fail',
    effects: content => [mark(content, 'yes')],
  },
  {
    name: 'no such volume',
    delay: { ms: 500 },
    when: (content, view) =>
      isUncut(content) &&
      volumeOf(content.spec.source.volumeHandle, view) === undefined &&
      content.status?.error === undefined,
    effects: (content, _view, now) => {
      const { volumeHandle } = content.spec.source;
      return trouble(
        content,
        'SnapshotCreationFailed',
        `Failed to create snapshot: failed to take snapshot of the volume ${volumeHandle}: "rpc error: code = NotFound desc = volume ${volumeHandle} not found"`,
        now,
      );
    },
  },
  ...driverCall<VolumeSnapshotContent>({
    name: 'cut',
    operation: 'snapshot',
    delay: { ms: 300, jitterMs: 300 },
    when: (content, view) =>
      isUncut(content) &&
      volumeOf(content.spec.source.volumeHandle, view) !== undefined,
    effects: cut,
    failed: (content, error, _view, now) => [
      ...(isMarked(content, MARKS.beingCreated) ? [mark(content, null)] : []),
      ...trouble(
        content,
        'SnapshotCreationFailed',
        `Failed to create snapshot: failed to take snapshot of the volume ${
          content.spec.source.volumeHandle
        }: ${JSON.stringify(error)}`,
        now,
      ),
    ],
  }),
  ...driverCall<VolumeSnapshotContent>({
    name: 'ready',
    operation: 'snapshot',
    delay: { ms: 3_000, jitterMs: 2_000 },
    when: content =>
      !isGoing(content) &&
      !isReady(content) &&
      content.spec.source.volumeHandle !== undefined &&
      content.status?.snapshotHandle !== undefined,
    effects: content => [
      patchStatus(CONTENTS, content, { readyToUse: true, error: null }),
    ],
    failed: (content, error, _view, now) =>
      trouble(
        content,
        'SnapshotContentCheckandUpdateFailed',
        `Failed to check and update snapshot content: ${error}`,
        now,
      ),
  }),
  {
    name: 'find the snapshot',
    delay: content => ({ ms: content.status?.error ? 10_000 : 500 }),
    when: content =>
      !isGoing(content) &&
      !isReady(content) &&
      content.spec.source.snapshotHandle !== undefined,
    effects: (content, _view, now) => {
      const handle = content.spec.source.snapshotHandle ?? '';
      return [
        {
          act: 'findCopy',
          handle,
          then: found =>
            found
              ? [
                  patchStatus(CONTENTS, content, {
                    snapshotHandle: handle,
                    creationTime: nanoseconds(found.at),
                    restoreSize: found.sizeBytes,
                    readyToUse: true,
                    error: null,
                  }),
                ]
              : trouble(
                  content,
                  'SnapshotContentCheckandUpdateFailed',
                  `Failed to check and update snapshot content: failed to list snapshot for content ${
                    content.metadata.name
                  }: ${JSON.stringify(
                    `can not find snapshot for snapshotID ${handle}`,
                  )}`,
                  now,
                ),
        },
      ];
    },
  },
];

/** Contents of single snapshots, and of members once their group is cut. */
export const contentsTable: Table<VolumeSnapshotContent> = {
  name: 'contents',
  subject: CONTENTS,
  watches: [VOLUMES],
  concerned: changed =>
    changed.kind === CONTENTS.kind ? [changed.metadata] : 'all',
  stages: [...deleting, ...making].map(stage => ({
    ...stage,
    when: (content, view, now) =>
      content.spec.driver === DRIVER && stage.when(content, view, now),
  })),
};
