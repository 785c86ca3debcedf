import { randomBytes, randomUUID } from 'node:crypto';
import { admitCreate } from './admission/admission';
import { asObject, parseBody } from './body';
import { afterUpdate } from './fields/managedFields';
import { clone, isObject, KubeObject, ObjectMeta } from './json';
import { ResourceKind, resourceKey } from './kinds';
import { labelCauses, nameCauses } from './names';
import { WriteOptions, writeOptions } from './options';
import { Answer, ResourceRequest, Room, timestamp } from './Room';
import { applyDefaults, validateSchema } from './schema/validate';
import { serialiseObject } from './serialise';
import { alreadyExists, badRequest, invalid } from './status';
import { warningHeaders } from './warnings';

/** Handles POST on a collection. */
export function create(room: Room, request: ResourceRequest): Answer {
  const { kind } = request;
  const options = writeOptions(request, 'CreateOptions');
  const value = parseBody(kind, request.contentType, request.body);
  const { object, warnings } = asObject(
    kind,
    value,
    options.fieldValidation,
    request.body,
  );
  if (
    request.namespace !== undefined &&
    object.metadata.namespace !== undefined &&
    object.metadata.namespace !== request.namespace
  ) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  const created = createObject(room, kind, request.namespace, object, options);
  return {
    code: 201,
    body: serialiseObject(kind, created),
    headers: warningHeaders(warnings),
  };
}

/**
 * Creates an object: names it, validates it, asks admission, stores it.
 *
 * @throws ApiError as the API server would answer.
 */
export function createObject(
  room: Room,
  kind: ResourceKind,
  namespace: string | undefined,
  sent: KubeObject,
  options: WriteOptions,
): KubeObject {
  const now = timestamp(room.now());
  const metadata = namedMetadata(room, kind, namespace, sent.metadata);
  const name = metadata.name ?? '';
  let object: KubeObject = {
    ...clone(sent),
    metadata: {
      ...metadata,
      uid: randomUUID(),
      creationTimestamp: now,
      ...(kind.counted || kind.custom ? { generation: 1 } : {}),
    },
  };
  delete object.metadata.resourceVersion;
  delete object.metadata.deletionTimestamp;
  delete object.metadata.deletionGracePeriodSeconds;
  if (kind.statusSubresource) {
    delete object.status;
  }
  object = admitCreate(room, kind, object);
  object = checked(kind, object);
  if (room.store.get(resourceKey(kind), namespace, name) !== undefined) {
    throw alreadyExists(kind, name);
  }
  object.metadata.managedFields = afterUpdate(
    kind,
    undefined,
    object,
    options.writer,
    now,
  );
  return options.dryRun ? object : room.store.put(resourceKey(kind), object);
}

function namedMetadata(
  room: Room,
  kind: ResourceKind,
  namespace: string | undefined,
  sent: ObjectMeta,
): ObjectMeta {
  const metadata: ObjectMeta = clone(sent);
  if (namespace === undefined) {
    delete metadata.namespace;
  } else {
    metadata.namespace = namespace;
  }
  if (metadata.name === undefined || metadata.name === '') {
    metadata.name = generatedName(room, kind, namespace, metadata.generateName);
  }
  return metadata;
}

function generatedName(
  room: Room,
  kind: ResourceKind,
  namespace: string | undefined,
  prefix: string | undefined,
): string {
  if (prefix === undefined || prefix === '') {
    throw invalid(kind, '', [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: name or generateName is required',
        field: 'metadata.name',
      },
    ]);
  }
  for (;;) {
    const name = `${prefix.slice(0, 58)}${randomSuffix()}`;
    if (room.store.get(resourceKey(kind), namespace, name) === undefined) {
      return name;
    }
  }
}

const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

function randomSuffix(): string {
  return [...randomBytes(5)]
    .map(byte => SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length])
    .join('');
}

/**
 * Defaults and validates an object that is about to be stored.
 *
 * @throws ApiError 422.
 */
export function checked(kind: ResourceKind, object: KubeObject): KubeObject {
  const name = object.metadata.name ?? '';
  let complete = object;
  if (kind.custom && kind.schema !== undefined) {
    const filled = applyDefaults(kind.schema, object);
    if (isObject(filled)) {
      complete = { ...object, ...filled, metadata: object.metadata };
    }
  }
  const causes = [
    ...nameCauses(kind, name),
    ...labelCauses(object.metadata),
    ...(kind.schema === undefined
      ? []
      : validateSchema(kind.schema, complete)),
  ];
  if (causes.length > 0) {
    throw invalid(kind, name, causes);
  }
  return complete;
}
