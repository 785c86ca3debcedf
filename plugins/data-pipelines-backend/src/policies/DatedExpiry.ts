import { goodPoints, lastGoodFor, type PlacedPoint } from '../recovery/placePoints';
import type { PointRemovals } from './PointRemovals';
import { startUnattended, type UnattendedOperations } from './startUnattended';

/** Who operations are started by that a date has asked for. */
export const EXPIRY_ACTOR = 'expiry';

/** What it needs. */
export interface DatedExpiryOptions {
  operations: UnattendedOperations;
  removals: PointRemovals;
  points(): readonly PlacedPoint[];
  /** Why the points of a cluster cannot be counted on now; undefined where they can. */
  unreadable(cluster: string): string | undefined;
  now(): Date;
}

/**
 * Removes points that somebody took with a date (`keepDays`), once that is over.
 * The last good point of an element stays, and where it is not certain what
 * there is, all do. Points of schedules go by their rules.
 */
export class DatedExpiry {
  readonly #options: DatedExpiryOptions;

  constructor(options: DatedExpiryOptions) {
    this.#options = options;
  }

  /** One look at all points. */
  async expire(): Promise<void> {
    const { operations, removals, points, now } = this.#options;
    const staying = points().filter(({ point }) => !removals.isLeaving(point.id));
    const over = staying.filter(placed => this.#isOver(placed, now().getTime())).sort((a, b) => endsMs(a) - endsMs(b));
    await removals.remove(withoutLastGood(over, staying), {
      start: (recoveryPoint, key) => startUnattended(operations, { actor: EXPIRY_ACTOR }, key, { kind: 'delete', recoveryPoint }),
      keyPrefix: EXPIRY_ACTOR,
      reason: 'whose date is over',
    });
  }

  #isOver(placed: PlacedPoint, nowMs: number): boolean {
    const { foreign, schedule, state, cluster } = placed.point;
    return !foreign && schedule === undefined && state !== 'Deleting' && endsMs(placed) <= nowMs && this.#options.unreadable(cluster) === undefined;
  }
}

/** Milliseconds since the epoch; never where it has no date. */
function endsMs({ point }: PlacedPoint): number {
  const ends = point.expiresAt === undefined ? NaN : Date.parse(point.expiresAt);
  return Number.isFinite(ends) ? ends : Infinity;
}

/** Ids of those that may go one after the other, each element keeping a good one. */
function withoutLastGood(over: readonly PlacedPoint[], all: readonly PlacedPoint[]): readonly string[] {
  const counts = new Map(goodPoints(all));
  return over.flatMap(placed => {
    if (lastGoodFor(placed, counts).length > 0) return [];
    for (const element of placed.goodFor) counts.set(element, (counts.get(element) ?? 0) - 1);
    return [placed.point.id];
  });
}
