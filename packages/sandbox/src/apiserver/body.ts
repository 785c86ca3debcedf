import { parse as parseYaml } from 'yaml';
import { clone, isObject, Json, JsonObject, KubeObject } from './json';
import { apiVersionOf, ResourceKind } from './kinds';
import type { FieldValidation } from './options';
import { duplicateFields } from './duplicateFields';
import { withoutUnknownFields } from './schema/unknownFields';
import { badRequest, notSimulated, unsupportedMediaType } from './status';

const MEDIA_TYPES = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
];

/** A body read as an object, with the warnings it deserves. */
export interface ReadBody {
  object: KubeObject;
  warnings: string[];
}

/**
 * Reads the body of a create or replace.
 *
 * @throws ApiError 415 for another media type, 400 for text that cannot be read.
 */
export function parseBody(
  kind: ResourceKind,
  contentType: string,
  text: string,
): JsonObject {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (type === 'application/vnd.kubernetes.protobuf') {
    throw notSimulated(
      'bodies in protobuf (send JSON or YAML, with kubectl: apply or create -f)',
    );
  }
  if (type !== 'application/json' && type !== 'application/yaml') {
    throw unsupportedMediaType(MEDIA_TYPES);
  }
  const value = type === 'application/json' ? readJson(text) : readYaml(text);
  if (!isObject(value)) {
    const excerpt = text.slice(0, 80);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: ${jsonTrouble(
        text,
      )} (${excerpt})`,
    );
  }
  return value;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads YAML, of which JSON is a part; undefined when it cannot be read. */
export function readYaml(text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    return undefined;
  }
}

function jsonTrouble(text: string): string {
  const match = /^\s*\{\s*([^"}\s])/.exec(text);
  if (match) {
    return `invalid character '${
      match[1] ?? ''
    }' looking for beginning of object key string`;
  }
  return text.trim() === ''
    ? 'unexpected end of JSON input'
    : 'invalid character in JSON text';
}

/**
 * Turns what was sent into an object of the kind: the kind must fit, unknown
 * and duplicate fields are refused, warned of or dropped.
 *
 * @throws ApiError 400.
 */
export function asObject(
  kind: ResourceKind,
  value: JsonObject,
  validation: FieldValidation,
  text?: string,
): ReadBody {
  const apiVersion = value.apiVersion ?? apiVersionOf(kind);
  const kindName = value.kind ?? kind.kind;
  if (apiVersion !== apiVersionOf(kind) || kindName !== kind.kind) {
    throw wrongKind(kind, apiVersion, kindName);
  }
  const { object, unknown } = withoutUnknownFields(kind.schema, value);
  const problems = [
    ...unknown.map(path => `unknown field "${path}"`),
    ...(text === undefined || validation === 'Ignore'
      ? []
      : duplicateFields(text).map(path => `duplicate field "${path}"`)),
  ];
  if (problems.length > 0 && validation === 'Strict') {
    throw badRequest(
      `${kind.kind} in version "${kind.version}" cannot be handled as a ${
        kind.kind
      }: strict decoding error: ${problems.join(', ')}`,
    );
  }
  const metadata = isObject(object.metadata) ? clone(object.metadata) : {};
  return {
    object: withoutNulls({
      ...object,
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      metadata,
    }),
    warnings: validation === 'Warn' ? problems : [],
  };
}

/** Nulls in metadata mean absent. */
function withoutNulls(object: KubeObject): KubeObject {
  const metadata: JsonObject = {};
  for (const [key, value] of Object.entries(object.metadata)) {
    if (value !== null) {
      metadata[key] = value;
    }
  }
  return { ...object, metadata };
}

function wrongKind(kind: ResourceKind, apiVersion: Json, kindName: Json) {
  const version = String(apiVersion).split('/').pop() ?? '';
  if (kind.custom || kindName === kind.kind) {
    return badRequest(
      `the API version in the data (${String(
        apiVersion,
      )}) does not match the expected API version (${apiVersionOf(kind)})`,
    );
  }
  return badRequest(
    `${String(kindName)} in version "${version}" cannot be handled as a ${
      kind.kind
    }: converting (${version}.${String(kindName)}) to (${
      kind.group === '' ? 'core' : kind.group.split('.')[0] ?? ''
    }.${kind.kind}): unknown conversion`,
  );
}
