import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { ScheduleRun, ScheduleSpec } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import { canBeStored } from '../operations/store';
import type { OperationScope } from '../operations/store/OperationStore';

/** A schedule as it is stored. */
export interface ScheduleRow {
  name: string;
  spec: ScheduleSpec;
  createdBy: string;
  /** Milliseconds since the epoch; never changes. Points that were cut before it are of another schedule of this name. */
  createdAt: number;
  /** What it covered when it was saved; undefined where that is not known. */
  scope?: OperationScope;
  /** Milliseconds since the epoch. */
  updatedAt: number;
  /** Instants before this one are done with. */
  handledUntil: number;
  lastRun?: ScheduleRun;
}

interface StoredSchedule {
  name: string;
  pipeline: string;
  spec: string;
  created_by: string;
  created_at: number | string | null;
  scope: string | null;
  updated_at: number | string;
  handled_until: number | string;
  last_run: string | null;
}

const TABLE = 'schedules';

/** Snapshot schedules in the plugin's database. */
export class ScheduleStore {
  constructor(
    private readonly db: Knex,
    private readonly logger: Pick<LoggerService, 'error'>,
  ) {}

  /** By name. A row that cannot be read keeps no other schedule from running: it is logged and left out. */
  async list(pipeline?: string): Promise<readonly ScheduleRow[]> {
    // PostgreSQL refuses to look for what it cannot hold.
    if (pipeline !== undefined && !canBeStored(pipeline)) return [];
    const query = this.db<StoredSchedule>(TABLE).orderBy('name');
    const stored = await (pipeline === undefined ? query : query.where({ pipeline }));
    return stored.flatMap(row => this.#readable(row));
  }

  #readable(row: StoredSchedule): ScheduleRow[] {
    try {
      return [readRow(row)];
    } catch (error) {
      this.logger.error(`The schedule ${row.name} takes no snapshots, because its row cannot be read: ${stringifyError(error)}`);
      return [];
    }
  }

  async get(name: string): Promise<ScheduleRow | undefined> {
    const row = await this.db<StoredSchedule>(TABLE).where({ name }).first();
    return row && readRow(row);
  }

  /** Creates or replaces; what it did before stays known. A new rhythm starts from now. */
  async put(schedule: { name: string; spec: ScheduleSpec; scope: OperationScope; createdBy: string; now: number }): Promise<void> {
    const { name, spec, scope, createdBy, now } = schedule;
    const before = await this.get(name);
    const sameRhythm = before?.spec.cron === spec.cron && before.spec.timeZone === spec.timeZone;
    const changed: (keyof StoredSchedule)[] = ['pipeline', 'spec', 'scope', 'updated_at'];
    const values = { pipeline: spec.pipeline, spec: JSON.stringify(spec), scope: JSON.stringify(scope), updated_at: now };
    await this.db<StoredSchedule>(TABLE)
      .insert({ name, ...values, created_by: createdBy, created_at: now, handled_until: now, last_run: null })
      .onConflict('name')
      .merge(sameRhythm ? changed : [...changed, 'handled_until']);
  }

  /** @returns whether there was one */
  async remove(name: string): Promise<boolean> {
    return (await this.db<StoredSchedule>(TABLE).where({ name }).delete()) > 0;
  }

  /** Counts an instant as done with, once: of several that try, one is told true. */
  async handle(name: string, until: number, before: number): Promise<boolean> {
    return (await this.db<StoredSchedule>(TABLE).where({ name, handled_until: before }).update({ handled_until: until })) === 1;
  }

  /** @param handledUntil - as the instants are done with by now; where they are not any more, somebody knows better and nothing is written */
  async recordRun(name: string, run: ScheduleRun, handledUntil: number): Promise<void> {
    await this.db<StoredSchedule>(TABLE).where({ name, handled_until: handledUntil }).update({ last_run: JSON.stringify(run) });
  }
}

function readRow(row: StoredSchedule): ScheduleRow {
  const lastRun = row.last_run === null ? undefined : readRun(JSON.parse(row.last_run));
  const scope = row.scope === null ? undefined : readScope(JSON.parse(row.scope));
  return {
    name: row.name,
    spec: readSpec(row.name, JSON.parse(row.spec)),
    createdBy: row.created_by,
    createdAt: Number(row.created_at ?? row.updated_at),
    ...(scope && { scope }),
    updatedAt: Number(row.updated_at),
    handledUntil: Number(row.handled_until),
    ...(lastRun && { lastRun }),
  };
}

function isSpec(value: unknown): value is ScheduleSpec {
  if (typeof value !== 'object' || value === null) return false;
  return 'pipeline' in value && 'cron' in value && 'timeZone' in value && 'consistency' in value && 'retention' in value;
}

function readSpec(name: string, value: unknown): ScheduleSpec {
  if (isSpec(value)) return value;
  throw new Error(`The schedule ${name} in the database is none; remove its row and save the schedule again.`);
}

function isRun(value: unknown): value is ScheduleRun {
  return typeof value === 'object' && value !== null && 'at' in value && 'outcome' in value;
}

function readRun(value: unknown): ScheduleRun | undefined {
  return isRun(value) ? value : undefined;
}

function isPlace(value: unknown): value is OperationScope['elements'][number] {
  return typeof value === 'object' && value !== null && 'id' in value && 'cluster' in value && 'namespace' in value;
}

function readScope(value: unknown): OperationScope | undefined {
  if (typeof value !== 'object' || value === null || !('pipeline' in value) || !('elements' in value)) return undefined;
  const { pipeline, elements } = value;
  return typeof pipeline === 'string' && Array.isArray(elements) && elements.every(isPlace) ? { pipeline, elements } : undefined;
}
