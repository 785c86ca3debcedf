import { CLAIMS, VOLUMES } from '../kinds/core';
import {
  CONTENTS,
  GROUP_API,
  GROUP_CLASSES,
  GROUP_CONTENTS,
  GROUPS,
  MARKS,
  SNAPSHOTS,
  VolumeGroupSnapshot,
  VolumeGroupSnapshotContent,
} from '../kinds/snapshots';
import {
  create,
  Effect,
  patch,
  patchFinalizers,
  patchStatus,
  remove,
  say,
} from '../engine/effects';
import { isOwnedBy } from '../engine/owner';
import { Stage, Table, View, wouldChange } from '../engine/table';
import {
  defaultGroupClassOf,
  groupContentName,
  groupContentOf,
  groupInputOf,
  Member,
  membersOf,
} from './groupSource';
import { timestamp } from './instants';
import { Trouble } from './snapshotSource';
import { CONTROLLER, isBeingRestored } from './snapshots.table';

/*
 * Plays snapshot-controller 8 for VolumeGroupSnapshots: class, content,
 * members, status, deletion. Not emulated: groups that exist before
 * (volumeGroupSnapshotContentName), secrets.
 */

type Group = VolumeGroupSnapshot;

const keyOf = ({ metadata }: Group) => `${metadata.namespace}/${metadata.name}`;
const isGoing = ({ metadata }: Group) =>
  metadata.deletionTimestamp !== undefined;
const isReady = ({ status }: Group) => status?.readyToUse === true;
/** Only groups that are to be cut; those given by a handle are not played. */
const isOurs = ({ spec }: Group) =>
  spec.source.volumeGroupSnapshotContentName === undefined;

function troubleOf(group: Group, view: View): Trouble | undefined {
  if (groupContentOf(group, view)) {
    return undefined;
  }
  if (isReady(group)) {
    return {
      reason: 'GroupSnapshotContentMissing',
      message: 'VolumeGroupSnapshotContent is missing',
      unready: true,
    };
  }
  if (group.spec.volumeGroupSnapshotClassName === undefined) {
    const of = defaultGroupClassOf(group, view);
    return 'error' in of
      ? {
          reason: 'SetDefaultGroupSnapshotClassFailed',
          message: `Failed to set default group snapshot class with error ${of.error}`,
          unready: false,
        }
      : undefined;
  }
  const input = groupInputOf(group, view);
  return 'found' in input ? undefined : input;
}

function make(group: Group, view: View): Effect[] {
  const input = groupInputOf(group, view);
  if (!('found' in input)) {
    return [];
  }
  const { of, volumes } = input.found;
  const { name, namespace = '', uid } = group.metadata;
  return [
    create(GROUP_CONTENTS, {
      apiVersion: GROUP_API,
      kind: 'VolumeGroupSnapshotContent',
      metadata: { name: groupContentName(group) },
      spec: {
        deletionPolicy: of.deletionPolicy,
        driver: of.driver,
        source: {
          volumeHandles: volumes.flatMap(
            ({ spec }) => spec.csi?.volumeHandle ?? [],
          ),
        },
        volumeGroupSnapshotClassName: of.metadata.name,
        volumeGroupSnapshotRef: {
          apiVersion: group.apiVersion,
          kind: group.kind,
          name,
          namespace,
          uid,
        },
      },
    }),
    say(
      group,
      CONTROLLER,
      'Normal',
      'CreatingGroupSnapshot',
      `Waiting for a group snapshot ${keyOf(
        group,
      )} to be created by the CSI driver.`,
    ),
  ];
}

function members(group: Group, view: View): Member[] {
  const content = groupContentOf(group, view);
  return content ? membersOf(group, content, view) : [];
}

const absent = (group: Group, view: View): Effect[] =>
  members(group, view).flatMap(({ snapshot, content }) => [
    ...(view.get(CONTENTS, undefined, content.metadata.name)
      ? []
      : [create(CONTENTS, content)]),
    ...(view.get(SNAPSHOTS, group.metadata.namespace, snapshot.metadata.name)
      ? []
      : [create(SNAPSHOTS, snapshot)]),
  ]);

