import { changeObject } from '../change';
import { JsonObject, KubeObject } from '../json';
import { ResourceKind, resourceKey } from '../kinds';
import type { WriteOptions } from '../options';
import type { Room } from '../Room';
import { deleteObject } from '../remove';
import { ApiError } from '../status';

const OPTIONS: WriteOptions = {
  dryRun: false,
  fieldValidation: 'Ignore',
  writer: {
    manager: 'kube-controller-manager',
    operation: 'Update',
    subresource: undefined,
  },
};

/** The newest state of an object, if it is the same one still. */
export function newest(
  room: Room,
  resource: string,
  object: KubeObject,
): KubeObject | undefined {
  const { namespace, name = '', uid } = object.metadata;
  const found = room.store.get(resource, namespace, name);
  return found?.metadata.uid === uid ? found : undefined;
}

/** Deletes as the controller-manager does: in the background, whatever holds it stays. */
export function removeQuietly(
  room: Room,
  resource: string,
  object: KubeObject,
): void {
  const kind = room.kinds.findResource(resource);
  const current = newest(room, resource, object);
  if (kind && current && current.metadata.deletionTimestamp === undefined) {
    deleteObject(room, kind, current, {
      dryRun: false,
      propagation: 'Background',
      graceSeconds: undefined,
      uid: undefined,
      resourceVersion: undefined,
    });
  }
}

/** Changes metadata of an object; what the API refuses is left alone. */
export function changeMetadata(
  room: Room,
  kind: ResourceKind,
  object: KubeObject,
  change: JsonObject,
): void {
  const current = newest(room, resourceKey(kind), object);
  if (current === undefined) {
    return;
  }
  try {
    changeObject(
      room,
      kind,
      current,
      { ...current, metadata: { ...current.metadata, ...change } },
      OPTIONS,
    );
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }
  }
}

/** Takes one finalizer away. */
export function dropFinalizer(
  room: Room,
  kind: ResourceKind,
  object: KubeObject,
  finalizer: string,
): void {
  const current = newest(room, resourceKey(kind), object);
  const finalizers = current?.metadata.finalizers ?? [];
  if (current && finalizers.includes(finalizer)) {
    changeMetadata(room, kind, current, {
      finalizers: finalizers.filter(entry => entry !== finalizer),
    });
  }
}

/** Writes the status of an object. */
export function writeStatus(
  room: Room,
  kind: ResourceKind,
  object: KubeObject,
  status: JsonObject,
): void {
  const current = newest(room, resourceKey(kind), object);
  if (current) {
    changeObject(
      room,
      kind,
      current,
      { ...current, status },
      { ...OPTIONS, writer: { ...OPTIONS.writer, subresource: 'status' } },
    );
  }
}
