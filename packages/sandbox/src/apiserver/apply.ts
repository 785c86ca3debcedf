import { changeObject } from './change';
import { createObject } from './create';
import {
  describePath,
  FieldSet,
  fieldsOf,
  intersect,
  isEmpty,
  itemKey,
  keyedItems,
  leafSet,
  leaves,
  subtract,
  union,
} from './fields/FieldSet';
import { listShape } from './fields/listKeys';
import { entryOf, isOwn, ownable, Writer } from './fields/managedFields';
import {
  clone,
  equal,
  isObject,
  Json,
  JsonObject,
  KubeObject,
  ManagedFieldsEntry,
} from './json';
import { ResourceKind, resourceKey } from './kinds';
import type { WriteOptions } from './options';
import { Room, timestamp } from './Room';
import { ApiError, Cause, notFound } from './status';

/** A server-side apply. */
export interface Application {
  applied: KubeObject;
  force: boolean;
  options: WriteOptions;
}

/**
 * Server-side apply: creates the object, or merges what the manager applies,
 * takes away what it applied before and no longer does, and guards what others own.
 *
 * @throws ApiError 409 with one cause per conflicting field, unless forced.
 */
export function applyObject(
  room: Room,
  kind: ResourceKind,
  application: Application,
): { after: KubeObject; created: boolean } {
  const { applied, options } = application;
  const { name = '', namespace } = applied.metadata;
  const before = room.store.get(resourceKey(kind), namespace, name);
  if (before === undefined) {
    if (options.writer.subresource !== undefined) {
      throw notFound(kind, name);
    }
    const after = createObject(room, kind, namespace, applied, options);
    return { after, created: true };
  }
  const { writer } = options;
  const set = fieldsOf(kind, ownable(scoped(kind, applied, writer)));
  const others = (before.metadata.managedFields ?? []).filter(
    entry => !isOwn(entry, writer),
  );
  const conflicts = findConflicts(kind, before, applied, set, others);
  if (conflicts.length > 0 && !application.force) {
    throw conflictError(conflicts);
  }
  const merged = merge(kind, before, applied, []);
  const result = isObject(merged) ? merged : {};
  const dropped = droppedFields(before, set, writer, others);
  for (const path of removals(dropped)) {
    removeAt(kind, result, path, []);
  }
  const time = timestamp(room.now());
  const wanted: KubeObject = {
    ...result,
    apiVersion: applied.apiVersion,
    kind: applied.kind,
    metadata: {
      ...(isObject(result.metadata) ? result.metadata : {}),
      name,
      resourceVersion: applied.metadata.resourceVersion,
    },
  };
  const after = changeObject(room, kind, before, wanted, options, () => [
    ...withoutConflicts(others, conflicts),
    entryOf(kind, writer, set, time),
  ]);
  return { after, created: false };
}

/** What of the applied configuration counts on this path: status there, all but status here. */
function scoped(
  kind: ResourceKind,
  applied: KubeObject,
  writer: Writer,
): KubeObject {
  if (writer.subresource === 'status') {
    const { apiVersion, kind: name } = applied;
    return {
      apiVersion,
      kind: name,
      metadata: {},
      ...(applied.status === undefined ? {} : { status: applied.status }),
    };
  }
  if (!kind.statusSubresource) {
    return applied;
  }
  const rest: KubeObject = { ...applied };
  delete rest.status;
  return rest;
}

interface Conflict {
  entry: ManagedFieldsEntry;
  path: string[];
}

function findConflicts(
  kind: ResourceKind,
  before: KubeObject,
  applied: KubeObject,
  set: FieldSet,
  others: ManagedFieldsEntry[],
): Conflict[] {
  return others.flatMap(entry =>
    leaves(intersect(entry.fieldsV1, set))
      .filter(
        path =>
          !equal(valueAt(kind, before, path), valueAt(kind, applied, path)),
      )
      .map(path => ({ entry, path })),
  );
}

