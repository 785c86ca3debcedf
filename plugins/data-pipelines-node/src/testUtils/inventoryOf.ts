import type { InventoryQuery, InventoryReader, KindState } from '../inventoryReader';
import { groupKindKey, type GroupKind, type KubernetesObject } from '../kubernetes';

/** How an {@link inventoryOf} differs from a healthy, fully watched cluster. @public */
export interface InventoryOfOptions {
  /** Defaults to `prod-north`. */
  cluster?: string;
  /** RFC 3339 of the last observation of every kind; defaults to 2026-01-01T00:00:00Z. */
  observedAt?: string;
  /**
   * States of single kinds by `groupKindKey`, e.g. `{ Pod: { state: 'denied', reason: '…' } }`;
   * every other kind is watched and fresh, also without objects.
   */
  kindStates?: Record<string, KindState>;
}

/**
 * An inventory that holds exactly the given objects, for tests of engines and
 * of other rooms that only read. The objects are copied and frozen.
 *
 * @throws Error when an object lacks its kind or name, or stands there twice.
 * @public
 */
export function inventoryOf(
  objects: readonly KubernetesObject[],
  options: InventoryOfOptions = {},
): InventoryReader {
  const byKind = new Map<string, Map<string, KubernetesObject>>();
  for (const object of objects) {
    const kindKey = groupKindKey(groupKindOf(object));
    const ofKind = byKind.get(kindKey) ?? new Map<string, KubernetesObject>();
    byKind.set(kindKey, ofKind);
    const key = nameKey(object.metadata);
    if (ofKind.has(key)) {
      throw new Error(`inventoryOf: ${kindKey} ${key} is given twice`);
    }
    ofKind.set(key, deepFreeze(structuredClone(object)));
  }
  const observedAt = options.observedAt ?? '2026-01-01T00:00:00Z';
  return {
    cluster: options.cluster ?? 'prod-north',
    get: (kind, name) => byKind.get(groupKindKey(kind))?.get(nameKey(name)),
    list: (kind, query = {}) =>
      [...(byKind.get(groupKindKey(kind))?.values() ?? [])].filter(object =>
        matches(object, query),
      ),
    kindState: kind =>
      options.kindStates?.[groupKindKey(kind)] ?? {
        state: 'watched',
        freshness: { state: 'fresh', observedAt },
      },
  };
}

function groupKindOf(object: KubernetesObject): GroupKind {
  if (!object.kind || !object.apiVersion || !object.metadata?.name) {
    throw new Error('inventoryOf: every object needs apiVersion, kind and metadata.name');
  }
  const slash = object.apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : object.apiVersion.slice(0, slash), kind: object.kind };
}

function nameKey({ namespace, name }: { namespace?: string; name: string }): string {
  return `${namespace ?? ''}/${name}`;
}

function matches(object: KubernetesObject, query: InventoryQuery): boolean {
  const { namespace, labels, ownerReferences } = object.metadata;
  return (
    (query.namespace === undefined || namespace === query.namespace) &&
    Object.entries(query.labels ?? {}).every(([key, value]) => labels?.[key] === value) &&
    (query.ownerUid === undefined ||
      (ownerReferences ?? []).some(owner => owner.uid === query.ownerUid))
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
