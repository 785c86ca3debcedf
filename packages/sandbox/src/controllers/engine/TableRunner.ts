import { isApiError, KubernetesObject } from '../../client';
import { Clock } from '../../contracts';
import { Caches } from './Caches';
import { Performer } from './Performer';
import { fraction } from './seeded';
import { ObjectName, Stage, Table } from './table';

/** Scripted milliseconds before a failed stage is tried again; grows to the second value. */
const RETRY_MS = { first: 1_000, last: 30_000 };
/** A stage that acts more often than this in a row on one subject is slowed down: something undoes its work. */
const REPEATS = 10;
/** Subjects whose repetitions are remembered. */
const MOST_REPEATS = 1_000;

interface Pending {
  stage: string;
  abort: AbortController;
  /** In the middle of its effects: what they cause must not start another stage before the last of them. */
  acting: boolean;
}

/**
 * Interprets one table against a cluster. Level triggered: what to do follows
 * from the objects alone, so a restart continues where the cluster stands.
 */
export class TableRunner<T extends KubernetesObject> {
  readonly #table: Table<T>;
  readonly #caches: Caches;
  readonly #performer: Performer;
  readonly #clock: Clock;
  readonly #log: (line: string) => void;
  readonly #seed: number;
  readonly #signal: AbortSignal;
  readonly #pending = new Map<string, Pending>();
  readonly #repeats = new Map<string, { stage: string; count: number }>();
  /** Namespaces in which something changed; undefined stands for all. */
  readonly #dirty = new Set<string | undefined>();
  /** Subjects that something concerned. */
  readonly #touched = new Map<string, ObjectName>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: {
    table: Table<T>;
    caches: Caches;
    performer: Performer;
    clock: Clock;
    seed: number;
    log: (line: string) => void;
    signal: AbortSignal;
  }) {
    this.#table = options.table;
    this.#caches = options.caches;
    this.#performer = options.performer;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#seed = options.seed;
    this.#signal = options.signal;
  }

  /** Looks at all subjects that a change may concern: those of its namespace, or all. */
  changed(object: KubernetesObject): void {
    if (!this.#concerns(object)) {
      return;
    }
    const isFirst = this.#dirty.size + this.#touched.size === 0;
    const concerned = this.#table.concerned?.(object) ?? 'all';
    if (concerned === 'all') {
      const { namespaced } = this.#table.subject;
      this.#dirty.add(namespaced ? object.metadata.namespace : undefined);
    } else {
      concerned.forEach(subject =>
        this.#touched.set(`${subject.namespace ?? ''}/${subject.name}`, subject),
      );
    }
    if (isFirst && this.#dirty.size + this.#touched.size > 0) {
      // Changes come in bursts; one look after the burst is enough.
      setImmediate(() => this.#lookAtDirty());
    }
  }

  /** Looks at all subjects. */
  start(): void {
    this.#caches
      .list(this.#table.subject)
      .forEach(subject => this.#look(subject));
  }

  /** Resolves when no stage is acting any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  #lookAtDirty(): void {
    const namespaces = [...this.#dirty];
    this.#dirty.clear();
    const touched = [...this.#touched.values()];
    this.#touched.clear();
    const { subject: kind } = this.#table;
    new Set([
      ...namespaces.flatMap(namespace => this.#caches.list(kind, namespace)),
      ...touched.flatMap(
        ({ namespace, name }) => this.#caches.get(kind, namespace, name) ?? [],
      ),
    ]).forEach(subject => this.#look(subject));
  }

  #concerns({ apiVersion, kind }: KubernetesObject): boolean {
    return [this.#table.subject, ...this.#table.watches].some(
      resource =>
        resource.kind === kind &&
        apiVersion.split('/').reverse()[1] === (resource.group || undefined),
    );
  }

  #look(subject: T): void {
    const key = keyOf(subject);
    const stage = this.#match(subject);
    const pending = this.#pending.get(key);
    if (pending?.acting || pending?.stage === stage?.name) {
      return;
    }
    pending?.abort.abort();
    this.#pending.delete(key);
    if (stage && !this.#signal.aborted) {
      this.#schedule(key, subject, stage);
    }
  }

  #match(subject: T): Stage<T> | undefined {
    if (this.#isSilent()) {
      return undefined;
    }
    const now = this.#clock.now();
    return this.#table.stages.find(row => row.when(subject, this.#caches, now));
  }

  #isSilent(): boolean {
    const { controller } = this.#table;
    return controller !== undefined && this.#caches.orders.isSilent(controller);
  }

  #schedule(key: string, subject: T, stage: Stage<T>): void {
    const abort = new AbortController();
    const pending = { stage: stage.name, abort, acting: false };
    this.#pending.set(key, pending);
    const stop = () => abort.abort();
    this.#signal.addEventListener('abort', stop, { once: true });
    const run = this.#wait(key, subject, stage, pending).finally(() => {
      this.#signal.removeEventListener('abort', stop);
      this.#running.delete(run);
    });
    this.#running.add(run);
  }

  async #wait(
    key: string,
    subject: T,
    stage: Stage<T>,
    pending: Pending,
  ): Promise<void> {
    const { signal } = pending.abort;
    await this.#clock.sleep(this.#delayOf(key, subject, stage), signal);
    let backoff = RETRY_MS.first;
    while (!signal.aborted) {
      try {
        pending.acting = true;
        await this.#act(subject, stage);
        break;
      } catch (error) {
        // A conflict only says that the copy was old; the next look has a newer one.
        if (!isApiError(error, 409)) {
          this.#log(
            `${this.#table.name} ${nameOf(subject)}: ${
              stage.name
            } failed: ${String(error)}`,
          );
        }
        pending.acting = false;
        await this.#clock.sleep(backoff, signal);
        backoff = Math.min(backoff * 2, RETRY_MS.last);
      }
    }
    if (!signal.aborted) {
      this.#pending.delete(key);
      const fresh = this.#fresh(subject);
      if (fresh) {
        this.#look(fresh);
      }
    }
  }

  #delayOf(key: string, subject: T, stage: Stage<T>): number {
    const { ms, jitterMs = 0 } =
      typeof stage.delay === 'function'
        ? stage.delay(subject, this.#caches, this.#clock.now())
        : stage.delay;
    const last = this.#repeats.get(key);
    const count = last?.stage === stage.name ? last.count : 0;
    const slow =
      count < REPEATS ? 0 : RETRY_MS.first * Math.min(count - REPEATS + 1, 30);
    return ms + slow + jitterMs * fraction(nameOf(subject), stage.name, `${this.#seed}`);
  }

  #countRepeat(subject: T, stage: Stage<T>): void {
    const key = keyOf(subject);
    if (this.#repeats.size >= MOST_REPEATS) {
      // Mostly of subjects that are gone; the others are counted anew.
      this.#repeats.clear();
    }
    const last = this.#repeats.get(key);
    const count = last?.stage === stage.name ? last.count + 1 : 1;
    this.#repeats.set(key, { stage: stage.name, count });
  }

  async #act(subject: T, stage: Stage<T>): Promise<void> {
    const fresh = this.#fresh(subject);
    const now = this.#clock.now();
    if (!fresh || this.#isSilent() || !stage.when(fresh, this.#caches, now)) {
      return;
    }
    const effects = stage.effects(fresh, this.#caches, now);
    if (effects.length > 0) {
      this.#countRepeat(fresh, stage);
      this.#log(`${this.#table.name} ${nameOf(fresh)}: ${stage.name}`);
    }
    for (const effect of effects) {
      await this.#performer.perform(effect);
    }
  }

  #fresh(subject: T): T | undefined {
    const { namespace, name, uid } = subject.metadata;
    const fresh = this.#caches.get(this.#table.subject, namespace, name);
    return fresh?.metadata.uid === uid ? fresh : undefined;
  }
}

function keyOf({ metadata }: KubernetesObject): string {
  return metadata.uid ?? metadata.name;
}

function nameOf({ metadata }: KubernetesObject): string {
  return metadata.namespace
    ? `${metadata.namespace}/${metadata.name}`
    : metadata.name;
}
