import type { StorageClassFact } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import type { KnownStorageClasses } from '../health/KnownStorageClasses';
import { encryptionOf, expandableOf, provisionerOf, volumeCopies } from '../health';

const STORAGE_CLASS = { group: 'storage.k8s.io', kind: 'StorageClass' };
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/**
 * The storage classes of a cluster, or why they are not known: an empty list
 * of a kind that cannot be read would say that there are none. Pure.
 */
export function knownStorageClasses(reader: InventoryReader): KnownStorageClasses {
  const kind = reader.kindState(STORAGE_CLASS);
  if (kind.state !== 'watched') return { state: 'unknown', reason: kind.reason };
  if (kind.freshness.state === 'unknown') return { state: 'unknown', reason: kind.freshness.reason };
  return { state: 'known', classes: storageClassFacts(reader) };
}

/** The storage classes of a cluster with what they promise, by name. Pure. */
export function storageClassFacts(reader: InventoryReader): StorageClassFact[] {
  return [...reader.list(STORAGE_CLASS)]
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map(factOf);
}

function factOf(storageClass: KubernetesObject): StorageClassFact {
  const replication = volumeCopies(storageClass);
  const { reclaimPolicy, volumeBindingMode } = storageClass;
  return {
    name: storageClass.metadata.name,
    provisioner: provisionerOf(storageClass) ?? 'not named',
    isDefault: storageClass.metadata.annotations?.[DEFAULT_CLASS] === 'true',
    expandable: expandableOf(storageClass) === 'yes',
    encrypted: encryptionOf(storageClass),
    ...(replication && { replication }),
    ...(typeof reclaimPolicy === 'string' && { reclaimPolicy }),
    ...(typeof volumeBindingMode === 'string' && { volumeBindingMode }),
  };
}
