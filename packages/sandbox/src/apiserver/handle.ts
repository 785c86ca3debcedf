import { asObject, parseBody } from './body';
import { changeObject } from './change';
import { create } from './create';
import { bind } from './binding';
import { evict } from './eviction';
import { writeOptions } from './options';
import { current, patch } from './patch';
import { get, list } from './reads';
import { remove, removeAll } from './remove';
import { review } from './reviews';
import type { Answer, ResourceRequest, Room } from './Room';
import { serialiseObject } from './serialise';
import { badRequest, methodNotAllowed, notSimulated } from './status';
import { warningHeaders } from './warnings';

/**
 * Sends a request to its handler.
 *
 * @throws ApiError 405 for a method the path does not have, 501 for a subresource the sandbox leaves out.
 */
export function handleResource(room: Room, request: ResourceRequest): Answer {
  const { method, kind, name, subresource } = request;
  if (kind.review) {
    if (method !== 'POST' || name !== undefined) {
      throw methodNotAllowed();
    }
    return review(room, request);
  }
  if (kind.namespaced && request.namespace === undefined && name) {
    throw methodNotAllowed();
  }
  if (subresource !== undefined) {
    return handleSubresource(room, request);
  }
  if (name === undefined) {
    return handleCollection(room, request);
  }
  switch (method) {
    case 'GET':
    case 'HEAD':
      return get(room, request);
    case 'PUT':
      return replace(room, request);
    case 'PATCH':
      return patch(room, request);
    case 'DELETE':
      return remove(room, request);
    default:
      throw methodNotAllowed();
  }
}

function handleCollection(room: Room, request: ResourceRequest): Answer {
  const scopeMissing =
    request.kind.namespaced && request.namespace === undefined;
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return list(room, request);
    case 'POST':
      if (scopeMissing) {
        throw methodNotAllowed();
      }
      return create(room, request);
    case 'DELETE':
      if (scopeMissing) {
        throw methodNotAllowed();
      }
      return removeAll(room, request);
    default:
      throw methodNotAllowed();
  }
}

function handleSubresource(room: Room, request: ResourceRequest): Answer {
  const { kind, subresource = '', method } = request;
  if (subresource === 'status' && kind.statusSubresource) {
    switch (method) {
      case 'GET':
        return get(room, request);
      case 'PUT':
        return replace(room, request);
      case 'PATCH':
        return patch(room, request);
      default:
        throw methodNotAllowed();
    }
  }
  if (subresource === 'eviction' && kind.kind === 'Pod') {
    if (method !== 'POST') {
      throw methodNotAllowed();
    }
    return evict(room, request);
  }
  if (subresource === 'binding' && kind.kind === 'Pod') {
    if (method !== 'POST') {
      throw methodNotAllowed();
    }
    return bind(room, request);
  }
  throw notSimulated(`${kind.plural}/${subresource}`);
}

/** Handles PUT: replaces the object; without a resourceVersion it overwrites. */
function replace(room: Room, request: ResourceRequest): Answer {
  const { kind, name = '', namespace } = request;
  const options = writeOptions(request, 'UpdateOptions');
  const value = parseBody(kind, request.contentType, request.body);
  const { object, warnings } = asObject(
    kind,
    value,
    options.fieldValidation,
    request.body,
  );
  if (object.metadata.name !== undefined && object.metadata.name !== name) {
    throw badRequest(
      `the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if (
    namespace !== undefined &&
    object.metadata.namespace !== undefined &&
    object.metadata.namespace !== namespace
  ) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  const before = current(room, request);
  const after = changeObject(room, kind, before, object, options);
  return {
    code: 200,
    body: serialiseObject(kind, after),
    headers: warningHeaders(warnings),
  };
}
