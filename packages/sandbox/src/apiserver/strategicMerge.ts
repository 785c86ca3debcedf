import { keyedItems } from './fields/FieldSet';
import { listShape } from './fields/listKeys';
import { isObject, Json, JsonObject } from './json';
import type { ResourceKind } from './kinds';

/**
 * Strategic merge patch for the built-in kinds: maps merge, keyed lists merge
 * item by item, the rest is replaced; `$patch: delete|replace`,
 * `$deleteFromPrimitiveList`; `$setElementOrder` and `$retainKeys` are only dropped.
 */
export function strategicMerge(
  kind: ResourceKind,
  target: Json | undefined,
  change: Json,
  path: readonly string[] = [],
): Json {
  if (Array.isArray(change)) {
    return mergeList(kind, target, change, path);
  }
  if (!isObject(change)) {
    return change;
  }
  const replace = change.$patch === 'replace';
  const result: JsonObject = isObject(target) && !replace ? { ...target } : {};
  for (const [key, value] of Object.entries(change)) {
    if (key.startsWith('$deleteFromPrimitiveList/') && Array.isArray(value)) {
      const field = key.slice('$deleteFromPrimitiveList/'.length);
      const list = result[field];
      if (Array.isArray(list)) {
        result[field] = list.filter(item => !value.includes(item));
      }
    } else if (!key.startsWith('$') && value !== undefined) {
      if (value === null || (isObject(value) && value.$patch === 'delete')) {
        delete result[key];
      } else {
        result[key] = strategicMerge(kind, result[key], value, [...path, key]);
      }
    }
  }
  return result;
}

function mergeList(
  kind: ResourceKind,
  target: Json | undefined,
  change: Json[],
  path: readonly string[],
): Json {
  const directives = change.filter(
    item => isObject(item) && item.$patch === 'replace',
  );
  const wanted = change.filter(item => !directives.includes(item));
  const merging =
    listShape(kind, path).type !== 'atomic' && directives.length === 0;
  const old =
    merging && Array.isArray(target)
      ? keyedItems(kind, path, target)
      : undefined;
  const now = keyedItems(kind, path, wanted);
  if (old === undefined || now === undefined) {
    return wanted.map(item => strategicMerge(kind, undefined, item, path));
  }
  for (const [key, item] of now) {
    if (isObject(item) && item.$patch === 'delete') {
      old.delete(key);
    } else {
      old.set(key, strategicMerge(kind, old.get(key), item, path));
    }
  }
  return [...old.values()];
}