/** What still binds members to their contents, and gives these their state. */
const unbound = (group: Group, view: View): Effect[] =>
  members(group, view).flatMap(({ info, ...made }) => {
    const { namespace } = group.metadata;
    const content = view.get(CONTENTS, undefined, made.content.metadata.name);
    const snapshot = view.get(
      SNAPSHOTS,
      namespace,
      made.snapshot.metadata.name,
    );
    if (!content || !snapshot || content.status?.snapshotHandle) {
      return [];
    }
    return [
      patch(CONTENTS, content, {
        spec: { volumeSnapshotRef: { uid: snapshot.metadata.uid } },
      }),
      patchStatus(SNAPSHOTS, snapshot, {
        boundVolumeSnapshotContentName: content.metadata.name,
      }),
      patchStatus(CONTENTS, content, {
        snapshotHandle: info.snapshotHandle,
        volumeGroupSnapshotHandle:
          content.metadata.annotations?.[MARKS.groupHandle],
        creationTime: info.creationTime,
        restoreSize: info.restoreSize,
        readyToUse: info.readyToUse,
      }),
    ];
  });

function mirrored(group: Group, content: VolumeGroupSnapshotContent): object {
  const { creationTime, readyToUse, error } = content.status ?? {};
  return {
    boundVolumeGroupSnapshotContentName: content.metadata.name,
    readyToUse: readyToUse ?? false,
    ...(creationTime && !group.status?.creationTime ? { creationTime } : {}),
    error: error ?? null,
  };
}

function news(group: Group, content: VolumeGroupSnapshotContent): Effect[] {
  const told = (reason: string, message: string) =>
    say(group, CONTROLLER, 'Normal', reason, message);
  return [
    ...(content.status?.creationTime && !group.status?.creationTime
      ? [
          told(
            'GroupSnapshotCreated',
            `GroupSnapshot ${keyOf(
              group,
            )} was successfully created by the CSI driver.`,
          ),
        ]
      : []),
    ...(content.status?.readyToUse && !isReady(group)
      ? [
          told(
            'GroupSnapshotReady',
            `GroupSnapshot ${keyOf(group)} is ready to use.`,
          ),
        ]
      : []),
  ];
}

const ownedBy = (group: Group, view: View) =>
  view
    .list(SNAPSHOTS, group.metadata.namespace)
    .filter(snapshot => isOwnedBy(snapshot, group));

/** The content takes the group along, or has been left by it. */
const contentIsDone = (group: Group, view: View): boolean =>
  groupContentOf(group, view)?.metadata.annotations?.[
    MARKS.groupBeingDeleted
  ] !== undefined;

const deleting: Stage<Group>[] = [
  {
    name: 'deletion waits for a restore',
    delay: { ms: 5_000 },
    when: (group, view) =>
      isGoing(group) &&
      ownedBy(group, view).some(snapshot => isBeingRestored(snapshot, view)),
    effects: (group, view) =>
      ownedBy(group, view)
        .filter(snapshot => isBeingRestored(snapshot, view))
        .map(({ metadata }) =>
          say(
            group,
            CONTROLLER,
            'Warning',
            'SnapshotDeletePending',
            `Snapshot ${metadata.namespace}/${
              metadata.name
            } belonging to VolumeGroupSnapshot ${keyOf(
              group,
            )} is being used to restore a PVC`,
          ),
        ),
  },
  {
    name: 'delete members and content',
    delay: { ms: 200 },
    when: (group, view) =>
      isGoing(group) &&
      groupContentOf(group, view) !== undefined &&
      !contentIsDone(group, view),
    effects: (group, view) => {
      const content = groupContentOf(group, view);
      return content
        ? [
            patch(GROUP_CONTENTS, content, {
              metadata: { annotations: { [MARKS.groupBeingDeleted]: 'yes' } },
            }),
            ...(content.spec.deletionPolicy === 'Delete'
              ? [remove(GROUP_CONTENTS, content)]
              : []),
            ...ownedBy(group, view).map(snapshot =>
              remove(SNAPSHOTS, snapshot),
            ),
          ]
        : [];
    },
  },
  {
    name: 'go',
    delay: { ms: 100 },
    when: (group, view) =>
      isGoing(group) &&
      groupContentOf(group, view)?.spec.deletionPolicy !== 'Delete' &&
      (group.metadata.finalizers ?? []).includes(MARKS.groupBound),
    effects: group =>
      patchFinalizers(GROUPS, group, { drop: [MARKS.groupBound] }),
  },
];

