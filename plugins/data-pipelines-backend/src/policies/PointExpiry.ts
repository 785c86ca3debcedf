import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import { readAdvice } from '../errors';
import { goodPoints, type PlacedPoint } from '../recovery/placePoints';
import { coveredElements } from './coveredElements';
import { retain } from './retention';
import type { ScheduleRow } from './ScheduleStore';
import { startForSchedule, type ScheduledOperations } from './startForSchedule';

/** What expiry needs. */
export interface PointExpiryOptions {
  operations: ScheduledOperations;
  elements(): ReadonlyMap<string, Element>;
  points(): readonly PlacedPoint[];
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
 * Removes points of schedules that no rule keeps, oldest first, each tried once
 * a day. Where it is not certain what there is, nothing is removed.
 */
export class PointExpiry {
  readonly #options: PointExpiryOptions;
  /** Points whose removal was tried: until when it is not tried again. */
  readonly #tried = new Map<string, { until: number; started: boolean }>();
  readonly #held = new Map<string, string>();

  constructor(options: PointExpiryOptions) {
    this.#options = options;
  }

  async expire(row: ScheduleRow): Promise<void> {
    const { now } = this.#options;
    const nowMs = now().getTime();
    for (const [id, { until }] of this.#tried) if (until <= nowMs) this.#tried.delete(id);
    const due = this.#removable(row).filter(id => !this.#tried.has(id));
    for (const id of due.slice(0, MOST_REMOVED)) await this.#remove(row, id, nowMs);
  }

  /** Ids, oldest first. */
  #removable(row: ScheduleRow): readonly string[] {
    const { elements, points } = this.#options;
    const { pipeline, retention, timeZone } = row.spec;
    if (coveredElements(row.spec, elements()).length === 0) return [];
    // What is on its way out keeps nothing else from staying.
    const all = points().filter(({ point }) => this.#tried.get(point.id)?.started !== true);
    const own = new Set(all.filter(placed => isOwn(placed, row)));
    if (own.size === 0 || this.#isHeld(row, new Set([...own].map(({ point }) => point.cluster)))) return [];
    const others = goodPoints(all.filter(placed => placed.pipeline === pipeline && !own.has(placed)));
    const given = [...own].flatMap(({ point, cutMs, elements: ids, goodFor }) =>
      cutMs !== undefined && (point.state === 'Ready' || point.state === 'Partial') ? [{ id: point.id, cutMs, complete: point.state === 'Ready', elements: ids, goodFor }] : [],
    );
    return retain(given, retention, { timeZone, othersOf: element => others.get(element) ?? 0 }).remove;
  }

  /** Whether a cluster of its points cannot be counted on; said once for each reason. */
  #isHeld({ name }: ScheduleRow, clusters: ReadonlySet<string>): boolean {
    const { unreadable, logger } = this.#options;
    const why = [...clusters].flatMap(cluster => unreadable(cluster) ?? []).join('; ');
    if (why !== '' && this.#held.get(name) !== why) logger.warn(`No recovery point of the schedule ${name} expires while it is not certain what there is: ${why}`);
    this.#held.set(name, why);
    return why !== '';
  }

  async #remove(row: ScheduleRow, id: string, nowMs: number): Promise<void> {
    const { operations, logger } = this.#options;
    const day = new Date(nowMs).toISOString().slice(0, 10);
    try {
      await startForSchedule(operations, row, `${row.name}.expire.${id}.${day}`, { kind: 'delete', recoveryPoint: id });
      this.#tried.set(id, { until: nowMs + DAY_MS, started: true });
    } catch (error) {
      // Another replica tried it today.
      const started = readAdvice(error)?.code === 'KEY_REUSED';
      this.#tried.set(id, { until: nowMs + HOUR_MS, started });
      if (!started) logger.warn(`The recovery point ${id}, which no rule of the schedule ${row.name} keeps, could not be removed: ${stringifyError(error)}`);
    }
  }
}

/** Whether this schedule made the point, and not an earlier one of the same name or somebody by hand. */
function isOwn({ point, pipeline, cutMs }: PlacedPoint, { name, spec, createdAt }: ScheduleRow): boolean {
  return !point.foreign && pipeline === spec.pipeline && point.schedule === name && point.madeBy === `schedule:${name}` && cutMs !== undefined && cutMs >= createdAt;
}
