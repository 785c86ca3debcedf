import type { StoreEvent } from '../../state/ObjectStore';
import type { KubeObject } from '../json';
import { FOREGROUND, ORPHAN } from '../remove';
import type { Room } from '../Room';
import type { Keeper } from '.';
import { changeMetadata, dropFinalizer, newest, removeQuietly } from './writes';

interface Place {
  resource: string;
  object: KubeObject;
}

/** Who lives, and who names whom as owner. */
class OwnerGraph {
  private readonly living = new Map<string, Place>();
  private readonly byOwner = new Map<string, Set<string>>();

  follow(event: StoreEvent): void {
    const uid = event.object.metadata.uid ?? '';
    for (const owner of event.previous?.metadata.ownerReferences ?? []) {
      const names = this.byOwner.get(owner.uid);
      names?.delete(uid);
      if (names?.size === 0) {
        this.byOwner.delete(owner.uid);
      }
    }
    if (event.type === 'DELETED') {
      this.living.delete(uid);
      return;
    }
    this.living.set(uid, { resource: event.resource, object: event.object });
    for (const owner of event.object.metadata.ownerReferences ?? []) {
      const names = this.byOwner.get(owner.uid) ?? new Set();
      names.add(uid);
      this.byOwner.set(owner.uid, names);
    }
  }

  place(uid: string): Place | undefined {
    return this.living.get(uid);
  }

  dependents(uid: string): Place[] {
    return [...(this.byOwner.get(uid) ?? [])].flatMap(
      dependent => this.living.get(dependent) ?? [],
    );
  }
}

/**
 * The garbage collector: objects whose owners are all gone go too; foreground
 * deletion waits for blocking dependents; orphan deletion frees them.
 */
export function createGarbageKeeper(room: Room): Keeper {
  const graph = new OwnerGraph();
  return {
    work: batch => {
      batch.forEach(event => graph.follow(event));
      for (const event of batch) {
        if (event.type === 'DELETED') {
          const uid = event.object.metadata.uid ?? '';
          graph
            .dependents(uid)
            .forEach(dependent => release(room, graph, dependent));
          // Owners may have waited for this one.
          (event.object.metadata.ownerReferences ?? []).forEach(owner => {
            const place = graph.place(owner.uid);
            if (place) {
              finish(room, graph, place);
            }
          });
        } else {
          if (event.object.metadata.ownerReferences?.length) {
            release(room, graph, event);
          }
          finish(room, graph, event);
        }
      }
    },
    stop: () => undefined,
  };
}

/** Deletes a dependent without living owners; forgets the dead ones of the others. */
function release(room: Room, graph: OwnerGraph, dependent: Place): void {
  const current = newest(room, dependent.resource, dependent.object);
  const owners = current?.metadata.ownerReferences ?? [];
  const living = owners.filter(owner => graph.place(owner.uid) !== undefined);
  if (current === undefined || living.length === owners.length) {
    return;
  }
  if (living.length === 0) {
    removeQuietly(room, dependent.resource, current);
    return;
  }
  const kind = room.kinds.findResource(dependent.resource);
  if (kind) {
    changeMetadata(room, kind, current, { ownerReferences: living });
  }
}

/** Goes on with a deletion that waits for its dependents. */
function finish(room: Room, graph: OwnerGraph, owner: Place): void {
  const current = newest(room, owner.resource, owner.object);
  const kind = room.kinds.findResource(owner.resource);
  const finalizers = current?.metadata.finalizers ?? [];
  if (
    current === undefined ||
    kind === undefined ||
    current.metadata.deletionTimestamp === undefined
  ) {
    return;
  }
  const uid = current.metadata.uid ?? '';
  const dependents = graph.dependents(uid);
  if (finalizers.includes(ORPHAN)) {
    for (const dependent of dependents) {
      const dependentKind = room.kinds.findResource(dependent.resource);
      const object = newest(room, dependent.resource, dependent.object);
      if (dependentKind && object) {
        const others = (object.metadata.ownerReferences ?? []).filter(
          reference => reference.uid !== uid,
        );
        changeMetadata(room, dependentKind, object, {
          ownerReferences: others.length > 0 ? others : undefined,
        });
      }
    }
    dropFinalizer(room, kind, current, ORPHAN);
  } else if (finalizers.includes(FOREGROUND)) {
    dependents.forEach(dependent =>
      removeQuietly(room, dependent.resource, dependent.object),
    );
    const blocking = graph.dependents(uid).filter(dependent => {
      const object = newest(room, dependent.resource, dependent.object);
      return (object?.metadata.ownerReferences ?? []).some(
        reference =>
          reference.uid === uid && reference.blockOwnerDeletion === true,
      );
    });
    if (blocking.length === 0) {
      dropFinalizer(room, kind, current, FOREGROUND);
    }
  }
}
