import type { KubeObject, ObjectMeta } from '../apiserver/json';
import type { StoreChange } from './changes';

/** A change of one stored object. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `group/plural`. */
  resource: string;
  revision: number;
  /** The object after the change; for a deletion its last state with the version of the deletion. */
  object: KubeObject;
  /** The object before the change. */
  previous: KubeObject | undefined;
}

/** All that is kept of a store on disk. */
export interface StoredState {
  revision: number;
  objects: { [resource: string]: KubeObject[] };
}

/** How many changes of one resource stay watchable. */
const HISTORY_LIMIT = 1000;

interface Shelf {
  objects: Map<string, KubeObject>;
  /** Keys in the order of lists; undefined after a key came or went. */
  sortedKeys: string[] | undefined;
  history: StoreEvent[];
  /** Changes up to this revision are forgotten. */
  floor: number;
}

/**
 * The objects of one API server: one revision counter, a bounded history per
 * resource for watches and consistent pages. Objects are never changed in
 * place; every change is announced to the listeners in order.
 */
export class ObjectStore {
  private readonly shelves = new Map<string, Shelf>();
  private readonly listeners = new Set<(event: StoreEvent) => void>();
  private current = 1;
  private firstFloor = 1;
  /** Called before each change counts; when it throws, nothing changes. */
  commit: (change: StoreChange) => void = () => undefined;

  /** The newest revision. */
  get revision(): number {
    return this.current;
  }

  /** Hears every change from now on; returns how to stop. */
  listen(listener: (event: StoreEvent) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  get(
    resource: string,
    namespace: string | undefined,
    name: string,
  ): KubeObject | undefined {
    return this.shelves.get(resource)?.objects.get(keyOf(namespace, name));
  }

  /** Objects of a resource, of one namespace if given, in the order of namespace and name. */
  list(resource: string, namespace?: string): KubeObject[] {
    const shelf = this.shelves.get(resource);
    if (shelf === undefined) {
      return [];
    }
    shelf.sortedKeys ??= [...shelf.objects.keys()].sort(byBytes);
    const found: KubeObject[] = [];
    for (const key of shelf.sortedKeys) {
      const object = shelf.objects.get(key);
      if (object && inNamespace(object, namespace)) {
        found.push(object);
      }
    }
    return found;
  }

  /**
   * The list as it was at a revision, rebuilt by undoing what came later;
   * undefined when the history does not reach back so far.
   */
  listAt(
    resource: string,
    namespace: string | undefined,
    revision: number,
  ): KubeObject[] | undefined {
    if (revision < this.floor(resource)) {
      return undefined;
    }
    const later = this.since(resource, revision);
    if (later.length === 0) {
      return this.list(resource, namespace);
    }
    const objects = new Map(
      this.list(resource, namespace).map(object => [
        keyOfObject(object),
        object,
      ]),
    );
    for (const event of later.reverse()) {
      if (event.previous && inNamespace(event.previous, namespace)) {
        objects.set(keyOfObject(event.previous), event.previous);
      } else {
        objects.delete(keyOfObject(event.object));
      }
    }
    return [...objects.entries()]
      .sort(([a], [b]) => byBytes(a, b))
      .map(([, object]) => object);
  }

  /** Every object of every resource. */
  everything(): { resource: string; object: KubeObject }[] {
    return [...this.shelves].flatMap(([resource, shelf]) =>
      [...shelf.objects.values()].map(object => ({ resource, object })),
    );
  }

  /** How many objects each resource has. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [resource, shelf] of this.shelves) {
      if (shelf.objects.size > 0) {
        counts[resource] = shelf.objects.size;
      }
    }
    return counts;
  }

  /** The revision below which changes of the resource are forgotten. */
  floor(resource: string): number {
    return this.shelves.get(resource)?.floor ?? this.firstFloor;
  }

  /** Changes of the resource after a revision, oldest first. */
  since(resource: string, revision: number): StoreEvent[] {
    const history = this.shelves.get(resource)?.history ?? [];
    return history.filter(event => event.revision > revision);
  }

  /** Stores an object under a new revision and returns it with that version. */
  put(resource: string, object: KubeObject): KubeObject {
    const shelf = this.shelf(resource);
    const key = keyOfObject(object);
    const previous = shelf.objects.get(key);
    const stored = stamped(object, this.current + 1);
    this.commit({ revision: this.current + 1, resource, object: stored });
    this.current += 1;
    shelf.objects.set(key, stored);
    if (previous === undefined) {
      shelf.sortedKeys = undefined;
    }
    this.announce(shelf, {
      type: previous === undefined ? 'ADDED' : 'MODIFIED',
      resource,
      revision: this.current,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Takes an object away; `last` is its final state. */
  remove(resource: string, last: KubeObject): KubeObject {
    const shelf = this.shelf(resource);
    const key = keyOfObject(last);
    const previous = shelf.objects.get(key);
    if (previous === undefined) {
      return last;
    }
    const stored = stamped(last, this.current + 1);
    this.commit({ revision: this.current + 1, resource, gone: key });
    this.current += 1;
    shelf.objects.delete(key);
    shelf.sortedKeys = undefined;
    this.announce(shelf, {
      type: 'DELETED',
      resource,
      revision: this.current,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Forgets all history: watches and pages from before answer that they are too old. */
  compact(): void {
    this.commit({ revision: this.current + 1 });
    this.current += 1;
    this.firstFloor = this.current;
    for (const shelf of this.shelves.values()) {
      shelf.history = [];
      shelf.floor = this.current;
    }
  }

  /** What has to be kept on disk. */
  save(): StoredState {
    const objects: StoredState['objects'] = {};
    for (const [resource, shelf] of this.shelves) {
      objects[resource] = [...shelf.objects.values()];
    }
    return { revision: this.current, objects };
  }

  /** Takes over what was on disk; history starts anew, as after a restart of an API server. */
  load(state: StoredState): void {
    this.current = Math.max(this.current, state.revision);
    this.firstFloor = this.current;
    this.shelves.clear();
    for (const [resource, objects] of Object.entries(state.objects)) {
      const shelf = this.shelf(resource);
      for (const object of objects) {
        shelf.objects.set(keyOfObject(object), object);
      }
    }
  }

  private shelf(resource: string): Shelf {
    const existing = this.shelves.get(resource);
    if (existing) {
      return existing;
    }
    const shelf: Shelf = {
      objects: new Map(),
      sortedKeys: undefined,
      history: [],
      floor: this.firstFloor,
    };
    this.shelves.set(resource, shelf);
    return shelf;
  }

  private announce(shelf: Shelf, event: StoreEvent): void {
    shelf.history.push(event);
    if (shelf.history.length > HISTORY_LIMIT) {
      const forgotten = shelf.history.splice(0, HISTORY_LIMIT / 4);
      shelf.floor = forgotten[forgotten.length - 1]?.revision ?? shelf.floor;
    }
    for (const listener of [...this.listeners]) {
      listener(event);
    }
  }
}

/** The key that orders lists: namespace, then name. */
export function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The key of an object. */
export function keyOfObject(object: KubeObject): string {
  return keyOf(object.metadata.namespace, object.metadata.name ?? '');
}

function stamped(object: KubeObject, revision: number): KubeObject {
  const metadata: ObjectMeta = {
    ...object.metadata,
    resourceVersion: String(revision),
  };
  return { ...object, metadata };
}

function inNamespace(
  object: KubeObject,
  namespace: string | undefined,
): boolean {
  return namespace === undefined || object.metadata.namespace === namespace;
}

function byBytes(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
