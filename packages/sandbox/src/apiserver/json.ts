/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object; an undefined member is an absent one. */
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** An owner as `metadata.ownerReferences` names it. */
export interface OwnerReference extends JsonObject {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Which manager set which fields, as `metadata.managedFields` lists it. */
export interface ManagedFieldsEntry extends JsonObject {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time?: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
  subresource?: string;
}

/** The metadata every object carries. */
export interface ObjectMeta extends JsonObject {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: { [key: string]: string };
  annotations?: { [key: string]: string };
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFieldsEntry[];
}

/** An object of any kind. Stored objects are never changed in place. */
export interface KubeObject extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** Whether a value is a JSON object (not an array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as an object, or an empty one. */
export function objectAt(
  value: Json | undefined,
  ...path: string[]
): JsonObject {
  let current: Json | undefined = value;
  for (const key of path) {
    current = isObject(current) ? current[key] : undefined;
  }
  return isObject(current) ? current : {};
}

/** The member as a string, if it is one. */
export function stringAt(
  value: Json | undefined,
  ...path: string[]
): string | undefined {
  const last = path[path.length - 1];
  const member =
    last === undefined ? value : objectAt(value, ...path.slice(0, -1))[last];
  return typeof member === 'string' ? member : undefined;
}

/** The member as an array, or an empty one. */
export function arrayAt(value: Json | undefined, ...path: string[]): Json[] {
  const last = path[path.length - 1];
  const member =
    last === undefined ? value : objectAt(value, ...path.slice(0, -1))[last];
  return Array.isArray(member) ? member : [];
}

/** A deep copy. */
export function clone<T extends Json | undefined>(value: T): T;
export function clone(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) {
    return value.map(item => clone(item));
  }
  if (isObject(value)) {
    const copy: JsonObject = {};
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) {
        copy[key] = clone(member);
      }
    }
    return copy;
  }
  return value;
}

/** Deep equality; an absent member equals an undefined one. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) {
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length && a.every((item, index) => equal(item, b[index]))
    );
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    for (const key of keys) {
      if (!equal(a[key], b[key])) {
        return false;
      }
    }
    return true;
  }
  return false;
}
