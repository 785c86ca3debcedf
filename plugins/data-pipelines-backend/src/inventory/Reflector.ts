import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { isConnectionRefused, isTimeout, reactionTo, refusalOf, type Refusal } from '../clusters/classify';
import type { ClusterConnection } from '../clusters/ClusterConnection';
import { AnswerTooLargeError, ClusterUnreachableError } from '../clusters/ClusterUnreachableError';
import { Backoff } from './Backoff';
import type { InventoryClock } from './clock';
import { listPages, type ListFrom } from './listPages';
import type { ReflectorState } from './ReflectorState';
import type { Trim } from './trim';
import { readWatchEvent } from './watchEvents';

/** Where a reflector puts what it sees. */
export interface ReflectorTarget {
  replace(objects: readonly KubernetesObject[]): void;
  put(object: KubernetesObject): void;
  remove(name: { namespace?: string; name: string }): void;
}

/** What a reflector needs. */
export interface ReflectorOptions {
  /** For messages: `Pod of cluster prod-north`. */
  title: string;
  kind: string;
  /** Path of the list, e.g. `/api/v1/pods`. */
  path: string;
  connection: ClusterConnection;
  trim: Trim;
  target: ReflectorTarget;
  clock: InventoryClock;
  logger: LoggerService;
  /** Called after every change of the target or of the state. */
  changed: () => void;
  /** Resolves when the cluster is worth asking; a dead one is not asked by every kind. */
  mayAsk: (signal: AbortSignal) => Promise<void>;
}

/** The server's cache answers unpaged; larger answers than this are read in pages from the store instead. */
const CACHED_LIST_BYTES = 8 * 1024 * 1024;
const MIN_WATCH_SECONDS = 300;
const SHORTEST_WATCH_MS = 1_000;
const INTERNAL_ERROR_MS = 30_000;
/** Pauses after the first denials in a row; a server that has just started denies before it knows its roles. */
const DENIED_SOON_MS = [1_000, 4_000, 16_000, 64_000];
const DENIED_LATER_MS = 300_000;
/** From this denial in a row on, a kind that could be read before counts as denied. */
const DENIED_FOR_GOOD = 3;
const OPEN_TIMEOUT_MS = 15_000;

/** What follows the end of one attempt. */
type Next = { go: 'on' } | { go: 'rewatch' | 'relist' | 'relist-at-once'; reason: string; pauseMs?: number };

/**
 * Keeps a target equal to one list of an API server: list, then watch from
 * where the list stood, and again whenever the watch is lost.
 */
export class Reflector {
  private current: ReflectorState;
  /** Highest position known to be complete; undefined before the first list. */
  private position: string | undefined;
  /** The position cannot be served; the next list comes from the store of record. */
  private positionLost = false;
  private internalSince: number | undefined;
  private denials = 0;
  private relistedAtOnceAt = -Infinity;
  private readonly backoff: Backoff;

  constructor(private readonly options: ReflectorOptions) {
    this.backoff = new Backoff(options.clock);
    this.current = { phase: 'starting', reason: `${options.title} has not been listed yet.` };
  }

  state(): ReflectorState {
    return this.current;
  }

  /** Runs until aborted; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let listed = false;
    while (!signal.aborted) {
      await this.options.mayAsk(signal);
      if (signal.aborted) return;
      const next = await this.guarded(listed ? this.watch(signal) : this.list(signal), signal);
      if (signal.aborted) return;
      if (next.go === 'on') {
        listed = true;
        continue;
      }
      listed = next.go === 'rewatch';
      if (next.go === 'relist-at-once' && this.mayRelistAtOnce()) continue;
      this.broken(next.reason);
      await this.options.clock.sleep(Math.max(this.backoff.next(), next.pauseMs ?? 0), signal);
    }
  }

  /** A server that declares every position expired must not be listed in a loop. */
  private mayRelistAtOnce(): boolean {
    const now = this.options.clock.now();
    const may = now - this.relistedAtOnceAt > MIN_WATCH_SECONDS * 1000;
    this.relistedAtOnceAt = now;
    return may;
  }

  private async guarded(attempt: Promise<Next>, signal: AbortSignal): Promise<Next> {
    try {
      return await attempt;
    } catch (error) {
      if (!signal.aborted && !(error instanceof ClusterUnreachableError)) {
        this.options.logger.warn(`${this.options.title}: ${error instanceof Error ? error.message : String(error)}`);
      }
      const reason = error instanceof Error ? error.message : `${this.options.title} cannot be read.`;
      return { go: 'relist', reason };
    }
  }

  private async list(signal: AbortSignal): Promise<Next> {
    const from = this.listFrom();
    const objects: KubernetesObject[] = [];
    const { connection, path, trim, target } = this.options;
    const outcome = await listPages({
      connection,
      path,
      from,
      maxBytes: from.at === 'store' ? undefined : CACHED_LIST_BYTES,
      signal,
      item: raw => {
        const object = trim(raw);
        if (object) objects.push(object);
        else this.options.logger.warn(`${this.options.title}: an item without name and uid was left out`);
      },
      restart: () => {
        objects.length = 0;
      },
    }).catch(error => {
      if (!(error instanceof AnswerTooLargeError) || from.at === 'store') throw error;
      return 'too-large' as const;
    });
    if (outcome === 'too-large') {
      this.positionLost = true;
      return this.list(signal);
    }
    if (!outcome.listed) return this.listRefused(outcome.refusal, from, signal);
    target.replace(objects);
    this.options.changed();
    this.positionLost = false;
    this.position = outcome.resourceVersion;
    // Whoever may list but not watch is still denied; only the watch ends that.
    if (this.denials === 0) this.live();
    return { go: 'on' };
  }

