import type { Schema } from '../schema/Schema';
import { FLAG, list, QUANTITY, record, text, TEXTS, whole } from './fields';

/** What snapshot objects of both groups share (external-snapshotter 8.6). */
const TIME: Schema = { type: 'string', format: 'date-time' };
const NANOSECONDS: Schema = { type: 'integer', format: 'int64' };
const BYTES: Schema = { ...whole(0), format: 'int64' };
const ERROR = record({ time: TIME, message: text() });

/** A reference to an object, as contents carry it. */
const REFERENCE: Schema = {
  ...record({
    apiVersion: text(),
    fieldPath: text(),
    kind: text(),
    name: text(),
    namespace: text(),
    resourceVersion: text(),
    uid: text(),
  }),
  'x-kubernetes-map-type': 'atomic',
};

const POLICY = text('Delete', 'Retain');

/** Members of a class of either group, beside metadata. */
export const CLASS: { [name: string]: Schema } = {
  driver: text(),
  deletionPolicy: POLICY,
  parameters: TEXTS,
};

/** Spec and status of a VolumeSnapshot. */
export const SNAPSHOT: { [name: string]: Schema } = {
  spec: record(
    {
      source: record({
        persistentVolumeClaimName: text(),
        volumeSnapshotContentName: text(),
      }),
      volumeSnapshotClassName: { type: 'string', minLength: 1 },
    },
    'source',
  ),
  status: record({
    boundVolumeSnapshotContentName: text(),
    creationTime: TIME,
    error: ERROR,
    readyToUse: FLAG,
    restoreSize: QUANTITY,
    volumeGroupSnapshotName: text(),
  }),
};

/** Spec and status of a VolumeSnapshotContent. */
export const CONTENT: { [name: string]: Schema } = {
  spec: record(
    {
      deletionPolicy: POLICY,
      driver: text(),
      source: record({ snapshotHandle: text(), volumeHandle: text() }),
      sourceVolumeMode: text(),
      volumeSnapshotClassName: text(),
      volumeSnapshotRef: REFERENCE,
    },
    'deletionPolicy',
    'driver',
    'source',
    'volumeSnapshotRef',
  ),
  status: record({
    creationTime: NANOSECONDS,
    error: ERROR,
    readyToUse: FLAG,
    restoreSize: BYTES,
    snapshotHandle: text(),
    volumeGroupSnapshotHandle: text(),
  }),
};

const SELECTOR: Schema = {
  ...record({
    matchExpressions: list(
      record(
        { key: text(), operator: text(), values: list(text()) },
        'key',
        'operator',
      ),
    ),
    matchLabels: TEXTS,
  }),
  'x-kubernetes-map-type': 'atomic',
};

/** Spec and status of a VolumeGroupSnapshot. */
export const GROUP: { [name: string]: Schema } = {
  spec: record(
    {
      source: record({
        selector: SELECTOR,
        volumeGroupSnapshotContentName: text(),
      }),
      volumeGroupSnapshotClassName: { type: 'string', minLength: 1 },
    },
    'source',
  ),
  status: record({
    boundVolumeGroupSnapshotContentName: text(),
    creationTime: TIME,
    error: ERROR,
    readyToUse: FLAG,
  }),
};

/** Spec and status of a VolumeGroupSnapshotContent. */
export const GROUP_CONTENT: { [name: string]: Schema } = {
  spec: record(
    {
      deletionPolicy: POLICY,
      driver: text(),
      source: record({
        volumeHandles: list(text()),
        groupSnapshotHandles: record(
          {
            volumeGroupSnapshotHandle: text(),
            volumeSnapshotHandles: list(text()),
          },
          'volumeGroupSnapshotHandle',
          'volumeSnapshotHandles',
        ),
      }),
      volumeGroupSnapshotClassName: text(),
      volumeGroupSnapshotRef: REFERENCE,
    },
    'deletionPolicy',
    'driver',
    'source',
    'volumeGroupSnapshotRef',
  ),
  status: record({
    creationTime: TIME,
    error: ERROR,
    readyToUse: FLAG,
    volumeGroupSnapshotHandle: text(),
    volumeSnapshotInfoList: list(
      record({
        creationTime: NANOSECONDS,
        readyToUse: FLAG,
        restoreSize: BYTES,
        snapshotHandle: text(),
        volumeHandle: text(),
      }),
    ),
  }),
};
