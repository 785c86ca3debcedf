import { isObject, JsonObject, KubeObject, objectAt, stringAt } from './json';
import { ResourceKind, resourceKey } from './kinds';
import { readYaml } from './body';
import { dryRunOf } from './options';
import { current } from './patch';
import { selection } from './reads';
import { Answer, ResourceRequest, Room, timestamp } from './Room';
import { serialiseItem, serialiseObject } from './serialise';
import { badRequest, failedPrecondition, success } from './status';

/** What becomes of the objects that an object owns. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** How to delete. */
export interface DeleteOptions {
  dryRun: boolean;
  propagation: Propagation;
  graceSeconds: number | undefined;
  uid: string | undefined;
  resourceVersion: string | undefined;
}

/** Finalizers by which the garbage collector holds an object. */
export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

/** Handles DELETE on one object. */
export function remove(room: Room, request: ResourceRequest): Answer {
  const { kind, name = '' } = request;
  const options = deleteOptions(request);
  const object = current(room, request);
  const left = deleteObject(room, kind, object, options);
  if (left === undefined) {
    return {
      code: 200,
      body: JSON.stringify(success(kind, name, object.metadata.uid ?? '')),
    };
  }
  return { code: 200, body: serialiseObject(kind, left) };
}

/** Handles DELETE on a collection. */
export function removeAll(room: Room, request: ResourceRequest): Answer {
  const { kind } = request;
  const options = deleteOptions(request);
  const objects = room.store
    .list(resourceKey(kind), request.namespace)
    .filter(selection(request));
  for (const object of objects) {
    deleteObject(room, kind, object, options);
  }
  return {
    code: 200,
    body: `{"kind":"${kind.kind}List","apiVersion":"${
      kind.group === '' ? '' : `${kind.group}/`
    }${kind.version}","metadata":{"resourceVersion":"${
      room.store.revision
    }"},"items":[${objects
      .map(object => serialiseItem(kind, object))
      .join(',')}]}`,
  };
}

/**
 * Deletes an object, or marks it when finalizers or a grace period hold it.
 * Returns the object while it stays (or would stay: dryRun), undefined once it is gone.
 *
 * @throws ApiError 409 when a precondition fails.
 */
export function deleteObject(
  room: Room,
  kind: ResourceKind,
  object: KubeObject,
  options: DeleteOptions,
): KubeObject | undefined {
  const { metadata } = object;
  checkPreconditions(kind, object, options);
  const grace = graceOf(kind, object, options);
  const finalizers = [...(metadata.finalizers ?? [])];
  const extra = { Foreground: FOREGROUND, Orphan: ORPHAN, Background: '' }[
    options.propagation
  ];
  if (extra !== '' && !finalizers.includes(extra)) {
    finalizers.push(extra);
  }
  const marked: KubeObject = {
    ...object,
    metadata: {
      ...metadata,
      deletionTimestamp:
        metadata.deletionTimestamp ??
        timestamp(new Date(room.now().getTime() + grace * 1000)),
      deletionGracePeriodSeconds: Math.min(
        grace,
        metadata.deletionGracePeriodSeconds ?? grace,
      ),
      ...(finalizers.length > 0 ? { finalizers } : {}),
    },
  };
  if (kind.kind === 'Namespace') {
    marked.status = { ...objectAt(object, 'status'), phase: 'Terminating' };
  }
  if (kind.counted || kind.custom) {
    marked.metadata.generation = (metadata.generation ?? 0) + 1;
  }
  const stays =
    finalizers.length > 0 || grace > 0 || kind.kind === 'Namespace';
  if (options.dryRun) {
    return marked;
  }
  if (!stays) {
    room.store.remove(resourceKey(kind), object);
    return undefined;
  }
  const already =
    metadata.deletionTimestamp !== undefined &&
    finalizers.length === (metadata.finalizers ?? []).length &&
    marked.metadata.deletionGracePeriodSeconds ===
      metadata.deletionGracePeriodSeconds;
  return already ? object : room.store.put(resourceKey(kind), marked);
}

/** Pods on a node get their grace period; everything else goes at once. */
function graceOf(
  kind: ResourceKind,
  object: KubeObject,
  options: DeleteOptions,
): number {
  if (kind.kind !== 'Pod' || stringAt(object, 'spec', 'nodeName') === undefined) {
    return 0;
  }
  const phase = stringAt(object, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') {
    return 0;
  }
  const own = objectAt(object, 'spec').terminationGracePeriodSeconds;
  return options.graceSeconds ?? (typeof own === 'number' ? own : 30);
}

function checkPreconditions(
  kind: ResourceKind,
  object: KubeObject,
  options: DeleteOptions,
): void {
  const { uid = '', resourceVersion = '', name = '' } = object.metadata;
  if (options.uid !== undefined && options.uid !== uid) {
    throw failedPrecondition(
      kind,
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (
    options.resourceVersion !== undefined &&
    options.resourceVersion !== resourceVersion
  ) {
    throw failedPrecondition(
      kind,
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}

function deleteOptions(request: ResourceRequest): DeleteOptions {
  const { query } = request;
  const value = request.body.trim() === '' ? {} : readYaml(request.body);
  if (!isObject(value)) {
    throw badRequest('the body of a delete must be DeleteOptions');
  }
  const body: JsonObject = value;
  const dryRun = [
    ...query.getAll('dryRun'),
    ...(Array.isArray(body.dryRun) ? body.dryRun.map(String) : []),
  ];
  const grace =
    query.get('gracePeriodSeconds') ?? body.gracePeriodSeconds ?? undefined;
  return {
    dryRun: dryRunOf(dryRun, 'DeleteOptions'),
    propagation: propagationOf(
      query.get('propagationPolicy') ?? body.propagationPolicy ?? 'Background',
    ),
    graceSeconds: grace === undefined ? undefined : Number(grace),
    uid: stringAt(body, 'preconditions', 'uid'),
    resourceVersion: stringAt(body, 'preconditions', 'resourceVersion'),
  };
}

function propagationOf(value: unknown): Propagation {
  if (value === 'Background' || value === 'Foreground' || value === 'Orphan') {
    return value;
  }
  throw badRequest(
    `propagationPolicy ${JSON.stringify(
      value,
    )} is not known; it is Background, Foreground or Orphan`,
  );
}
