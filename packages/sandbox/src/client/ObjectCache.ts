import { Clock } from '../contracts';
import { isApiError, KubernetesClient } from './KubernetesClient';
import { KubernetesObject, Resource } from './objects';

/** Real milliseconds between attempts while the server refuses, grows to the second value. */
const BACKOFF_MS = { first: 500, last: 15_000 };
/** A kind that the server does not know yet (no CRD) is asked for again after this. */
const ABSENT_MS = 5_000;

/**
 * A live copy of all objects of one resource: list, then watch; lists anew
 * when the position is too old. A list replaces, so missed deletions show.
 */
export class ObjectCache<T extends KubernetesObject = KubernetesObject> {
  readonly resource: Resource<T>;
  readonly #client: KubernetesClient;
  readonly #clock: Clock;
  readonly #onChange: (object: T, kind: 'set' | 'gone') => void;
  readonly #log: (line: string) => void;
  readonly #objects = new Map<string, T>();
  /** Resource version up to which all changes have been taken in. */
  #position = 0;
  #synced = false;
  #waiting: Array<() => void> = [];

  constructor(options: {
    client: KubernetesClient;
    clock: Clock;
    resource: Resource<T>;
    onChange?: (object: T, kind: 'set' | 'gone') => void;
    log: (line: string) => void;
  }) {
    this.resource = options.resource;
    this.#client = options.client;
    this.#clock = options.clock;
    this.#onChange = options.onChange ?? (() => undefined);
    this.#log = options.log;
  }

  /** All objects now known. */
  list(): T[] {
    return [...this.#objects.values()];
  }

  /** One object by name. */
  get(namespace: string | undefined, name: string): T | undefined {
    return this.#objects.get(keyOf(namespace, name));
  }

  /** Takes the answer of a write at once, so that the writer sees its own act before the watch tells it. */
  noteWritten(object: T): void {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const known = this.#objects.get(key);
    const isNews = known
      ? isNewer(object, known)
      : versionOf(object) > this.#position;
    // What is unknown although the watch has come further was deleted meanwhile.
    if (isNews) {
      this.#set(object);
    }
  }

  /** Resolves when the first list has been taken in, or the kind was found to be absent. */
  async synced(): Promise<void> {
    if (!this.#synced) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  /** Keeps the copy current until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    let backoff = BACKOFF_MS.first;
    while (!signal.aborted) {
      try {
        let position = await this.#relist();
        backoff = BACKOFF_MS.first;
        while (!signal.aborted) {
          position = await this.#follow(position, signal);
        }
      } catch (error) {
        if (signal.aborted || isApiError(error, 410)) {
          continue;
        }
        const absent = isApiError(error, 404);
        if (absent) {
          this.#markSynced();
        } else {
          this.#log(`${this.resource.plural}: ${String(error)}`);
        }
        await this.#pause(absent ? ABSENT_MS : backoff, signal);
        backoff = Math.min(backoff * 2, BACKOFF_MS.last);
      }
    }
  }

  /** Sleeps real time: how long a server needs to recover does not scale. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(ms * this.#clock.speed, signal);
  }

  async #relist(): Promise<string> {
    const listing = await this.#client.list(this.resource);
    const seen = new Set<string>();
    for (const item of listing.items) {
      seen.add(keyOf(item.metadata.namespace, item.metadata.name));
      this.#set(item);
    }
    for (const [key, object] of this.#objects) {
      if (!seen.has(key)) {
        this.#remove(key, object);
      }
    }
    this.#position = Number(listing.resourceVersion);
    this.#markSynced();
    return listing.resourceVersion;
  }

  async #follow(from: string, signal: AbortSignal): Promise<string> {
    let position = from;
    const events = this.#client.watch(this.resource, position, signal);
    for await (const event of events) {
      position = event.object.metadata.resourceVersion ?? position;
      if (event.type === 'ADDED' || event.type === 'MODIFIED') {
        this.#set(event.object);
      } else if (event.type === 'DELETED') {
        const { namespace, name } = event.object.metadata;
        this.#remove(keyOf(namespace, name), event.object);
      }
      this.#position = Number(position);
    }
    return position;
  }

  #markSynced(): void {
    this.#synced = true;
    this.#waiting.forEach(resolve => resolve());
    this.#waiting = [];
  }

  #set(object: T): void {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const known = this.#objects.get(key);
    if (
      known &&
      known.metadata.resourceVersion === object.metadata.resourceVersion
    ) {
      return;
    }
    this.#objects.set(key, object);
    this.#onChange(object, 'set');
  }

  #remove(key: string, object: T): void {
    if (this.#objects.delete(key)) {
      this.#onChange(object, 'gone');
    }
  }
}

/**
 * Resource versions are comparable as numbers within one resource (Kubernetes
 * 1.35 and newer promise it); only used to not step back behind a watch event.
 */
function isNewer(a: KubernetesObject, b: KubernetesObject): boolean {
  return versionOf(a) > versionOf(b);
}

function versionOf({ metadata }: KubernetesObject): number {
  return Number(metadata.resourceVersion ?? 0);
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
