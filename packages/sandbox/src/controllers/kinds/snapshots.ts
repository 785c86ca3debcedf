import { clusterScoped, KubernetesObject, namespaced } from '../../client';

/** Last trouble of a snapshot; tried again, cleared on success. */
export interface SnapshotError {
  time?: string;
  message?: string;
}

/** A snapshot of one claim, or of a handle that exists. */
export interface VolumeSnapshot extends KubernetesObject {
  spec: {
    source: {
      persistentVolumeClaimName?: string;
      volumeSnapshotContentName?: string;
    };
    volumeSnapshotClassName?: string;
  };
  status?: {
    boundVolumeSnapshotContentName?: string;
    creationTime?: string;
    readyToUse?: boolean;
    restoreSize?: string;
    error?: SnapshotError | null;
    volumeGroupSnapshotName?: string;
  };
}

/** What a content points back to. */
export interface SnapshotReference {
  apiVersion?: string;
  kind?: string;
  name: string;
  namespace: string;
  uid?: string;
}

/** The driver's side of a snapshot. */
export interface VolumeSnapshotContent extends KubernetesObject {
  spec: {
    deletionPolicy: string;
    driver: string;
    source: { volumeHandle?: string; snapshotHandle?: string };
    sourceVolumeMode?: string;
    volumeSnapshotClassName?: string;
    volumeSnapshotRef: SnapshotReference;
  };
  status?: {
    snapshotHandle?: string;
    /** Nanoseconds since 1970. */
    creationTime?: number;
    /** Bytes. */
    restoreSize?: number;
    readyToUse?: boolean;
    error?: SnapshotError | null;
    volumeGroupSnapshotHandle?: string;
  };
}

/** A VolumeSnapshotClass or a VolumeGroupSnapshotClass. */
export interface SnapshotClass extends KubernetesObject {
  driver: string;
  deletionPolicy: string;
  parameters?: Record<string, string>;
}

/** One cut of all claims that a selector names. */
export interface VolumeGroupSnapshot extends KubernetesObject {
  spec: {
    source: {
      selector?: { matchLabels?: Record<string, string> };
      volumeGroupSnapshotContentName?: string;
    };
    volumeGroupSnapshotClassName?: string;
  };
  status?: {
    boundVolumeGroupSnapshotContentName?: string;
    creationTime?: string;
    readyToUse?: boolean;
    error?: SnapshotError | null;
  };
}

/** One member of a group, as its content lists it. */
export interface SnapshotInfo {
  volumeHandle: string;
  snapshotHandle: string;
  /** Nanoseconds since 1970. */
  creationTime?: number;
  readyToUse?: boolean;
  /** Bytes. */
  restoreSize?: number;
}

/** The driver's side of a group. */
export interface VolumeGroupSnapshotContent extends KubernetesObject {
  spec: {
    deletionPolicy: string;
    driver: string;
    source: { volumeHandles?: string[] };
    volumeGroupSnapshotClassName?: string;
    volumeGroupSnapshotRef: SnapshotReference;
  };
  status?: {
    volumeGroupSnapshotHandle?: string;
    creationTime?: string;
    readyToUse?: boolean;
    error?: SnapshotError | null;
    volumeSnapshotInfoList?: SnapshotInfo[];
  };
}

const SNAPSHOT_API = 'snapshot.storage.k8s.io/v1';
/** The version that members name as their owner's. */
export const GROUP_API = 'groupsnapshot.storage.k8s.io/v1';

export const SNAPSHOTS = namespaced<VolumeSnapshot>(
  SNAPSHOT_API,
  'VolumeSnapshot',
);
export const CONTENTS = clusterScoped<VolumeSnapshotContent>(
  SNAPSHOT_API,
  'VolumeSnapshotContent',
);
export const SNAPSHOT_CLASSES = clusterScoped<SnapshotClass>(
  SNAPSHOT_API,
  'VolumeSnapshotClass',
  'volumesnapshotclasses',
);
export const GROUPS = namespaced<VolumeGroupSnapshot>(
  GROUP_API,
  'VolumeGroupSnapshot',
);
export const GROUP_CONTENTS = clusterScoped<VolumeGroupSnapshotContent>(
  GROUP_API,
  'VolumeGroupSnapshotContent',
);
export const GROUP_CLASSES = clusterScoped<SnapshotClass>(
  GROUP_API,
  'VolumeGroupSnapshotClass',
  'volumegroupsnapshotclasses',
);

const SNAPSHOT = 'snapshot.storage.kubernetes.io';
const GROUP = 'groupsnapshot.storage.kubernetes.io';

/** Finalizers and annotations of external-snapshotter 8. */
export const MARKS = {
  contentBound: `${SNAPSHOT}/volumesnapshotcontent-bound-protection`,
  bound: `${SNAPSHOT}/volumesnapshot-bound-protection`,
  asSource: `${SNAPSHOT}/volumesnapshot-as-source-protection`,
  inGroup: `${SNAPSHOT}/volumesnapshot-in-group-protection`,
  claimAsSource: `${SNAPSHOT}/pvc-as-source-protection`,
  groupContentBound: `${GROUP}/volumegroupsnapshotcontent-bound-protection`,
  groupBound: `${GROUP}/volumegroupsnapshot-bound-protection`,
  isDefault: `${SNAPSHOT}/is-default-class`,
  isDefaultGroup: `${GROUP}/is-default-class`,
  beingCreated: `${SNAPSHOT}/volumesnapshot-being-created`,
  beingDeleted: `${SNAPSHOT}/volumesnapshot-being-deleted`,
  groupBeingCreated: `${GROUP}/volumegroupsnapshot-being-created`,
  groupBeingDeleted: `${GROUP}/volumegroupsnapshot-being-deleted`,
  groupHandle: 'groupsnapshot.storage.k8s.io/volumeGroupSnapshotHandle',
} as const;
