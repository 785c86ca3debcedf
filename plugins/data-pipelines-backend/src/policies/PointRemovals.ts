import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { readAdvice } from '../errors';

/** Removed by one call; the rest by the next ones. */
const MOST_REMOVED = 20;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Who has points removed, and how. */
export interface Remover {
  /** Starts the removal of the point as one operation for all tries with the key; rejects where it could not be started. */
  start(point: string, key: string): Promise<unknown>;
  /** Begins the keys of its operations. */
  keyPrefix: string;
  /** Why they go, behind the id of a point: `which no rule keeps`. */
  reason: string;
}

/**
 * Which recovery points were sent on their way out by this process, whoever
 * sent them: each is tried once a day, an hour later where that failed.
 */
export class PointRemovals {
  readonly #options: { logger: LoggerService; now(): Date };
  /** Until when a point is not tried again, in milliseconds since the epoch. */
  readonly #tried = new Map<string, { untilMs: number; started: boolean }>();

  constructor(options: { logger: LoggerService; now(): Date }) {
    this.#options = options;
  }

  /** Whether its removal was started of late; such a point is no reason for another one to go. */
  isLeaving(point: string): boolean {
    const tried = this.#tried.get(point);
    return tried !== undefined && tried.started && tried.untilMs > this.#options.now().getTime();
  }

  /** Has the first ones removed that were not tried of late; a failure with one stops no other. */
  async remove(points: readonly string[], remover: Remover): Promise<void> {
    const nowMs = this.#options.now().getTime();
    for (const [point, { untilMs }] of this.#tried) if (untilMs <= nowMs) this.#tried.delete(point);
    const due = points.filter(point => !this.#tried.has(point));
    for (const point of due.slice(0, MOST_REMOVED)) await this.#remove(point, remover);
  }

  async #remove(point: string, { start, keyPrefix, reason }: Remover): Promise<void> {
    const nowMs = this.#options.now().getTime();
    try {
      await start(point, `${keyPrefix}.${point}.${new Date(nowMs).toISOString().slice(0, 10)}`);
      this.#tried.set(point, { untilMs: nowMs + DAY_MS, started: true });
    } catch (error) {
      // Another replica tried it today.
      const started = readAdvice(error)?.code === 'KEY_REUSED';
      this.#tried.set(point, { untilMs: nowMs + HOUR_MS, started });
      if (!started) this.#options.logger.warn(`The recovery point ${point}, ${reason}, could not be removed: ${stringifyError(error)}`);
    }
  }
}
