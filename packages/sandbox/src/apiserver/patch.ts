import { applyPatch, Operation } from 'fast-json-patch';
import { applyObject } from './apply';
import { asObject, readYaml } from './body';
import { changeObject } from './change';
import { clone, isObject, Json, JsonObject, KubeObject } from './json';
import { apiVersionOf, ResourceKind, resourceKey } from './kinds';
import { WriteOptions, writeOptions } from './options';
import type { Answer, ResourceRequest, Room } from './Room';
import { withoutUnknownFields } from './schema/unknownFields';
import { serialiseObject } from './serialise';
import {
  ApiError,
  badRequest,
  invalidOptions,
  notFound,
  rejectedPatch,
  unsupportedMediaType,
} from './status';
import { strategicMerge } from './strategicMerge';
import { warningHeaders } from './warnings';

const KNOWN_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
];

/** Handles PATCH on an object or one of its subresources. */
export function patch(room: Room, request: ResourceRequest): Answer {
  const type = (request.contentType.split(';')[0] ?? '').trim();
  const { kind } = request;
  if (!KNOWN_TYPES.includes(type)) {
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      '415: Unsupported Media Type',
      { details: {} },
    );
  }
  if (
    type.endsWith('cbor') ||
    (kind.custom && type.includes('strategic-merge-patch'))
  ) {
    throw unsupportedMediaType([
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/apply-patch+yaml',
    ]);
  }
  const options = writeOptions(request, 'PatchOptions');
  if (type === 'application/apply-patch+yaml') {
    return apply(room, request, options);
  }
  const before = current(room, request);
  const sent = readPatch(request.body);
  const result = patched(kind, type, before, sent);
  const read = asObject(kind, result, options.fieldValidation);
  if (read.object.metadata.name !== before.metadata.name) {
    throw badRequest(
      `the name of the object (${String(
        read.object.metadata.name,
      )}) does not match the name on the URL (${String(before.metadata.name)})`,
    );
  }
  const after = changeObject(room, kind, before, read.object, options);
  return {
    code: 200,
    body: serialiseObject(kind, after),
    headers: warningHeaders(read.warnings),
  };
}

/** The object a request is about; 404 when it is not there. */
export function current(room: Room, request: ResourceRequest): KubeObject {
  const { kind, namespace, name = '' } = request;
  const object = room.store.get(resourceKey(kind), namespace, name);
  if (object === undefined) {
    throw notFound(kind, name);
  }
  return object;
}

function readPatch(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    throw badRequest('error decoding patch: the body is no JSON');
  }
}

function patched(
  kind: ResourceKind,
  type: string,
  before: KubeObject,
  sent: Json,
): JsonObject {
  // The version asked for, not the stored one, is what a patch sees.
  const base: JsonObject = {
    ...clone(before),
    apiVersion: apiVersionOf(kind),
  };
  if (type === 'application/json-patch+json') {
    return jsonPatched(base, sent);
  }
  if (!isObject(sent)) {
    throw badRequest('error decoding patch: a JSON object is expected');
  }
  const result =
    type === 'application/merge-patch+json'
      ? mergePatch(base, sent)
      : strategicMerge(kind, base, sent);
  if (!isObject(result)) {
    throw rejectedPatch();
  }
  return result;
}

function jsonPatched(base: JsonObject, sent: Json): JsonObject {
  if (!Array.isArray(sent)) {
    throw badRequest('error decoding patch: a list of operations is expected');
  }
  try {
    const operations: Operation[] = JSON.parse(JSON.stringify(sent));
    const result = applyPatch<Json>(base, operations, true).newDocument;
    if (isObject(result)) {
      return result;
    }
  } catch {
    throw rejectedPatch();
  }
  throw rejectedPatch();
}

/** RFC 7386. */
export function mergePatch(target: Json | undefined, change: Json): Json {
  if (!isObject(change)) {
    return change;
  }
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(change)) {
    if (value === null) {
      delete result[key];
    } else if (value !== undefined) {
      result[key] = mergePatch(result[key], value);
    }
  }
  return result;
}

function apply(
  room: Room,
  request: ResourceRequest,
  options: WriteOptions,
): Answer {
  const { kind, name = '', namespace } = request;
  const manager = request.query.get('fieldManager');
  if (manager === null || manager === '') {
    throw invalidOptions('PatchOptions', [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: is required for apply patch',
        field: 'fieldManager',
      },
    ]);
  }
  const value = readYaml(request.body);
  if (!isObject(value)) {
    throw badRequest('error decoding YAML: the body is no object');
  }
  if (value.apiVersion === undefined || value.kind === undefined) {
    throw badRequest('apply configuration must have apiVersion and kind');
  }
  requireKnownFields(kind, value, namespace, name);
  const { object, warnings } = asObject(kind, value, options.fieldValidation);
  if (object.metadata.name !== undefined && object.metadata.name !== name) {
    throw badRequest(
      `the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if (object.metadata.managedFields !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const { after, created } = applyObject(room, kind, {
    applied: {
      ...object,
      metadata: {
        ...object.metadata,
        name,
        ...(namespace === undefined ? {} : { namespace }),
      },
    },
    force: request.query.get('force') === 'true',
    options: {
      ...options,
      writer: { ...options.writer, manager, operation: 'Apply' },
    },
  });
  return {
    code: created ? 201 : 200,
    body: serialiseObject(kind, after),
    headers: warningHeaders(warnings),
  };
}

/**
 * An apply cannot own a field that the schema does not know; Kubernetes 1.36
 * answers 500 without a reason, whatever `fieldValidation` says.
 */
function requireKnownFields(
  kind: ResourceKind,
  value: JsonObject,
  namespace: string | undefined,
  name: string,
): void {
  const { unknown } = withoutUnknownFields(kind.schema, value);
  if (unknown.length === 0) {
    return;
  }
  // Of each object it names only the first by the alphabet.
  const firsts = new Map<string, string>();
  for (const field of [...unknown].sort()) {
    const parent = field.slice(0, field.lastIndexOf('.') + 1);
    firsts.set(parent, firsts.get(parent) ?? field);
  }
  const faults = [...firsts.values()].map(
    field => `.${field}: field not declared in schema`,
  );
  const what = `${namespace ?? ''}/${name}; ${apiVersionOf(kind)}, Kind=${
    kind.kind
  }`;
  const text =
    faults.length === 1 ? faults[0] : `errors:\n  ${faults.join('\n  ')}`;
  throw new ApiError(
    500,
    undefined,
    `failed to create typed patch object (${what}): ${text}`,
  );
}
