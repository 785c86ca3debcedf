import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { readAdvice } from '../errors';
import type { PlacedPoint } from '../recovery/placePoints';
import type { ScheduledOperations } from './startForSchedule';

/** Who operations are started by that a date has asked for. */
export const EXPIRY_ACTOR = 'expiry';

/** What it needs. */
export interface DatedExpiryOptions {
  operations: Pick<ScheduledOperations, 'plan' | 'start'>;
  points(): readonly PlacedPoint[];
  isLastGood(id: string): boolean;
  /** Why the points of a cluster cannot be counted on now; undefined where they can. */
  unreadable(cluster: string): string | undefined;
  logger: LoggerService;
  now(): Date;
}

/** Points removed by one look; the rest by the next ones. */
const MOST_REMOVED = 20;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Removes points that somebody took with a date (`keepDays`), once that is over,
 * each tried once a day. The last good point of an element stays, and where it
 * is not certain what there is, all do. Points of schedules go by their rules.
 */
export class DatedExpiry {
  readonly #options: DatedExpiryOptions;
  /** Points whose removal was tried: until when it is not tried again. */
  readonly #tried = new Map<string, number>();

  constructor(options: DatedExpiryOptions) {
    this.#options = options;
  }

  /** One look at all points; a failure with one stops no other. */
  async expire(): Promise<void> {
    const nowMs = this.#options.now().getTime();
    for (const [id, until] of this.#tried) if (until <= nowMs) this.#tried.delete(id);
    const due = this.#due(nowMs);
    for (const id of due.slice(0, MOST_REMOVED)) await this.#remove(id, nowMs);
  }

  /** Ids, those whose date is over for longest first. */
  #due(nowMs: number): readonly string[] {
    const { points, unreadable, isLastGood } = this.#options;
    const over = points().flatMap(({ point }) => {
      const endsMs = point.expiresAt === undefined ? NaN : Date.parse(point.expiresAt);
      const isOurs = !point.foreign && point.schedule === undefined && point.state !== 'Deleting';
      return isOurs && endsMs <= nowMs && !this.#tried.has(point.id) && unreadable(point.cluster) === undefined ? [{ id: point.id, endsMs }] : [];
    });
    return over
      .sort((a, b) => a.endsMs - b.endsMs)
      .map(({ id }) => id)
      .filter(id => !isLastGood(id));
  }

  async #remove(id: string, nowMs: number): Promise<void> {
    const { operations, logger, isLastGood } = this.#options;
    // The one before may have made this the last one.
    if (isLastGood(id)) return;
    const request = { kind: 'delete', recoveryPoint: id } as const;
    const caller = { actor: EXPIRY_ACTOR };
    try {
      const plan = await operations.plan(request, caller);
      // Who set the date has agreed to the deletion; the guard of the last point wants a reason, which nobody gave.
      const confirmation = plan.safety.acknowledge === undefined ? undefined : { acknowledged: true };
      await operations.start({ plan: plan.id, hash: plan.hash, request, ...(confirmation && { confirmation }) }, `expiry.${id}.${new Date(nowMs).toISOString().slice(0, 10)}`, caller);
      this.#tried.set(id, nowMs + DAY_MS);
    } catch (error) {
      this.#tried.set(id, nowMs + HOUR_MS);
      // Else another replica tried it today.
      if (readAdvice(error)?.code !== 'KEY_REUSED') logger.warn(`The recovery point ${id}, whose date is over, could not be removed: ${stringifyError(error)}`);
    }
  }
}
