import { isObject, Json, JsonObject } from '../json';
import type { Schema } from './Schema';

const ROOT_FIELDS = new Set(['apiVersion', 'kind', 'metadata']);
const METADATA_FIELDS = new Set([
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]);

/**
 * The paths of an object that its schema does not know, in the order of the
 * object, and the object without them.
 */
export function withoutUnknownFields(
  schema: Schema | undefined,
  object: JsonObject,
): { object: JsonObject; unknown: string[] } {
  const unknown: string[] = [];
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (key === 'metadata' && isObject(value)) {
      kept.metadata = known(value, METADATA_FIELDS, 'metadata', unknown);
    } else if (ROOT_FIELDS.has(key) || schema === undefined) {
      kept[key] = value;
    } else if (schema.properties?.[key] === undefined) {
      if (preserves(schema)) {
        kept[key] = value;
      } else {
        unknown.push(key);
      }
    } else {
      kept[key] = prune(schema.properties[key], value, key, unknown);
    }
  }
  return { object: kept, unknown };
}

function known(
  value: JsonObject,
  fields: ReadonlySet<string>,
  path: string,
  unknown: string[],
): JsonObject {
  const kept: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (fields.has(key)) {
      kept[key] = member;
    } else {
      unknown.push(`${path}.${key}`);
    }
  }
  return kept;
}

function preserves(schema: Schema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}

function prune(
  schema: Schema | undefined,
  value: Json | undefined,
  path: string,
  unknown: string[],
): Json | undefined {
  if (schema === undefined) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(
      (item, index) =>
        prune(schema.items, item, `${path}[${index}]`, unknown) ?? null,
    );
  }
  if (!isObject(value)) {
    return value;
  }
  const kept: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const declared = schema.properties?.[key];
    const extra = schema.additionalProperties;
    if (declared !== undefined) {
      kept[key] = prune(declared, member, `${path}.${key}`, unknown);
    } else if (isObject(extra)) {
      kept[key] = prune(extra, member, `${path}.${key}`, unknown);
    } else if (extra === true || preserves(schema) || isOpen(schema)) {
      kept[key] = member;
    } else {
      unknown.push(`${path}.${key}`);
    }
  }
  return kept;
}

/** A schema that says nothing about members (type only, or int-or-string) keeps none; one without a type keeps all. */
function isOpen(schema: Schema): boolean {
  return schema.type === undefined && schema.properties === undefined;
}