function conflictError(conflicts: Conflict[]): ApiError {
  const causes: Cause[] = conflicts.map(({ entry, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${describeManager(entry)}`,
    field: describePath(path),
  }));
  const count = `${causes.length} conflict${causes.length === 1 ? '' : 's'}`;
  return new ApiError(
    409,
    'Conflict',
    `Apply failed with ${count}: ${conflictText(causes)}`,
    { details: { causes } },
  );
}

/** One conflict on one line; several by manager, one field a line. */
function conflictText(causes: Cause[]): string {
  const [first] = causes;
  if (causes.length === 1 && first !== undefined) {
    return `${first.message}: ${first.field}`;
  }
  const fields = new Map<string, string[]>();
  for (const cause of causes) {
    const manager = cause.message.replace(/^conflict /, '');
    fields.set(manager, [
      ...(fields.get(manager) ?? []),
      `- ${cause.field}`,
    ]);
  }
  const parts = [...fields].map(
    ([manager, lines]) => `${manager}:\n${lines.join('\n')}`,
  );
  return `conflicts ${parts.join('\n')}`;
}

function describeManager(entry: ManagedFieldsEntry): string {
  const name = JSON.stringify(entry.manager);
  const through =
    entry.subresource === undefined
      ? ''
      : ` with subresource ${JSON.stringify(entry.subresource)}`;
  return entry.operation === 'Update'
    ? `${name}${through} using ${entry.apiVersion}`
    : `${name}${through}`;
}

function withoutConflicts(
  others: ManagedFieldsEntry[],
  conflicts: Conflict[],
): ManagedFieldsEntry[] {
  return others.flatMap(entry => {
    let rest = entry.fieldsV1;
    for (const conflict of conflicts) {
      if (conflict.entry === entry) {
        rest = subtract(rest, leafSet(conflict.path));
      }
    }
    return isEmpty(rest) ? [] : [{ ...entry, fieldsV1: rest }];
  });
}

function droppedFields(
  before: KubeObject,
  set: FieldSet,
  writer: Writer,
  others: ManagedFieldsEntry[],
): FieldSet {
  const mine = (before.metadata.managedFields ?? []).find(entry =>
    isOwn(entry, writer),
  );
  if (mine === undefined) {
    return {};
  }
  const held = others.reduce<FieldSet>(
    (all, entry) => union(all, entry.fieldsV1),
    set,
  );
  return subtract(mine.fieldsV1, held);
}

/** What to take away: a list item whose `.` nobody else holds goes as a whole. */
function removals(set: FieldSet, path: readonly string[] = []): string[][] {
  return Object.entries(set).flatMap(([key, member]) => {
    const at = [...path, key];
    const inner = isObject(member) ? member : {};
    return inner['.'] !== undefined || isEmpty(inner)
      ? [at]
      : removals(inner, at);
  });
}

/** The applied value laid over the live one, keyed lists item by item. */
function merge(
  kind: ResourceKind,
  live: Json | undefined,
  applied: Json,
  path: readonly string[],
): Json {
  if (isObject(applied)) {
    const result: JsonObject = isObject(live) ? { ...live } : {};
    for (const [key, value] of Object.entries(applied)) {
      if (value !== undefined) {
        result[key] = merge(kind, result[key], value, [...path, key]);
      }
    }
    return result;
  }
  if (Array.isArray(applied) && Array.isArray(live)) {
    const old = keyedItems(kind, path, live);
    const now = keyedItems(kind, path, applied);
    if (old !== undefined && now !== undefined) {
      for (const [key, item] of now) {
        old.set(key, merge(kind, old.get(key), item, path));
      }
      return [...old.values()];
    }
  }
  return clone(applied);
}

function valueAt(
  kind: ResourceKind,
  root: Json | undefined,
  path: readonly string[],
): Json | undefined {
  let value: Json | undefined = root;
  const names: string[] = [];
  for (const step of path) {
    if (step.startsWith('f:')) {
      names.push(step.slice(2));
      value = isObject(value) ? value[step.slice(2)] : undefined;
    } else {
      value = Array.isArray(value)
        ? keyedItems(kind, names, value)?.get(step)
        : undefined;
    }
  }
  return value;
}

/** Takes a field away; containers left empty by that go too. */
function removeAt(
  kind: ResourceKind,
  holder: JsonObject,
  path: readonly string[],
  names: readonly string[],
): void {
  const [step, ...rest] = path;
  if (step === undefined || !step.startsWith('f:')) {
    return;
  }
  const name = step.slice(2);
  const member = holder[name];
  if (rest.length === 0) {
    delete holder[name];
    return;
  }
  if (isObject(member)) {
    const copy = { ...member };
    removeAt(kind, copy, rest, [...names, name]);
    holder[name] = copy;
    if (Object.keys(copy).length === 0) {
      delete holder[name];
    }
  } else if (Array.isArray(member)) {
    const list = removeItem(kind, member, rest, [...names, name]);
    holder[name] = list;
    if (list.length === 0) {
      delete holder[name];
    }
  }
}

function removeItem(
  kind: ResourceKind,
  list: Json[],
  path: readonly string[],
  names: readonly string[],
): Json[] {
  const [key, ...rest] = path;
  const shape = listShape(kind, names);
  return list.flatMap(item => {
    if (itemKey(shape, item) !== key) {
      return [item];
    }
    if (rest.length === 0 || !isObject(item)) {
      return [];
    }
    const copy = { ...item };
    removeAt(kind, copy, rest, names);
    const left = Object.keys(copy).filter(
      member => shape.type !== 'map' || !shape.keys.includes(member),
    );
    return left.length === 0 ? [] : [copy];
  });
}
