import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { ScheduleRun } from '@penstock/backstage-plugin-data-pipelines-common';
import { readAdvice } from '../errors';
import { sendNotification } from '../operations/sendNotification';
import { lastRun } from './cron';
import { missedRunMessage } from './missedRunMessage';
import type { PointExpiry } from './PointExpiry';
import { isPaused } from './presentSchedule';
import type { ScheduleRow, ScheduleStore } from './ScheduleStore';
import { snapshotRequest } from './snapshotRequest';
import { startForSchedule, WidenedScopeError, type ScheduledOperations } from './startForSchedule';

/** What a run needs. */
export interface ScheduleRunnerOptions {
  store: Pick<ScheduleStore, 'list' | 'handle' | 'recordRun'>;
  operations: ScheduledOperations;
  expiry: Pick<PointExpiry, 'expire'>;
  notifications: Pick<NotificationService, 'send'>;
  logger: LoggerService;
  now(): Date;
}

/** A run that is later than this is told as missed instead of made: another one is due soon. */
const LATE_MS = 60 * 60 * 1000;

/** For so long after that it is tried to tell owners of such a run. */
const TELL_MS = 60 * 60 * 1000;

/** What came of an attempt; one that is not final is made again by the next look, one that is missed is told to owners. */
interface Attempt {
  run: ScheduleRun;
  final: boolean;
  missed?: true;
}

/**
 * Takes the snapshots that are due and has points removed that no rule keeps.
 * One look at a time over all replicas is the scheduler's business; what
 * matters is guarded once more by the rows and by the keys of the operations.
 */
export class ScheduleRunner {
  readonly #options: ScheduleRunnerOptions;

  constructor(options: ScheduleRunnerOptions) {
    this.#options = options;
  }

  /** One look at all schedules; a failure of one stops no other. */
  async look(): Promise<void> {
    const { store, expiry, logger } = this.#options;
    for (const row of await store.list()) {
      try {
        await this.#run(row);
        await expiry.expire(row);
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
    const { run, final, missed } = await this.#attempt(row, due);
    if (isGivenUp(row, due)) await this.#tell(row, row.lastRun);
    const isDone = final && (!missed || (await this.#tell(row, run)) || now().getTime() - due.getTime() > LATE_MS + TELL_MS);
    if (!isDone) {
      if (row.lastRun?.at !== run.at || row.lastRun.reason !== run.reason) await store.recordRun(row.name, run, row.handledUntil);
      return;
    }
    // Who started the operation knows it, whoever was first to count the run as done with.
    if ((await store.handle(row.name, due.getTime(), row.handledUntil)) || run.operation !== undefined) await store.recordRun(row.name, run, due.getTime());
  }

  async #attempt(row: ScheduleRow, due: Date): Promise<Attempt> {
    const at = due.toISOString();
    const now = this.#options.now();
    if (isPaused(row, now)) return { final: true, run: { at, outcome: 'skipped', reason: `Paused until ${row.spec.paused?.until}: ${row.spec.paused?.reason}` } };
    if (now.getTime() - due.getTime() <= LATE_MS) return this.#start(row, due);
    if (row.lastRun?.at === at) return { final: true, missed: true, run: row.lastRun };
    return { final: true, missed: true, run: { at, outcome: 'skipped', reason: 'No backend ran within an hour of this instant' } };
  }

  async #start(row: ScheduleRow, due: Date): Promise<Attempt> {
    const at = due.toISOString();
    try {
      const operation = await startForSchedule(this.#options.operations, row, `${row.name}.${due.getTime()}`, snapshotRequest(row));
      return { final: true, run: { at, outcome: 'started', operation } };
    } catch (error) {
      // Another replica, or this one before it was stopped, came so far.
      if (readAdvice(error)?.code === 'KEY_REUSED') return { final: true, run: { at, outcome: 'started' } };
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof WidenedScopeError) return { final: true, missed: true, run: { at, outcome: 'failed', reason: why } };
      const until = new Date(due.getTime() + LATE_MS).toISOString();
      return { final: false, run: { at, outcome: 'failed', reason: `${why} (tried again until ${until})` } };
    }
  }
  /** Tells owners of a run that took nothing, before it counts as done with, so that one who dies in between loses it to nobody; false where it could not be told. */
  async #tell(row: ScheduleRow, run: ScheduleRun): Promise<boolean> {
    const { notifications, logger } = this.#options;
    const message = missedRunMessage(row, run);
    try {
      if (message) await sendNotification(notifications, message);
      return true;
    } catch (error) {
      logger.warn(`That the schedule ${row.name} took no snapshot could not be told: ${stringifyError(error)}`);
      return false;
    }
  }
}

/** A row whose last run was in trouble. */
type InTrouble = ScheduleRow & { lastRun: ScheduleRun };

/** Whether the run before was still tried, and is not any more because the next one is due. */
function isGivenUp(row: ScheduleRow, due: Date): row is InTrouble {
  const { lastRun: before, handledUntil } = row;
  return before?.outcome === 'failed' && before.at !== due.toISOString() && Date.parse(before.at) > handledUntil;
}
