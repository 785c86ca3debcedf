/** Name of the CSI driver whose volumes are directories. */
export const CSI_DRIVER = 'directories.csi.penstock.dev';

/** An object to create, with the path of its collection. */
export interface ClusterObject {
  collection: string;
  body: {
    kind: string;
    metadata: {
      name: string;
      labels?: Record<string, string>;
      annotations?: Record<string, string>;
    };
    [field: string]: unknown;
  };
}

const STORAGE = 'storage.k8s.io/v1';
const SNAPSHOT = 'snapshot.storage.k8s.io/v1';
const GROUP = 'groupsnapshot.storage.k8s.io/v1';
const NAME = 'csi-directories';

/** Parameters of a class whose growth ends on the node: where the volume is mounted, or where it is mounted anew. */
export const BY_NODE = {
  online: { nodeExpansion: 'online' },
  offline: { nodeExpansion: 'offline' },
};

function object(
  apiVersion: string,
  kind: string,
  plural: string,
  name: string,
  rest: Record<string, unknown>,
  annotations: Record<string, string> = {},
): ClusterObject {
  const metadata = { name, annotations };
  return {
    collection: `/apis/${apiVersion}/${plural}`,
    body: { apiVersion, kind, metadata, ...rest },
  };
}

function storageClass(
  name: string,
  parts: {
    isDefault?: boolean;
    expandable?: boolean;
    late?: boolean;
    parameters?: Record<string, string>;
  },
): ClusterObject {
  return object(
    STORAGE,
    'StorageClass',
    'storageclasses',
    name,
    {
      provisioner: CSI_DRIVER,
      parameters: parts.parameters,
      allowVolumeExpansion: parts.expandable ?? true,
      reclaimPolicy: 'Delete',
      volumeBindingMode: parts.late ? 'WaitForFirstConsumer' : 'Immediate',
    },
    {
      'storageclass.kubernetes.io/is-default-class': String(
        parts.isDefault === true,
      ),
    },
  );
}

function attributesClass(
  name: string,
  parameters: Record<string, string>,
): ClusterObject {
  return object(
    STORAGE,
    'VolumeAttributesClass',
    'volumeattributesclasses',
    name,
    { driverName: CSI_DRIVER, parameters },
  );
}

function snapshotClass(
  name: string,
  deletionPolicy: 'Delete' | 'Retain',
  isDefault: boolean,
): ClusterObject {
  return object(
    SNAPSHOT,
    'VolumeSnapshotClass',
    'volumesnapshotclasses',
    name,
    { driver: CSI_DRIVER, deletionPolicy },
    { 'snapshot.storage.kubernetes.io/is-default-class': String(isDefault) },
  );
}

/**
 * The driver and its classes: `csi-directories` is the default, `-fixed` does
 * not grow, `-by-node` ends a growth only when a running pod uses the claim,
 * `-by-restart` only when a pod does that came after the growth,
 * `-late` waits for a pod before it binds. The attributes class
 * `-impossible` is one that the driver refuses.
 */
export function storageObjects(): ClusterObject[] {
  return [
    object(STORAGE, 'CSIDriver', 'csidrivers', CSI_DRIVER, {
      spec: {
        attachRequired: false,
        podInfoOnMount: false,
        fsGroupPolicy: 'None',
        volumeLifecycleModes: ['Persistent'],
      },
    }),
    storageClass(NAME, { isDefault: true }),
    storageClass(`${NAME}-fixed`, { expandable: false }),
    storageClass(`${NAME}-by-node`, { parameters: BY_NODE.online }),
    storageClass(`${NAME}-by-restart`, { parameters: BY_NODE.offline }),
    storageClass(`${NAME}-late`, { late: true }),
    attributesClass(`${NAME}-calm`, { iops: '500' }),
    attributesClass(`${NAME}-quick`, { iops: '5000' }),
    attributesClass(`${NAME}-impossible`, { iops: 'boundless' }),
    snapshotClass(NAME, 'Delete', true),
    snapshotClass(`${NAME}-retain`, 'Retain', false),
    object(
      GROUP,
      'VolumeGroupSnapshotClass',
      'volumegroupsnapshotclasses',
      NAME,
      { driver: CSI_DRIVER, deletionPolicy: 'Delete' },
      { 'groupsnapshot.storage.kubernetes.io/is-default-class': 'true' },
    ),
  ];
}

/**
 * A storage class of the sandbox, served by this driver: same name, binding
 * and growth, without the parameters that only the sandbox knows.
 */
export function servedByDriver(original: {
  metadata: { name: string };
  parameters?: Record<string, string>;
}): unknown {
  return {
    ...original,
    metadata: { name: original.metadata.name },
    provisioner: CSI_DRIVER,
    parameters:
      original.parameters?.expansion === 'offline' ? BY_NODE.offline : {},
  };
}
