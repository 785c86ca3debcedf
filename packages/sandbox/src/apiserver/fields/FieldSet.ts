import { equal, isObject, Json, JsonObject } from '../json';
import type { ResourceKind } from '../kinds';
import { KEY_DEFAULTS, listShape, ListShape } from './listKeys';

/**
 * A set of fields as `managedFields` writes it: members `f:<name>`, items
 * `k:<keys as JSON>`, set values `v:<JSON>`, `.` for the item itself; a leaf
 * is an empty object.
 */
export type FieldSet = JsonObject;

/** Whether nothing is in the set. */
export function isEmpty(set: FieldSet): boolean {
  return Object.keys(set).length === 0;
}

/** The key of a list item, `k:{...}`, or undefined when it lacks one of the keys. */
export function itemKey(
  shape: ListShape,
  item: Json,
): string | undefined {
  if (shape.type === 'set') {
    return `v:${JSON.stringify(item)}`;
  }
  if (shape.type === 'atomic' || !isObject(item)) {
    return undefined;
  }
  const identity: JsonObject = {};
  for (const key of [...shape.keys].sort()) {
    const value = item[key] ?? KEY_DEFAULTS[key];
    if (value === undefined) {
      return undefined;
    }
    identity[key] = value;
  }
  return `k:${JSON.stringify(identity)}`;
}

/** The list as items under their keys; undefined when it can only be owned as a whole. */
export function keyedItems(
  kind: ResourceKind,
  path: readonly string[],
  list: Json[],
): Map<string, Json> | undefined {
  const shape = listShape(kind, path);
  if (shape.type === 'atomic') {
    return undefined;
  }
  const items = new Map<string, Json>();
  for (const item of list) {
    const key = itemKey(shape, item);
    if (key === undefined) {
      return undefined;
    }
    items.set(key, item);
  }
  return items;
}

/** All fields that a value sets. */
export function fieldsOf(
  kind: ResourceKind,
  value: Json | undefined,
  path: readonly string[] = [],
): FieldSet {
  const set: FieldSet = {};
  if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) {
        set[`f:${key}`] = fieldsOf(kind, member, [...path, key]);
      }
    }
  } else if (Array.isArray(value)) {
    for (const [key, item] of keyedItems(kind, path, value) ?? []) {
      set[key] = key.startsWith('v:')
        ? {}
        : { '.': {}, ...fieldsOf(kind, item, path) };
    }
  }
  return set;
}

/** The fields whose value differs between two states; `gone` holds those that vanished. */
export function difference(
  kind: ResourceKind,
  before: Json | undefined,
  after: Json | undefined,
  path: readonly string[] = [],
): { set: FieldSet; gone: FieldSet } {
  const set: FieldSet = {};
  const gone: FieldSet = {};
  const compare = (
    key: string,
    old: Json | undefined,
    now: Json | undefined,
    at: readonly string[],
  ) => {
    if (equal(old, now)) {
      return;
    }
    if (now === undefined) {
      gone[key] = withSelf(key, fieldsOf(kind, old, at));
    } else if (old === undefined) {
      set[key] = withSelf(key, fieldsOf(kind, now, at));
    } else {
      const inner = difference(kind, old, now, at);
      const leaf = isEmpty(inner.set) && isEmpty(inner.gone);
      if (leaf || !isEmpty(inner.set)) {
        set[key] = inner.set;
      }
      if (!isEmpty(inner.gone)) {
        gone[key] = inner.gone;
      }
    }
  };
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([
      ...Object.keys(before),
      ...Object.keys(after),
    ])) {
      compare(`f:${key}`, before[key], after[key], [...path, key]);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    const old = keyedItems(kind, path, before);
    const now = keyedItems(kind, path, after);
    if (old !== undefined && now !== undefined) {
      for (const key of new Set([...old.keys(), ...now.keys()])) {
        compare(key, old.get(key), now.get(key), path);
      }
    }
  }
  return { set, gone };
}

function withSelf(key: string, set: FieldSet): FieldSet {
  return key.startsWith('k:') ? { '.': {}, ...set } : set;
}

/** Fields of either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  const merged: FieldSet = { ...a };
  for (const [key, member] of Object.entries(b)) {
    const mine = merged[key];
    merged[key] =
      isObject(mine) && isObject(member) ? union(mine, member) : member;
  }
  return merged;
}

/** Fields of `a` without the leaves of `b`; a leaf of `b` takes all below it. */
export function subtract(a: FieldSet, b: FieldSet): FieldSet {
  const left: FieldSet = {};
  for (const [key, member] of Object.entries(a)) {
    const other = b[key];
    if (!isObject(other) || !isObject(member)) {
      left[key] = member;
    } else if (!isEmpty(other) && !isEmpty(member)) {
      const rest = subtract(member, other);
      if (!isEmpty(rest)) {
        left[key] = rest;
      }
    } else if (!isEmpty(other) && isEmpty(member)) {
      left[key] = member;
    }
  }
  return left;
}

/** Fields in both sets; a leaf meets everything below it. */
export function intersect(a: FieldSet, b: FieldSet): FieldSet {
  const both: FieldSet = {};
  for (const [key, member] of Object.entries(a)) {
    const other = b[key];
    if (!isObject(other) || !isObject(member)) {
      continue;
    }
    if (isEmpty(member) || isEmpty(other)) {
      both[key] = isEmpty(member) ? other : member;
      continue;
    }
    const inner = intersect(member, other);
    if (!isEmpty(inner)) {
      both[key] = inner;
    }
  }
  return both;
}

/** The leaves of a set as paths of keys. */
export function leaves(
  set: FieldSet,
  path: readonly string[] = [],
): string[][] {
  return Object.entries(set).flatMap(([key, member]) => {
    if (key === '.') {
      return [];
    }
    const at = [...path, key];
    return isObject(member) && Object.keys(member).some(k => k !== '.')
      ? leaves(member, at)
      : [at];
  });
}

/** A set of one leaf. */
export function leafSet(path: readonly string[]): FieldSet {
  const [first, ...rest] = path;
  return first === undefined ? {} : { [first]: leafSet(rest) };
}

/** A path in the words of a conflict: `.spec.containers[name="app"].image`. */
export function describePath(path: readonly string[]): string {
  return path
    .map(step => {
      if (step.startsWith('f:')) {
        return `.${step.slice(2)}`;
      }
      if (step.startsWith('v:')) {
        return `[=${step.slice(2)}]`;
      }
      const keys: unknown = JSON.parse(step.slice(2));
      const pairs = isObject(keys)
        ? Object.entries(keys).map(
            ([key, value]) => `${key}=${JSON.stringify(value)}`,
          )
        : [];
      return `[${pairs.join(',')}]`;
    })
    .join('');
}
