import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import { goodPoints, type PlacedPoint } from '../recovery/placePoints';
import { coveredElements } from './coveredElements';
import type { PointRemovals } from './PointRemovals';
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
  removals: PointRemovals;
  logger: LoggerService;
}

/** Removes points of schedules that no rule keeps, oldest first. Where it is not certain what there is, nothing is removed. */
export class PointExpiry {
  readonly #options: PointExpiryOptions;
  readonly #held = new Map<string, string>();

  constructor(options: PointExpiryOptions) {
    this.#options = options;
  }

  async expire(row: ScheduleRow): Promise<void> {
    const { operations, removals } = this.#options;
    await removals.remove(this.#removable(row), {
      start: (recoveryPoint, key) => startForSchedule(operations, row, key, { kind: 'delete', recoveryPoint }),
      keyPrefix: `${row.name}.expire`,
      reason: `which no rule of the schedule ${row.name} keeps`,
    });
  }

  /** Ids, oldest first. */
  #removable(row: ScheduleRow): readonly string[] {
    const { elements, points, removals } = this.#options;
    const { pipeline, retention, timeZone } = row.spec;
    if (coveredElements(row.spec, elements()).length === 0) return [];
    // What is on its way out keeps nothing else from staying.
    const all = points().filter(({ point }) => !removals.isLeaving(point.id));
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
}

/** Whether this schedule made the point, and not an earlier one of the same name or somebody by hand. */
function isOwn({ point, pipeline, cutMs }: PlacedPoint, { name, spec, createdAt }: ScheduleRow): boolean {
  return !point.foreign && pipeline === spec.pipeline && point.schedule === name && point.madeBy === `schedule:${name}` && cutMs !== undefined && cutMs >= createdAt;
}
