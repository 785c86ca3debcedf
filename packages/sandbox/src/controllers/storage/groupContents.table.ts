import { VOLUMES } from '../kinds/core';
import {
  CONTENTS,
  GROUP_CONTENTS,
  MARKS,
  VolumeGroupSnapshotContent,
} from '../kinds/snapshots';
import {
  Copy,
  Effect,
  patch,
  patchFinalizers,
  patchStatus,
  say,
} from '../engine/effects';
import { hex } from '../engine/seeded';
import { Stage, Table, View } from '../engine/table';
import { bytesOf } from '../../quantity';
import { dropUnlessShared, volumeOf } from './contents.table';
import { DRIVER, driverCall } from './driver';
import { nanoseconds, timestamp } from './instants';

/*
 * Plays csi-snapshotter 8 for VolumeGroupSnapshotContents of the driver: one
 * cut of all volumes, readiness, deletion.
 * Not emulated: groups that exist before (groupSnapshotHandles), secrets.
 */

const SIDECAR = 'csi-snapshotter disk.csi.penstock.dev';

type Content = VolumeGroupSnapshotContent;

const isGoing = ({ metadata }: Content) =>
  metadata.deletionTimestamp !== undefined;
const isMarked = (content: Content, mark: string) =>
  content.metadata.annotations?.[mark] !== undefined;
const isUncut = (content: Content) =>
  !isGoing(content) && !content.status?.volumeGroupSnapshotHandle;
const mayGo = (content: Content) =>
  isGoing(content) &&
  !isMarked(content, MARKS.groupBeingCreated) &&
  isMarked(content, MARKS.groupBeingDeleted);
const isToBeDeleted = (content: Content) =>
  mayGo(content) &&
  content.spec.deletionPolicy === 'Delete' &&
  Boolean(content.status?.volumeGroupSnapshotHandle);

const mark = (content: Content, value: 'yes' | null) =>
  patch(GROUP_CONTENTS, content, {
    metadata: { annotations: { [MARKS.groupBeingCreated]: value } },
  });

function trouble(
  content: Content,
  reason: string,
  message: string,
  now: Date,
): Effect[] {
  return content.status?.error?.message === message
    ? []
    : [
        patchStatus(GROUP_CONTENTS, content, {
          readyToUse: false,
          error: { time: timestamp(now), message },
        }),
        say(content, SIDECAR, 'Warning', reason, message),
      ];
}

/** What is to be copied; undefined while a volume is not known. */
function copiesOf(
  content: Content,
  view: View,
): Array<Copy & { volumeHandle: string }> | undefined {
  const copies = (content.spec.source.volumeHandles ?? []).flatMap(
    volumeHandle => {
      const volume = volumeOf(volumeHandle, view);
      return volume
        ? [
            {
              volumeHandle,
              volume: volume.metadata.name,
              handle: `snapshot-${hex(
                32,
                content.metadata.uid ?? '',
                volumeHandle,
              )}`,
              sizeBytes: bytesOf(volume.spec.capacity.storage),
            },
          ]
        : [];
    },
  );
  return copies.length === content.spec.source.volumeHandles?.length
    ? copies
    : undefined;
}

function cut(content: Content, view: View): Effect[] {
  const copies = copiesOf(content, view);
  if (!copies) {
    return [];
  }
  return [
    {
      act: 'cut',
      copies,
      then: at => [
        patchStatus(GROUP_CONTENTS, content, {
          volumeGroupSnapshotHandle: `group-${content.metadata.uid ?? ''}`,
          creationTime: timestamp(at),
          readyToUse: false,
          volumeSnapshotInfoList: copies.map(
            ({ volumeHandle, handle, sizeBytes }) => ({
              volumeHandle,
              snapshotHandle: handle,
              creationTime: nanoseconds(at),
              readyToUse: false,
              restoreSize: sizeBytes,
            }),
          ),
        }),
        mark(content, null),
      ],
    },
  ];
}

function membersAreReady(content: Content, view: View): boolean {
  const infos = content.status?.volumeSnapshotInfoList ?? [];
  const contents = view.list(CONTENTS);
  return (
    infos.length > 0 &&
    infos.every(({ snapshotHandle }) =>
      contents.some(
        ({ status }) =>
          status?.snapshotHandle === snapshotHandle && status.readyToUse,
      ),
    )
  );
}

