import { KubernetesObject } from '../../client';
import { CLAIMS, PersistentVolumeClaim, VOLUMES } from '../kinds/core';
import {
  CONTENTS,
  GROUP_CONTENTS,
  GROUPS,
  MARKS,
  SNAPSHOT_CLASSES,
  SNAPSHOTS,
  VolumeSnapshot,
  VolumeSnapshotContent,
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
import { Stage, Table, View, wouldChange } from '../engine/table';
import { formatQuantity } from '../../quantity';
import { instantOf, timestamp } from './instants';
import {
  contentNameOf,
  contentOf,
  defaultClassOf,
  inputOf,
  pointsBack,
  Trouble,
} from './snapshotSource';

/*
 * Plays snapshot-controller 8 for VolumeSnapshots: class, content, binding,
 * status, deletion. Not emulated: secrets, its metrics.
 */

/** Who says it in Events. */
export const CONTROLLER = 'snapshot-controller';

const keyOf = ({ metadata }: VolumeSnapshot) =>
  `${metadata.namespace}/${metadata.name}`;
const isGoing = ({ metadata }: VolumeSnapshot) =>
  metadata.deletionTimestamp !== undefined;
const isImport = ({ spec }: VolumeSnapshot) =>
  spec.source.volumeSnapshotContentName !== undefined;
/** Made by the group's controller, which binds it. */
const isMember = ({ metadata }: VolumeSnapshot) =>
  (metadata.ownerReferences ?? []).some(
    ({ kind }) => kind === 'VolumeGroupSnapshot',
  );
const isReady = ({ status }: VolumeSnapshot) => status?.readyToUse === true;
const isWhole = (snapshot: VolumeSnapshot) =>
  isReady(snapshot) &&
  snapshot.status?.boundVolumeSnapshotContentName !== undefined;

/** Whether a claim is being filled from the snapshot. */
export function isBeingRestored(snapshot: VolumeSnapshot, view: View): boolean {
  const { namespace, name } = snapshot.metadata;
  return view
    .list(CLAIMS, namespace)
    .some(
      ({ spec, status }) =>
        status?.phase === 'Pending' &&
        spec.dataSource?.kind === 'VolumeSnapshot' &&
        spec.dataSource.name === name,
    );
}

/** What is wrong with a snapshot that is not being deleted. */
function troubleOf(snapshot: VolumeSnapshot, view: View): Trouble | undefined {
  const content = contentOf(snapshot, view);
  const named = contentNameOf(snapshot);
  const wrong = (reason: string, message: string): Trouble => ({
    reason,
    message,
    unready: true,
  });
  const missing = wrong(
    'SnapshotContentMissing',
    'VolumeSnapshotContent is missing',
  );
  if (isImport(snapshot)) {
    const ref = content?.spec.volumeSnapshotRef;
    if (!content || !ref) {
      return missing;
    }
    if (content.spec.source.snapshotHandle === undefined) {
      return wrong(
        'SnapshotContentMismatch',
        'VolumeSnapshotContent is dynamically provisioned while expecting a pre-provisioned one',
      );
    }
    return ref.name === snapshot.metadata.name &&
      ref.namespace === snapshot.metadata.namespace &&
      (!ref.uid || ref.uid === snapshot.metadata.uid)
      ? undefined
      : wrong(
          'SnapshotContentMisbound',
          `VolumeSnapshotContent [${named}] is bound to a different snapshot`,
        );
  }
  if (content) {
    return pointsBack(content, snapshot) || isMember(snapshot)
      ? undefined
      : wrong(
          'SnapshotContentMisbound',
          `VolumeSnapshotContent [${named}] is bound to a different snapshot`,
        );
  }
  if (isMember(snapshot)) {
    return isWhole(snapshot) ? missing : undefined;
  }
  if (isWhole(snapshot)) {
    return missing;
  }
  if (snapshot.spec.volumeSnapshotClassName === undefined) {
    const of = defaultClassOf(snapshot, view);
    return 'error' in of
      ? {
          reason: 'SetDefaultSnapshotClassFailed',
          message: `Failed to set default snapshot class with error ${of.error}`,
          unready: false,
        }
      : undefined;
  }
  const input = inputOf(snapshot, view);
  return 'found' in input ? undefined : input;
}

/** The status that follows from the content's. */
function mirrored(
  snapshot: VolumeSnapshot,
  content: VolumeSnapshotContent,
  view: View,
): object {
  const { creationTime, restoreSize, readyToUse, error } = content.status ?? {};
  const handle = content.status?.volumeGroupSnapshotHandle;
  const group = handle
    ? view
        .list(GROUP_CONTENTS)
        .find(({ status }) => status?.volumeGroupSnapshotHandle === handle)
    : undefined;
  const known = snapshot.status;
  return {
    boundVolumeSnapshotContentName: content.metadata.name,
    readyToUse: readyToUse ?? false,
    ...(creationTime !== undefined && known?.creationTime === undefined
      ? { creationTime: timestamp(instantOf(creationTime)) }
      : {}),
    ...(restoreSize !== undefined && known?.restoreSize === undefined
      ? { restoreSize: formatQuantity(restoreSize, true) }
      : {}),
    error: error ?? null,
    ...(group
      ? { volumeGroupSnapshotName: group.spec.volumeGroupSnapshotRef.name }
      : {}),
  };
}

function mirror(
  snapshot: VolumeSnapshot,
  view: View,
): { content: VolumeSnapshotContent; status: object } | undefined {
  const content = contentOf(snapshot, view);
  return content && pointsBack(content, snapshot)
    ? { content, status: mirrored(snapshot, content, view) }
    : undefined;
}

function news(
  snapshot: VolumeSnapshot,
  content: VolumeSnapshotContent,
): Effect[] {
  const told = (reason: string, message: string) =>
    say(snapshot, CONTROLLER, 'Normal', reason, message);
  return [
    ...(content.status?.creationTime && !snapshot.status?.creationTime
      ? [
          told(
            'SnapshotCreated',
            `Snapshot ${keyOf(
              snapshot,
            )} was successfully created by the CSI driver.`,
          ),
        ]
      : []),
    ...(content.status?.readyToUse && !isReady(snapshot)
      ? [told('SnapshotReady', `Snapshot ${keyOf(snapshot)} is ready to use.`)]
      : []),
  ];
}

/** A content that is bound both ways to a snapshot that goes. */
function contentToLeave(
  snapshot: VolumeSnapshot,
  view: View,
): VolumeSnapshotContent | undefined {
  const content = contentOf(snapshot, view);
  return content && pointsBack(content, snapshot) ? content : undefined;
}

function holdingGroup(snapshot: VolumeSnapshot, view: View) {
  const name = snapshot.status?.volumeGroupSnapshotName;
  return name ? view.get(GROUPS, snapshot.metadata.namespace, name) : undefined;
}

const PENDING = 'SnapshotDeletePending';
const OURS: string[] = [MARKS.asSource, MARKS.bound, MARKS.inGroup];

const deleting: Stage<VolumeSnapshot>[] = [
  {
    name: 'deletion waits for a restore',
    delay: { ms: 5_000 },
    when: (snapshot, view) =>
      isGoing(snapshot) &&
      contentToLeave(snapshot, view) !== undefined &&
      isBeingRestored(snapshot, view),
    effects: snapshot => [
      say(
        snapshot,
        CONTROLLER,
        'Warning',
        PENDING,
        'Snapshot is being used to restore a PVC',
      ),
    ],
  },
  {
    name: 'deletion waits for the group',
    delay: { ms: 5_000 },
    when: (snapshot, view) =>
      isGoing(snapshot) && holdingGroup(snapshot, view) !== undefined,
    effects: (snapshot, view) => {
      const group = holdingGroup(snapshot, view);
      return [
        say(
          snapshot,
          CONTROLLER,
          'Warning',
          PENDING,
          `deletion of the individual volume snapshot ${keyOf(
            snapshot,
          )} is not allowed as it belongs to group snapshot ${
            group?.metadata.namespace
          }/${
            group?.metadata.name
          }. Deleting the group snapshot will trigger the deletion of all the individual volume snapshots that are part of the group.`,
        ),
      ];
    },
  },
  {
    name: 'delete the content too',
    delay: { ms: 200 },
    when: (snapshot, view) => {
      const content = contentToLeave(snapshot, view);
      return (
        isGoing(snapshot) &&
        content?.spec.deletionPolicy === 'Delete' &&
        (content.metadata.deletionTimestamp === undefined ||
          content.metadata.annotations?.[MARKS.beingDeleted] === undefined)
      );
    },
    effects: (snapshot, view) => {
      const content = contentToLeave(snapshot, view);
      return content ? [markDeleted(content), remove(CONTENTS, content)] : [];
    },
  },
  {
    name: 'go',
    delay: { ms: 100 },
    when: (snapshot, view) =>
      isGoing(snapshot) &&
      contentToLeave(snapshot, view)?.spec.deletionPolicy !== 'Delete' &&
      (snapshot.metadata.finalizers ?? []).some(entry => OURS.includes(entry)),
    effects: (snapshot, view) => {
      const content = contentToLeave(snapshot, view);
      return [
        ...(content ? [markDeleted(content)] : []),
        ...patchFinalizers(SNAPSHOTS, snapshot, { drop: OURS }),
      ];
    },
  },
];

function markDeleted(content: VolumeSnapshotContent): Effect {
  return patch(CONTENTS, content, {
    metadata: { annotations: { [MARKS.beingDeleted]: 'yes' } },
  });
}

/** Makes the content of a snapshot and protects snapshot and claim. */
function make(snapshot: VolumeSnapshot, view: View): Effect[] {
  const input = inputOf(snapshot, view);
  const name = snapshot.spec.source.persistentVolumeClaimName;
  const claim = name && view.get(CLAIMS, snapshot.metadata.namespace, name);
  if (!('found' in input) || !claim) {
    return [];
  }
  const { of, volume } = input.found;
  const content = contentNameOf(snapshot);
  return [
    ...patchFinalizers(SNAPSHOTS, snapshot, {
      add: [
        MARKS.asSource,
        ...(of.deletionPolicy === 'Delete' ? [MARKS.bound] : []),
      ],
    }),
    ...patchFinalizers(CLAIMS, claim, { add: [MARKS.claimAsSource] }),
    create(CONTENTS, {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotContent',
      metadata: { name: content },
      spec: {
        deletionPolicy: of.deletionPolicy,
        driver: of.driver,
        source: { volumeHandle: volume.spec.csi?.volumeHandle },
        sourceVolumeMode: volume.spec.volumeMode,
        volumeSnapshotClassName: of.metadata.name,
        volumeSnapshotRef: {
          apiVersion: snapshot.apiVersion,
          kind: snapshot.kind,
          name: snapshot.metadata.name,
          namespace: snapshot.metadata.namespace ?? '',
          uid: snapshot.metadata.uid,
        },
      },
    }),
    say(
      snapshot,
      CONTROLLER,
      'Normal',
      'CreatingSnapshot',
      `Waiting for a snapshot ${keyOf(
        snapshot,
      )} to be created by the CSI driver.`,
    ),
  ];
}

const making: Stage<VolumeSnapshot>[] = [
  {
    name: 'trouble',
    delay: { ms: 300 },
    when: (snapshot, view) => {
      const trouble = isGoing(snapshot) ? undefined : troubleOf(snapshot, view);
      return (
        trouble !== undefined &&
        snapshot.status?.error?.message !== trouble.message
      );
    },
    effects: (snapshot, view, now) => {
      const trouble = troubleOf(snapshot, view);
      return trouble
        ? [
            patchStatus(SNAPSHOTS, snapshot, {
              error: { time: timestamp(now), message: trouble.message },
              ...(trouble.unready ? { readyToUse: false } : {}),
            }),
            say(
              snapshot,
              CONTROLLER,
              'Warning',
              trouble.reason,
              trouble.message,
            ),
          ]
        : [];
    },
  },
  {
    name: 'take the default class',
    delay: { ms: 50 },
    when: (snapshot, view) =>
      !isGoing(snapshot) &&
      !isImport(snapshot) &&
      !isMember(snapshot) &&
      snapshot.spec.volumeSnapshotClassName === undefined &&
      'found' in defaultClassOf(snapshot, view),
    effects: (snapshot, view) => {
      const of = defaultClassOf(snapshot, view);
      return 'found' in of
        ? [
            patch(SNAPSHOTS, snapshot, {
              spec: { volumeSnapshotClassName: of.found },
            }),
          ]
        : [];
    },
  },
  {
    name: 'make the content',
    delay: { ms: 100 },
    when: (snapshot, view) =>
      !isGoing(snapshot) &&
      !isImport(snapshot) &&
      !isMember(snapshot) &&
      !isWhole(snapshot) &&
      contentOf(snapshot, view) === undefined &&
      'found' in inputOf(snapshot, view),
    effects: make,
  },
  {
    name: 'bind to the given content',
    delay: { ms: 100 },
    when: (snapshot, view) =>
      !isGoing(snapshot) &&
      isImport(snapshot) &&
      troubleOf(snapshot, view) === undefined &&
      !contentOf(snapshot, view)?.spec.volumeSnapshotRef.uid,
    effects: (snapshot, view) => {
      const content = contentOf(snapshot, view);
      const { volumeSnapshotClassName } = snapshot.spec;
      return content
        ? [
            patch(CONTENTS, content, {
              spec: {
                volumeSnapshotRef: { uid: snapshot.metadata.uid },
                ...(volumeSnapshotClassName ? { volumeSnapshotClassName } : {}),
              },
            }),
          ]
        : [];
    },
  },
  {
    name: 'protect',
    delay: { ms: 50 },
    when: (snapshot, view) =>
      !isGoing(snapshot) && wantedFinalizers(snapshot, view).length > 0,
    effects: (snapshot, view) =>
      patchFinalizers(SNAPSHOTS, snapshot, {
        add: wantedFinalizers(snapshot, view),
      }),
  },
  {
    name: 'tell the state',
    delay: { ms: 50 },
    when: (snapshot, view) => {
      const wanted = isGoing(snapshot) ? undefined : mirror(snapshot, view);
      return (
        wanted !== undefined && wouldChange(snapshot.status, wanted.status)
      );
    },
    effects: (snapshot, view) => {
      const wanted = mirror(snapshot, view);
      return wanted
        ? [
            patchStatus(SNAPSHOTS, snapshot, wanted.status),
            ...news(snapshot, wanted.content),
          ]
        : [];
    },
  },
];

function wantedFinalizers(snapshot: VolumeSnapshot, view: View): string[] {
  const content = contentToLeave(snapshot, view);
  const known = snapshot.metadata.finalizers ?? [];
  return [
    ...(content ? [MARKS.asSource] : []),
    ...(content?.spec.deletionPolicy === 'Delete' ? [MARKS.bound] : []),
  ].filter(finalizer => !known.includes(finalizer));
}

const isContent = (object: KubernetesObject): object is VolumeSnapshotContent =>
  object.kind === CONTENTS.kind;

/** Snapshots: class, content, state, deletion. */
export const snapshotsTable: Table<VolumeSnapshot> = {
  name: 'snapshots',
  subject: SNAPSHOTS,
  watches: [
    CONTENTS,
    SNAPSHOT_CLASSES,
    GROUPS,
    GROUP_CONTENTS,
    CLAIMS,
    VOLUMES,
  ],
  concerned: changed => {
    if (isContent(changed)) {
      return [changed.spec.volumeSnapshotRef];
    }
    return changed.kind === SNAPSHOTS.kind ? [changed.metadata] : 'all';
  },
  stages: [...deleting, ...making],
};

/** Claims that are being cut: they stay until no snapshot needs them any more. */
export const snapshotClaimsTable: Table<PersistentVolumeClaim> = {
  name: 'snapshot sources',
  subject: CLAIMS,
  watches: [SNAPSHOTS],
  stages: [
    {
      name: 'free the claim',
      delay: { ms: 100 },
      when: (claim, view) =>
        (claim.metadata.finalizers ?? []).includes(MARKS.claimAsSource) &&
        !view
          .list(SNAPSHOTS, claim.metadata.namespace)
          .some(
            snapshot =>
              snapshot.spec.source.persistentVolumeClaimName ===
                claim.metadata.name && !isReady(snapshot),
          ),
      effects: claim =>
        patchFinalizers(CLAIMS, claim, { drop: [MARKS.claimAsSource] }),
    },
  ],
};
