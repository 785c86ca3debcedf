import {
  clone,
  equal,
  JsonObject,
  KubeObject,
  ManagedFieldsEntry,
} from '../json';
import { apiVersionOf, ResourceKind } from '../kinds';
import {
  difference,
  FieldSet,
  fieldsOf,
  isEmpty,
  subtract,
  union,
} from './FieldSet';

/** Who writes: the field manager, how, and through which subresource. */
export interface Writer {
  manager: string;
  operation: 'Apply' | 'Update';
  subresource: string | undefined;
}

const NEVER_OWNED = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generateName',
  'managedFields',
  'selfLink',
];

/** The part of an object whose fields have owners. */
export function ownable(object: KubeObject): JsonObject {
  const metadata: JsonObject = { ...object.metadata };
  for (const field of NEVER_OWNED) {
    delete metadata[field];
  }
  const rest: JsonObject = { ...object, metadata };
  delete rest.apiVersion;
  delete rest.kind;
  if (Object.keys(metadata).length === 0) {
    delete rest.metadata;
  }
  return rest;
}

/** Whether an entry is the writer's own. */
export function isOwn(entry: ManagedFieldsEntry, writer: Writer): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === writer.operation &&
    (entry.subresource ?? undefined) === writer.subresource
  );
}

/** The entry of a writer for a set of fields. */
export function entryOf(
  kind: ResourceKind,
  writer: Writer,
  set: FieldSet,
  time: string,
): ManagedFieldsEntry {
  return {
    manager: writer.manager,
    operation: writer.operation,
    apiVersion: apiVersionOf(kind),
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: set,
    ...(writer.subresource === undefined
      ? {}
      : { subresource: writer.subresource }),
  };
}

/**
 * Ownership after an update (PUT, PATCH, create): the writer owns what it
 * changed or added, the others lose that, nobody owns what vanished.
 */
export function afterUpdate(
  kind: ResourceKind,
  before: KubeObject | undefined,
  after: KubeObject,
  writer: Writer,
  time: string,
): ManagedFieldsEntry[] {
  const entries = before?.metadata.managedFields ?? [];
  const { set, gone } =
    before === undefined
      ? { set: fieldsOf(kind, ownable(after)), gone: {} }
      : difference(kind, ownable(before), ownable(after));
  if (isEmpty(set) && isEmpty(gone)) {
    return entries;
  }
  const result: ManagedFieldsEntry[] = [];
  let owned = set;
  for (const entry of entries) {
    const rest = subtract(subtract(entry.fieldsV1, gone), set);
    if (isOwn(entry, writer)) {
      owned = union(rest, set);
    } else if (!isEmpty(rest)) {
      result.push(
        equal(rest, entry.fieldsV1) ? entry : { ...entry, fieldsV1: rest },
      );
    }
  }
  if (!isEmpty(owned)) {
    result.push(entryOf(kind, writer, clone(owned), time));
  }
  return result;
}