const deleting: Stage<Content>[] = [
  ...driverCall<Content>({
    name: 'delete the group',
    operation: 'delete',
    delay: { ms: 800, jitterMs: 400 },
    when: isToBeDeleted,
    effects: (content, view) => [
      ...(content.status?.volumeSnapshotInfoList ?? []).flatMap(
        ({ snapshotHandle }) =>
          dropUnlessShared(
            snapshotHandle,
            view,
            ({ status }) =>
              status?.volumeGroupSnapshotHandle ===
              content.status?.volumeGroupSnapshotHandle,
          ),
      ),
      patchStatus(GROUP_CONTENTS, content, {
        volumeGroupSnapshotHandle: null,
        readyToUse: null,
        creationTime: null,
        error: null,
      }),
    ],
    failed: content => [
      say(
        content,
        SIDECAR,
        'Warning',
        'GroupSnapshotDeleteError',
        'Failed to delete group snapshot',
      ),
    ],
  }),
  {
    name: 'give up the cut',
    delay: { ms: 300 },
    // While the driver has not answered, nobody knows whether there is a snapshot to delete.
    when: (content, view) =>
      isGoing(content) &&
      isMarked(content, MARKS.groupBeingCreated) &&
      view.orders.driver('groupSnapshot')?.mode !== 'hang',
    effects: content => [mark(content, null)],
  },
  {
    name: 'let go',
    delay: { ms: 100 },
    when: content =>
      mayGo(content) &&
      !isToBeDeleted(content) &&
      (content.metadata.finalizers ?? []).includes(MARKS.groupContentBound),
    effects: content =>
      patchFinalizers(GROUP_CONTENTS, content, {
        drop: [MARKS.groupContentBound],
      }),
  },
];

const making: Stage<Content>[] = [
  {
    name: 'protect',
    delay: { ms: 50 },
    when: content =>
      !isGoing(content) &&
      !(content.metadata.finalizers ?? []).includes(MARKS.groupContentBound),
    effects: content =>
      patchFinalizers(GROUP_CONTENTS, content, {
        add: [MARKS.groupContentBound],
      }),
  },
  {
    name: 'ask for the cut',
    delay: { ms: 50 },
    when: (content, view) =>
      isUncut(content) &&
      !isMarked(content, MARKS.groupBeingCreated) &&
      view.orders.driver('groupSnapshot')?.mode !== 'fail',
    effects: content => [mark(content, 'yes')],
  },
  ...driverCall<Content>({
    name: 'cut all',
    operation: 'groupSnapshot',
    delay: { ms: 400, jitterMs: 300 },
    when: (content, view) =>
      isUncut(content) && copiesOf(content, view) !== undefined,
    effects: cut,
    failed: (content, error, _view, now) => [
      ...(isMarked(content, MARKS.groupBeingCreated)
        ? [mark(content, null)]
        : []),
      ...trouble(
        content,
        'GroupSnapshotCreationFailed',
        `Failed to create group snapshot: failed to take group snapshot of the volumes [${(
          content.spec.source.volumeHandles ?? []
        ).join(' ')}]: ${JSON.stringify(error)}`,
        now,
      ),
    ],
  }),
  ...driverCall<Content>({
    name: 'ready',
    operation: 'groupSnapshot',
    delay: { ms: 500 },
    when: (content, view) =>
      !isGoing(content) &&
      !content.status?.readyToUse &&
      membersAreReady(content, view),
    effects: content => [
      patchStatus(GROUP_CONTENTS, content, { readyToUse: true, error: null }),
    ],
    failed: (content, error, _view, now) =>
      trouble(
        content,
        'GroupSnapshotContentCheckandUpdateFailed',
        `Failed to check and update group snapshot content: ${error}`,
        now,
      ),
  }),
];

/** Contents of groups. */
export const groupContentsTable: Table<Content> = {
  name: 'group contents',
  subject: GROUP_CONTENTS,
  watches: [CONTENTS, VOLUMES],
  stages: [...deleting, ...making].map(stage => ({
    ...stage,
    when: (content, view, now) =>
      content.spec.driver === DRIVER && stage.when(content, view, now),
  })),
};
