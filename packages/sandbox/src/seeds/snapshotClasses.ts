import { servesGroups } from '../apiserver/crds';
import { KubernetesObject } from '../client';
import { AttributesClass } from '../controllers/kinds/core';
import {
  GROUP_API,
  MARKS,
  SnapshotClass,
} from '../controllers/kinds/snapshots';
import { DRIVER } from '../controllers/storage/driver';

/** Classes for snapshots and for attributes of volumes; for groups only where the cluster serves them. */
export function snapshotClasses(cluster: string): KubernetesObject[] {
  return [
    snapshotClass('disk-snapshots', 'Delete', true),
    snapshotClass('disk-snapshots-retain', 'Retain', false),
    ...(servesGroups(cluster) ? [groupClass('disk-groups')] : []),
    attributesClass('silver', { iops: '3000', throughput: '125' }),
    attributesClass('gold', { iops: '16000', throughput: '500' }),
  ];
}

function snapshotClass(
  name: string,
  deletionPolicy: string,
  isDefault: boolean,
): SnapshotClass {
  return {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotClass',
    metadata: {
      name,
      annotations: { [MARKS.isDefault]: String(isDefault) },
    },
    driver: DRIVER,
    deletionPolicy,
  };
}

function groupClass(name: string): SnapshotClass {
  return {
    apiVersion: GROUP_API,
    kind: 'VolumeGroupSnapshotClass',
    metadata: { name, annotations: { [MARKS.isDefaultGroup]: 'true' } },
    driver: DRIVER,
    deletionPolicy: 'Delete',
  };
}

function attributesClass(
  name: string,
  parameters: Record<string, string>,
): AttributesClass {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttributesClass',
    metadata: { name },
    driverName: DRIVER,
    parameters,
  };
}