const making: Stage<Group>[] = [
  {
    name: 'trouble',
    delay: { ms: 300 },
    when: (group, view) => {
      const trouble = isGoing(group) ? undefined : troubleOf(group, view);
      return (
        trouble !== undefined &&
        group.status?.error?.message !== trouble.message
      );
    },
    effects: (group, view, now) => {
      const trouble = troubleOf(group, view);
      return trouble
        ? [
            patchStatus(GROUPS, group, {
              error: { time: timestamp(now), message: trouble.message },
              ...(trouble.unready ? { readyToUse: false } : {}),
            }),
            say(group, CONTROLLER, 'Warning', trouble.reason, trouble.message),
          ]
        : [];
    },
  },
  {
    name: 'take the default class',
    delay: { ms: 50 },
    when: (group, view) =>
      !isGoing(group) &&
      group.spec.volumeGroupSnapshotClassName === undefined &&
      'found' in defaultGroupClassOf(group, view),
    effects: (group, view) => {
      const of = defaultGroupClassOf(group, view);
      return 'found' in of
        ? [
            patch(GROUPS, group, {
              spec: { volumeGroupSnapshotClassName: of.found },
            }),
          ]
        : [];
    },
  },
  {
    name: 'make the content',
    delay: { ms: 100 },
    when: (group, view) =>
      !isGoing(group) &&
      !isReady(group) &&
      groupContentOf(group, view) === undefined &&
      'found' in groupInputOf(group, view),
    effects: make,
  },
  {
    name: 'protect',
    delay: { ms: 50 },
    when: (group, view) =>
      !isGoing(group) &&
      groupContentOf(group, view) !== undefined &&
      !(group.metadata.finalizers ?? []).includes(MARKS.groupBound),
    effects: group =>
      patchFinalizers(GROUPS, group, { add: [MARKS.groupBound] }),
  },
  {
    name: 'make the members',
    delay: { ms: 100 },
    when: (group, view) =>
      !isGoing(group) && !isReady(group) && absent(group, view).length > 0,
    effects: absent,
  },
  {
    name: 'bind the members',
    delay: { ms: 50 },
    when: (group, view) =>
      !isGoing(group) && !isReady(group) && unbound(group, view).length > 0,
    effects: unbound,
  },
  {
    name: 'tell the state',
    delay: { ms: 50 },
    when: (group, view) => {
      const content = groupContentOf(group, view);
      return (
        !isGoing(group) &&
        content !== undefined &&
        wouldChange(group.status, mirrored(group, content))
      );
    },
    effects: (group, view) => {
      const content = groupContentOf(group, view);
      return content
        ? [
            patchStatus(GROUPS, group, mirrored(group, content)),
            ...news(group, content),
          ]
        : [];
    },
  },
];

/** Groups: class, content, members, state, deletion. */
export const groupsTable: Table<Group> = {
  name: 'groups',
  subject: GROUPS,
  watches: [
    GROUP_CONTENTS,
    GROUP_CLASSES,
    SNAPSHOTS,
    CONTENTS,
    CLAIMS,
    VOLUMES,
  ],
  stages: [...deleting, ...making].map(stage => ({
    ...stage,
    when: (group, view, now) => isOurs(group) && stage.when(group, view, now),
  })),
};
