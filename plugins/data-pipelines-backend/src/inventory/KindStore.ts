import type { InventoryQuery, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';

type Key = string;
type Index = Map<string, Set<Key>>;

/** More label keys than this are searched, not indexed. */
const MAX_LABEL_INDEXES = 32;

/** Namespace and name as one key. */
export function objectKey({ namespace, name }: { namespace?: string; name: string }): Key {
  return `${namespace ?? ''}/${name}`;
}

/**
 * The objects of one kind in one cluster, indexed by namespace, owner and by
 * each label key that was asked for once.
 */
export class KindStore {
  private readonly objects = new Map<Key, KubernetesObject>();
  private readonly byNamespace: Index = new Map();
  private readonly byOwner: Index = new Map();
  private readonly byLabel = new Map<string, Index>();

  get size(): number {
    return this.objects.size;
  }

  get(name: { namespace?: string; name: string }): KubernetesObject | undefined {
    return this.objects.get(objectKey(name));
  }

  /** In no particular order. */
  list(query: InventoryQuery = {}): readonly KubernetesObject[] {
    const keys = this.candidates(query);
    const found: KubernetesObject[] = [];
    for (const key of keys) {
      const object = this.objects.get(key);
      if (object && matchesQuery(object, query)) found.push(object);
    }
    return found;
  }

  put(object: KubernetesObject): void {
    const key = objectKey(object.metadata);
    const before = this.objects.get(key);
    if (before) this.unindex(key, before);
    this.objects.set(key, object);
    this.index(key, object);
  }

  remove(name: { namespace?: string; name: string }): void {
    const key = objectKey(name);
    const before = this.objects.get(key);
    if (!before) return;
    this.unindex(key, before);
    this.objects.delete(key);
  }

  /** Makes the objects of `namespace` (of all, when absent) exactly these, so that missed deletions show. */
  replace(objects: readonly KubernetesObject[], namespace?: string): void {
    const wanted = new Set(objects.map(object => objectKey(object.metadata)));
    const held = namespace === undefined ? this.objects.keys() : (this.byNamespace.get(namespace) ?? new Set<Key>());
    for (const key of [...held]) {
      const object = this.objects.get(key);
      if (object && !wanted.has(key)) this.remove(object.metadata);
    }
    for (const object of objects) this.put(object);
  }

  /** The smallest set that surely holds every match. */
  private candidates(query: InventoryQuery): Iterable<Key> {
    const sets: ReadonlySet<Key>[] = [];
    if (query.namespace !== undefined) sets.push(this.byNamespace.get(query.namespace) ?? new Set());
    if (query.ownerUid !== undefined) sets.push(this.byOwner.get(query.ownerUid) ?? new Set());
    for (const [label, value] of Object.entries(query.labels ?? {})) {
      const index = this.labelIndex(label);
      if (index) sets.push(index.get(value) ?? new Set());
    }
    if (sets.length === 0) return this.objects.keys();
    return sets.reduce((smallest, set) => (set.size < smallest.size ? set : smallest));
  }

  private labelIndex(label: string): Index | undefined {
    const held = this.byLabel.get(label);
    if (held || this.byLabel.size >= MAX_LABEL_INDEXES) return held;
    const index: Index = new Map();
    for (const [key, object] of this.objects) enter(index, object.metadata.labels?.[label], key);
    this.byLabel.set(label, index);
    return index;
  }

  private index(key: Key, { metadata }: KubernetesObject): void {
    enter(this.byNamespace, metadata.namespace, key);
    for (const owner of metadata.ownerReferences ?? []) enter(this.byOwner, owner.uid, key);
    for (const [label, index] of this.byLabel) enter(index, metadata.labels?.[label], key);
  }

  private unindex(key: Key, { metadata }: KubernetesObject): void {
    leave(this.byNamespace, metadata.namespace, key);
    for (const owner of metadata.ownerReferences ?? []) leave(this.byOwner, owner.uid, key);
    for (const [label, index] of this.byLabel) leave(index, metadata.labels?.[label], key);
  }
}

function enter(index: Index, value: string | undefined, key: Key): void {
  if (value === undefined) return;
  const keys = index.get(value);
  if (keys) keys.add(key);
  else index.set(value, new Set([key]));
}

function leave(index: Index, value: string | undefined, key: Key): void {
  if (value === undefined) return;
  const keys = index.get(value);
  keys?.delete(key);
  if (keys?.size === 0) index.delete(value);
}

/** Whether an object is one of those that are asked for. Pure. */
export function matchesQuery({ metadata }: KubernetesObject, query: InventoryQuery): boolean {
  return (
    (query.namespace === undefined || metadata.namespace === query.namespace) &&
    (query.ownerUid === undefined || (metadata.ownerReferences ?? []).some(owner => owner.uid === query.ownerUid)) &&
    Object.entries(query.labels ?? {}).every(([label, value]) => metadata.labels?.[label] === value)
  );
}
