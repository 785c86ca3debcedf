import { admitUpdate } from './admission/admission';
import { checked } from './create';
import { afterUpdate } from './fields/managedFields';
import { equal, JsonObject, KubeObject, ManagedFieldsEntry } from './json';
import { ResourceKind, resourceKey } from './kinds';
import type { WriteOptions } from './options';
import { Room, timestamp } from './Room';
import { Cause, invalid, staleVersion } from './status';

/** How a change says who owns what afterwards. */
export type Ownership = (
  before: KubeObject,
  after: KubeObject,
) => ManagedFieldsEntry[];

/**
 * Brings a changed object into the store: keeps what clients may not set,
 * parts status from the rest, counts the generation, asks admission, and lets
 * a deleted object go when its last finalizer went.
 *
 * @throws ApiError as the API server would answer.
 */
export function changeObject(
  room: Room,
  kind: ResourceKind,
  before: KubeObject,
  wanted: KubeObject,
  options: WriteOptions,
  ownership?: Ownership,
): KubeObject {
  const name = before.metadata.name ?? '';
  const version = wanted.metadata.resourceVersion;
  if (
    version !== undefined &&
    version !== '' &&
    version !== before.metadata.resourceVersion
  ) {
    throw staleVersion(kind, name);
  }
  checkImmutable(kind, before, wanted);
  const now = timestamp(room.now());
  let after = parted(kind, before, kept(before, wanted), options);
  after = admitUpdate(room, kind, before, after, options.writer.subresource);
  after = checked(kind, after);
  if (generationGrows(kind, before, after)) {
    after.metadata.generation = (before.metadata.generation ?? 0) + 1;
  }
  after.metadata.managedFields = ownership
    ? ownership(before, after)
    : afterUpdate(kind, before, after, options.writer, now);
  if (sameForStore(before, after)) {
    return before;
  }
  if (options.dryRun) {
    return after;
  }
  const leaving =
    after.metadata.deletionTimestamp !== undefined &&
    (after.metadata.finalizers ?? []).length === 0 &&
    after.metadata.deletionGracePeriodSeconds === 0 &&
    kind.kind !== 'Namespace';
  return leaving
    ? room.store.remove(resourceKey(kind), after)
    : room.store.put(resourceKey(kind), after);
}

/** Server-kept metadata stays whatever was sent. */
function kept(before: KubeObject, wanted: KubeObject): KubeObject {
  const metadata = { ...wanted.metadata };
  for (const field of [
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generateName',
  ]) {
    delete metadata[field];
    const own = before.metadata[field];
    if (own !== undefined) {
      metadata[field] = own;
    }
  }
  return { ...wanted, metadata };
}

/** Status goes only through its subresource, everything else only past it. */
function parted(
  kind: ResourceKind,
  before: KubeObject,
  wanted: KubeObject,
  options: WriteOptions,
): KubeObject {
  if (options.writer.subresource === 'status') {
    const metadata = kind.custom
      ? { ...before.metadata }
      : { ...wanted.metadata };
    return withStatus({ ...before, metadata }, wanted);
  }
  return kind.statusSubresource ? withStatus(wanted, before) : { ...wanted };
}

function withStatus(object: KubeObject, source: KubeObject): KubeObject {
  const result: KubeObject = { ...object };
  if (source.status === undefined) {
    delete result.status;
  } else {
    result.status = source.status;
  }
  return result;
}

function checkImmutable(
  kind: ResourceKind,
  before: KubeObject,
  wanted: KubeObject,
): void {
  const causes: Cause[] = [];
  const name = before.metadata.name ?? '';
  const { uid, deletionTimestamp } = before.metadata;
  if (wanted.metadata.uid !== undefined && wanted.metadata.uid !== uid) {
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(
        wanted.metadata.uid,
      )}: field is immutable`,
      field: 'metadata.uid',
    });
  }
  if (deletionTimestamp !== undefined) {
    const known = new Set(before.metadata.finalizers ?? []);
    const added = (wanted.metadata.finalizers ?? []).filter(
      finalizer => !known.has(finalizer),
    );
    if (added.length > 0) {
      const list = added.map(entry => JSON.stringify(entry)).join(', ');
      causes.push({
        reason: 'FieldValueForbidden',
        message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
        field: 'metadata.finalizers',
      });
    }
  }
  if (causes.length > 0) {
    // Two validations of the API server find each of these, so each is told twice.
    throw invalid(
      kind,
      name,
      causes.flatMap(cause => [cause, cause]),
    );
  }
}

function generationGrows(
  kind: ResourceKind,
  before: KubeObject,
  after: KubeObject,
): boolean {
  if (kind.custom) {
    const content = (object: KubeObject): JsonObject => ({
      ...object,
      metadata: undefined,
      status: kind.statusSubresource ? undefined : object.status,
    });
    return !equal(content(before), content(after));
  }
  return kind.counted && !equal(before.spec, after.spec);
}

/** Equal but for the times of managed fields: nothing to store, the version stays. */
function sameForStore(before: KubeObject, after: KubeObject): boolean {
  const bare = (object: KubeObject): JsonObject => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: (object.metadata.managedFields ?? []).map(entry => ({
        ...entry,
        time: undefined,
      })),
    },
  });
  return equal(bare(before), bare(after));
}
