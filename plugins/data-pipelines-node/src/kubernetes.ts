/** Metadata as the inventory keeps it: which client wrote which field, and the like, is trimmed. @public */
export interface KubernetesMetadata {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion?: string;
  /** Absent on kinds without a spec, such as ConfigMap. */
  generation?: number;
  /** RFC 3339. */
  creationTimestamp?: string;
  /** RFC 3339; set while the object is being deleted. */
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  /** Who wrote to it. The inventory keeps the names that {@link WatchedKind.keepManagers} lists. */
  managedFields?: readonly { manager?: string }[];
}

/** Who owns an object, as `metadata.ownerReferences` says it. @public */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

/**
 * A Kubernetes object as data. `spec` and `status` are unknown on purpose:
 * what another program wrote is read with guards, never trusted by a cast.
 * @public
 */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: KubernetesMetadata;
  spec?: unknown;
  status?: unknown;
  /** Further top-level fields that a kind has, e.g. `provisioner` of a StorageClass. */
  [field: string]: unknown;
}

/**
 * A kind without a version: the inventory serves the version that the cluster
 * prefers among those that the watcher understands.
 * @public
 */
export interface GroupKind {
  /** Empty for the core group. */
  group: string;
  kind: string;
}

/** Text form of a group and kind, e.g. `Kafka.kafka.strimzi.io` or `Pod`. @public */
export function groupKindKey({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}