  private listFrom(): ListFrom {
    if (this.positionLost) return { at: 'store' };
    return this.position ? { at: 'not-older', resourceVersion: this.position } : { at: 'cached' };
  }

  private listRefused(refusal: Refusal, from: ListFrom, signal: AbortSignal): Promise<Next> | Next {
    const reason = this.sentence('list', refusal);
    switch (reactionTo(refusal)) {
      case 'relist':
        if (from.at === 'store') return { go: 'relist', reason };
        this.positionLost = true;
        return this.list(signal);
      case 'denied':
        return this.denied(refusal);
      default:
        return { go: 'relist', reason, pauseMs: (refusal.retryAfterSeconds ?? 0) * 1000 };
    }
  }

  private async watch(signal: AbortSignal): Promise<Next> {
    const { clock, connection, path } = this.options;
    const startedAt = clock.now();
    const query: Record<string, string> = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      // Spread over five to ten minutes, so that the watches of a restart do not end together for ever.
      timeoutSeconds: String(Math.round(MIN_WATCH_SECONDS * (1 + clock.random()))),
      ...(this.position ? { resourceVersion: this.position } : {}),
    };
    let events = 0;
    try {
      const answer = await connection.stream({ method: 'GET', path, query, signal, timeoutMs: OPEN_TIMEOUT_MS });
      if (!answer.opened) return this.watchRefused(refusalOf(answer.response), 'watch');
      this.denials = 0;
      this.live();
      const positioned = this.position !== undefined && this.position !== '';
      let initialAdds = !positioned;
      for await (const line of answer.lines) {
        const event = readWatchEvent(line, this.options.kind, this.options.trim);
        if (event.type === 'refused') return this.watchRefused(event.refusal, 'watch');
        events += 1;
        initialAdds &&= event.type === 'put' && event.added;
        this.apply(event, initialAdds);
      }
    } catch (error) {
      return this.watchBroke(error, { events, lastedMs: clock.now() - startedAt, signal });
    }
    if (events === 0 && clock.now() - startedAt < SHORTEST_WATCH_MS) {
      return { go: 'relist', reason: `${this.options.title}: the watch ended at once and without an event.` };
    }
    return { go: 'on' };
  }

  private apply(event: ReturnType<typeof readWatchEvent>, initialAdds: boolean): void {
    switch (event.type) {
      case 'put':
        this.options.target.put(event.object);
        this.options.changed();
        break;
      case 'remove':
        this.options.target.remove(event.name);
        this.options.changed();
        break;
      case 'bookmark':
        break;
      default:
        this.options.logger.warn(`${this.options.title}: a watch sent ${event.type === 'unknown' ? event.what : event.type}, which was not applied`);
        return;
    }
    this.internalSince = undefined;
    // The adds with which a watch without position begins come in any order.
    if (!initialAdds) this.position = event.resourceVersion;
    this.live();
  }

  private watchRefused(refusal: Refusal, verb: string): Next {
    const reason = this.sentence(verb, refusal);
    const { clock } = this.options;
    switch (reactionTo(refusal)) {
      case 'relist':
        return { go: 'relist-at-once', reason };
      case 'retry':
        return { go: 'rewatch', reason, pauseMs: (refusal.retryAfterSeconds ?? 0) * 1000 };
      case 'internal':
        this.internalSince ??= clock.now();
        if (clock.now() - this.internalSince < INTERNAL_ERROR_MS) return { go: 'rewatch', reason };
        this.internalSince = undefined;
        return { go: 'relist', reason };
      case 'denied':
        return this.denied(refusal);
      default:
        return { go: 'relist', reason };
    }
  }

  private watchBroke(error: unknown, watch: { events: number; lastedMs: number; signal: AbortSignal }): Next {
    if (watch.signal.aborted || !(error instanceof ClusterUnreachableError)) throw error;
    const { reason, errno } = error;
    if (isConnectionRefused(errno)) return { go: 'rewatch', reason };
    // Silence may be a server that waits to reach a position it never will, so a list has to decide.
    if (isTimeout(errno)) return { go: 'relist', reason };
    const useful = watch.events > 0 || watch.lastedMs >= SHORTEST_WATCH_MS;
    return { go: useful ? 'rewatch' : 'relist', reason };
  }

  private denied(refusal: Refusal): Next {
    const right = /cannot (?:list|watch) resource "[^"]+"(?: in API group "[^"]*")?(?: in the namespace "[^"]+"| at the cluster scope)?/.exec(refusal.message);
    const reason = `${this.options.title}: the configured credentials may not read it${right ? ` (${right[0]})` : ''}; grant list and watch.`;
    this.denials += 1;
    const readable = this.position !== undefined && this.denials < DENIED_FOR_GOOD;
    if (!readable) this.set({ phase: 'denied', reason });
    const later = DENIED_LATER_MS * (1 + this.options.clock.random());
    return { go: 'relist', reason, pauseMs: DENIED_SOON_MS[this.denials - 1] ?? later };
  }

  private sentence(verb: string, { status, reason }: Refusal): string {
    return `${this.options.title}: the API server refused to ${verb} (${[status, reason].filter(Boolean).join(' ')}).`;
  }

  private live(): void {
    this.set({ phase: 'live', seenAt: this.options.clock.now() });
  }

  private broken(reason: string): void {
    const before = this.current;
    // A denial stays said until a list or watch succeeds.
    if (before.phase === 'denied') return;
    this.set({ phase: 'broken', seenAt: before.phase === 'starting' ? undefined : before.seenAt, reason });
  }

  /** That a live watch is still live is no news. */
  private set(state: ReflectorState): void {
    const news = state.phase !== 'live' || this.current.phase !== 'live';
    this.current = state;
    if (news) this.options.changed();
  }
}
