import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { OperationRequest, ScheduleRun } from '@penstock/backstage-plugin-data-pipelines-common';
import type { OperationsService } from '../operations/OperationsService';
import { isGood, type PlacedPoint } from '../recovery/placePoints';
import { lastRun } from './cron';
import { isPaused } from './presentSchedule';
import { retain } from './retention';
import type { ScheduleRow, ScheduleStore } from './ScheduleStore';

/** What a run needs. */
export interface ScheduleRunnerOptions {
  store: ScheduleStore;
  operations: Pick<OperationsService, 'plan' | 'start'>;
  points(): readonly PlacedPoint[];
  logger: LoggerService;
  now(): Date;
}

/** A run that is later than this is told as missed instead of made: another one is due soon. */
const LATE_MS = 60 * 60 * 1000;
/** Points removed by one look; the rest by the next ones. */
const MOST_REMOVED = 20;

/**
 * Takes the snapshots that are due and removes points that no rule keeps. One
 * look at a time over all replicas is the scheduler's business; what matters
 * is guarded once more by the rows and by the keys of the operations.
 */
export class ScheduleRunner {
  readonly #options: ScheduleRunnerOptions;

  constructor(options: ScheduleRunnerOptions) {
    this.#options = options;
  }

  /** One look at all schedules; a failure of one stops no other. */
  async look(): Promise<void> {
    const { store, logger } = this.#options;
    for (const row of await store.list()) {
      try {
        await this.#run(row);
        await this.#expire(row);
      } catch (error) {
        logger.error(`The schedule ${row.name} could not be run: ${stringifyError(error)}`);
      }
    }
  }

  async #run(row: ScheduleRow): Promise<void> {
    const { store, now } = this.#options;
    const due = lastRun(row.spec.cron, row.spec.timeZone, now());
    // A clock that was set back must not make a run twice.
    if (due.getTime() <= row.handledUntil) return;
    if (!(await store.handle(row.name, due.getTime(), row.handledUntil))) return;
    await store.recordRun(row.name, await this.#outcome(row, due));
  }

  async #outcome(row: ScheduleRow, due: Date): Promise<ScheduleRun> {
    const { now } = this.#options;
    const at = due.toISOString();
    if (isPaused(row, now())) return { at, outcome: 'skipped', reason: `Paused until ${row.spec.paused?.until}: ${row.spec.paused?.reason}` };
    if (now().getTime() - due.getTime() > LATE_MS) return { at, outcome: 'skipped', reason: 'No backend ran within an hour of this instant' };
    try {
      const { pipeline, elements, consistency, longestPauseSeconds } = row.spec;
      const operation = await this.#start(row, `${row.name}.${due.getTime()}`, {
        ...{ kind: 'snapshot', consistency, schedule: row.name },
        ...(elements ? { elements } : { pipeline }),
        ...(longestPauseSeconds !== undefined && { longestPauseSeconds }),
      });
      return { at, outcome: 'started', operation };
    } catch (error) {
      return { at, outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async #expire(row: ScheduleRow): Promise<void> {
    const { points, logger } = this.#options;
    const all = points();
    const own = all.filter(({ point }) => point.schedule === row.name && point.state !== 'NotReady' && point.state !== 'Deleting');
    const othersOf = (element: string) => all.filter(placed => placed.point.schedule !== row.name && isGood(placed) && placed.elements.includes(element)).length;
    const { remove } = retain(
      own.flatMap(placed => (placed.cutMs === undefined ? [] : [{ id: placed.point.id, cutMs: placed.cutMs, good: isGood(placed), elements: placed.elements }])),
      row.spec.retention,
      { timeZone: row.spec.timeZone, othersOf },
    );
    for (const id of remove.slice(0, MOST_REMOVED)) {
      try {
        await this.#start(row, `${row.name}.expire.${id}`, { kind: 'delete', recoveryPoint: id });
      } catch (error) {
        logger.warn(`The recovery point ${id}, which no rule of the schedule ${row.name} keeps, could not be removed: ${stringifyError(error)}`);
      }
    }
  }

  /** @returns the id of the operation */
  async #start({ name }: ScheduleRow, key: string, request: OperationRequest): Promise<string> {
    const { operations } = this.#options;
    const caller = { actor: `schedule:${name}` };
    const plan = await operations.plan(request, caller);
    // Who saved the schedule has agreed to what its level asks; a guard against the last point asks for a reason, which it has not.
    const confirmation = plan.safety.acknowledge === undefined ? undefined : { acknowledged: true };
    const { summary } = await operations.start({ plan: plan.id, hash: plan.hash, request, ...(confirmation && { confirmation }) }, key, caller);
    return summary.id;
  }
}
