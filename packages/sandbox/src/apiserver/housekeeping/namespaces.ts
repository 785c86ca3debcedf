import { createObject } from '../create';
import type { KubeObject } from '../json';
import type { Room } from '../Room';
import { ApiError } from '../status';
import type { Keeper } from '.';
import { newest, removeQuietly } from './writes';

const NAMESPACES = '/namespaces';

/** New namespaces get their account and root certificate; terminating ones are emptied, then go. */
export function createNamespaceKeeper(room: Room): Keeper {
  const terminating = new Set<string>();
  return {
    work: batch => {
      for (const event of batch) {
        if (event.resource === NAMESPACES && event.type !== 'DELETED') {
          const name = event.object.metadata.name ?? '';
          if (event.object.metadata.deletionTimestamp !== undefined) {
            terminating.add(name);
          } else if (event.type === 'ADDED') {
            furnish(room, name);
          }
        }
      }
      for (const name of terminating) {
        if (empty(room, name)) {
          terminating.delete(name);
        }
      }
    },
    stop: () => undefined,
  };
}

function furnish(room: Room, namespace: string): void {
  const metadata = { namespace };
  const objects: KubeObject[] = [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { ...metadata, name: 'default' },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, name: 'kube-root-ca.crt' },
      data: {},
    },
  ];
  for (const object of objects) {
    const kind = room.kinds.findKind('v1', object.kind);
    try {
      if (kind) {
        createObject(room, kind, namespace, object, {
          dryRun: false,
          fieldValidation: 'Ignore',
          writer: {
            manager: 'kube-controller-manager',
            operation: 'Update',
            subresource: undefined,
          },
        });
      }
    } catch (error) {
      // There already, or the namespace is going: both are fine.
      if (!(error instanceof ApiError)) {
        throw error;
      }
    }
  }
}

/** Deletes what is left in a namespace; says whether the namespace is gone. */
function empty(room: Room, name: string): boolean {
  const namespace = room.store.get(NAMESPACES, undefined, name);
  if (namespace?.metadata.deletionTimestamp === undefined) {
    return true;
  }
  const inside = room.store
    .everything()
    .filter(({ object }) => object.metadata.namespace === name);
  inside.forEach(({ resource, object }) =>
    removeQuietly(room, resource, object),
  );
  const left = inside.some(({ resource, object }) =>
    newest(room, resource, object),
  );
  if (left || (namespace.metadata.finalizers ?? []).length > 0) {
    return false;
  }
  room.store.remove(NAMESPACES, namespace);
  return true;
}
