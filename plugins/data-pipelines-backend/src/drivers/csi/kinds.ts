import type { WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { ANNOTATION_POINT } from '@penstock/backstage-plugin-data-pipelines-common';
import { GITOPS_ANNOTATIONS, GITOPS_MANAGERS } from '../../engines/shared/gitOps';

/** Annotation of a class that its driver's snapshots take where none is named. */
export const DEFAULT_SNAPSHOT_CLASS = 'snapshot.storage.kubernetes.io/is-default-class';
export const DEFAULT_GROUP_CLASS = 'groupsnapshot.storage.kubernetes.io/is-default-class';

const SNAPSHOT_STATUS = ['boundVolumeSnapshotContentName', 'creationTime', 'readyToUse', 'restoreSize', 'error', 'volumeGroupSnapshotName'];

export const VOLUME_SNAPSHOT = {
  group: 'snapshot.storage.k8s.io',
  kind: 'VolumeSnapshot',
  versions: ['v1'],
  keep: ['spec.source', 'spec.volumeSnapshotClassName', ...SNAPSHOT_STATUS.map(field => `status.${field}`)],
  keepAnnotations: [ANNOTATION_POINT, ...GITOPS_ANNOTATIONS],
  keepManagers: GITOPS_MANAGERS,
} as const satisfies WatchedKind;

export const VOLUME_SNAPSHOT_CONTENT = {
  group: 'snapshot.storage.k8s.io',
  kind: 'VolumeSnapshotContent',
  versions: ['v1'],
  keep: [
    'spec.deletionPolicy',
    'spec.driver',
    'spec.source',
    'spec.sourceVolumeMode',
    'spec.volumeSnapshotClassName',
    'spec.volumeSnapshotRef',
    'status.snapshotHandle',
    'status.creationTime',
    'status.restoreSize',
    'status.readyToUse',
    'status.error',
    'status.volumeGroupSnapshotHandle',
  ],
  keepAnnotations: GITOPS_ANNOTATIONS,
  keepManagers: GITOPS_MANAGERS,
} as const satisfies WatchedKind;

/** Parameters by which a class names the Secrets that its driver needs; of all others none is kept. */
const SECRET_NAMES = ['name', 'namespace'].map(what => `parameters["csi.storage.k8s.io/*-secret-${what}"]`);

export const VOLUME_SNAPSHOT_CLASS = {
  group: 'snapshot.storage.k8s.io',
  kind: 'VolumeSnapshotClass',
  versions: ['v1'],
  keep: ['driver', 'deletionPolicy', ...SECRET_NAMES],
  keepAnnotations: [DEFAULT_SNAPSHOT_CLASS],
} as const satisfies WatchedKind;

/** Version v1beta2 has the same fields. */
export const VOLUME_GROUP_SNAPSHOT = {
  group: 'groupsnapshot.storage.k8s.io',
  kind: 'VolumeGroupSnapshot',
  versions: ['v1', 'v1beta2'],
  keep: [
    'spec.source',
    'spec.volumeGroupSnapshotClassName',
    'status.boundVolumeGroupSnapshotContentName',
    'status.creationTime',
    'status.readyToUse',
    'status.error',
  ],
  keepAnnotations: [ANNOTATION_POINT, ...GITOPS_ANNOTATIONS],
  keepManagers: GITOPS_MANAGERS,
} as const satisfies WatchedKind;

export const VOLUME_GROUP_SNAPSHOT_CONTENT = {
  group: 'groupsnapshot.storage.k8s.io',
  kind: 'VolumeGroupSnapshotContent',
  versions: ['v1', 'v1beta2'],
  keep: ['spec.deletionPolicy', 'spec.driver', 'spec.volumeGroupSnapshotRef', 'status.readyToUse', 'status.error'],
} as const satisfies WatchedKind;

export const VOLUME_GROUP_SNAPSHOT_CLASS = {
  group: 'groupsnapshot.storage.k8s.io',
  kind: 'VolumeGroupSnapshotClass',
  versions: ['v1', 'v1beta2'],
  keep: ['driver', 'deletionPolicy', ...SECRET_NAMES],
  keepAnnotations: [DEFAULT_GROUP_CLASS],
} as const satisfies WatchedKind;

export const VOLUME_ATTRIBUTES_CLASS = {
  group: 'storage.k8s.io',
  kind: 'VolumeAttributesClass',
  versions: ['v1', 'v1beta1'],
  keep: ['driverName', 'parameters'],
} as const satisfies WatchedKind;

/** Claims and volumes are of the core; here is what else must be known of those that are changed. */
const CHANGED = (['PersistentVolumeClaim', 'PersistentVolume'] as const).map(
  (kind): WatchedKind => ({ group: '', kind, versions: ['v1'], keep: [], keepAnnotations: GITOPS_ANNOTATIONS, keepManagers: GITOPS_MANAGERS }),
);

/** What the driver reads; the cluster may lack any of them. */
export const CSI_KINDS: readonly WatchedKind[] = [
  VOLUME_SNAPSHOT,
  VOLUME_SNAPSHOT_CONTENT,
  VOLUME_SNAPSHOT_CLASS,
  VOLUME_GROUP_SNAPSHOT,
  VOLUME_GROUP_SNAPSHOT_CONTENT,
  VOLUME_GROUP_SNAPSHOT_CLASS,
  VOLUME_ATTRIBUTES_CLASS,
  ...CHANGED,
];
