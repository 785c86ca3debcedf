import type { Element, OperationRequest, Plan, Schedule, ScheduleList, ScheduleSpec } from '@penstock/backstage-plugin-data-pipelines-common';
import { RefusedInputError, UnknownNameError } from '../errors';
import type { OperationScope } from '../operations/store/OperationStore';
import type { PlacedPoint } from '../recovery/placePoints';
import { coveredElements } from './coveredElements';
import { requireCron } from './cron';
import { isPaused, presentSchedule } from './presentSchedule';
import { runWarnings } from './runWarnings';
import type { ScheduleRow, ScheduleStore } from './ScheduleStore';
import type { SchedulesQuery, SchedulesService } from './SchedulesService';

/** What the service reads. */
export interface SchedulesOptions {
  store: ScheduleStore;
  elements(): ReadonlyMap<string, Element>;
  points(): readonly PlacedPoint[];
  scopeOf(request: { kind: 'snapshot'; consistency: 'crash'; pipeline?: string; elements?: string[] }): Promise<OperationScope>;
  /** Draws the plan of a run as of now; starts nothing. */
  tryOut(request: OperationRequest): Promise<Pick<Plan, 'preflight'>>;
  now(): Date;
}

/** Keeps schedules and tells what they achieve; runs none. */
export class DefaultSchedulesService implements SchedulesService {
  readonly #options: SchedulesOptions;

  constructor(options: SchedulesOptions) {
    this.#options = options;
  }

  scopeOf({ pipeline, elements }: ScheduleSpec): Promise<OperationScope> {
    return this.#options.scopeOf({ kind: 'snapshot', consistency: 'crash', ...(elements ? { elements } : { pipeline }) });
  }

  async savedScope(name: string): Promise<OperationScope> {
    const row = await this.#options.store.get(name);
    if (!row) throw scheduleNotFound(name);
    const { spec, scope = { pipeline: spec.pipeline, elements: [] } } = row;
    return this.scopeOf(spec).catch(error => (error instanceof UnknownNameError ? scope : Promise.reject(error)));
  }

  async list({ pipeline, element, visible = () => true }: SchedulesQuery): Promise<ScheduleList> {
    const { store, elements, now } = this.#options;
    const rows = await store.list(pipeline);
    const seen = rows.filter(row => {
      const scope = this.#scope(row);
      return (element === undefined || scope.elements.some(({ id }) => id === element)) && visible(scope);
    });
    const active = rows.filter(row => !isPaused(row, now()));
    const covered = new Set(active.flatMap(row => this.#covered(row.spec).map(({ id }) => id)));
    const uncovered = [...elements().values()].filter(
      each =>
        each.volumes.length > 0 &&
        !covered.has(each.id) &&
        (pipeline === undefined || each.pipeline === pipeline) &&
        (element === undefined || each.id === element) &&
        visible(scopeOfElements(each.pipeline, [each])),
    );
    return { items: seen.map(row => this.#present(row, rows)), uncovered: uncovered.map(({ id }) => id).sort() };
  }

  async put(name: string, spec: ScheduleSpec, { actor, dryRun }: { actor: string; dryRun: boolean }): Promise<Schedule> {
    const { store, now } = this.#options;
    requireSchedule(spec, now());
    this.#requireOwnElements(spec);
    const at = now().getTime();
    const before = await store.get(name);
    const scope = await this.scopeOf(spec);
    const row: ScheduleRow = {
      ...{ name, spec, scope, createdBy: before?.createdBy ?? actor, createdAt: before?.createdAt ?? at, updatedAt: at, handledUntil: before?.handledUntil ?? at },
      ...(before?.lastRun && { lastRun: before.lastRun }),
    };
    if (!dryRun) await store.put({ name, spec, scope, createdBy: actor, now: at });
    const schedule = this.#present(row, await store.list(spec.pipeline));
    return { ...schedule, warnings: [...schedule.warnings, ...(await runWarnings(this.#options.tryOut, row))] };
  }

  async remove(name: string): Promise<void> {
    if (!(await this.#options.store.remove(name))) throw scheduleNotFound(name);
  }

  /** @throws RefusedInputError (INPUT_INVALID) */
  #requireOwnElements({ pipeline, elements: ids = [] }: ScheduleSpec): void {
    const elements = this.#options.elements();
    const strangers = ids.filter(id => elements.get(id)?.pipeline !== pipeline);
    if (strangers.length > 0) throw refused(`${strangers.join(', ')} ${strangers.length === 1 ? 'is' : 'are'} not of the pipeline ${pipeline}`, 'Name elements of this pipeline, or none for all of them.');
  }

  #present(row: ScheduleRow, all: readonly ScheduleRow[]): Schedule {
    const { points, now } = this.#options;
    return presentSchedule(row, {
      elements: this.#covered(row.spec),
      points: points().filter(({ point, pipeline }) => point.schedule === row.name && pipeline === row.spec.pipeline),
      others: all.filter(other => other.name !== row.name && other.spec.pipeline === row.spec.pipeline),
      now: now(),
    });
  }

  #covered(spec: ScheduleSpec): readonly Element[] {
    return coveredElements(spec, this.#options.elements());
  }

  /** Who owns it: by what runs or, where nothing of it does, by what it covered when it was saved. */
  #scope({ spec, scope = { pipeline: spec.pipeline, elements: [] } }: ScheduleRow): OperationScope {
    const covered = this.#covered(spec);
    return covered.length === 0 ? scope : scopeOfElements(spec.pipeline, covered);
  }
}

function scopeOfElements(pipeline: string, elements: readonly Element[]): OperationScope {
  return {
    pipeline,
    elements: elements.map(({ id, object, owner }) => ({
      ...{ id, cluster: object.cluster, namespace: object.namespace ?? '' },
      ...(owner !== undefined && { owner }),
    })),
  };
}

/** 404, also for a schedule that the caller may not know of. */
export function scheduleNotFound(name: string): UnknownNameError {
  return new UnknownNameError(`There is no schedule ${name} that you may see; list the schedules of the pipeline for those that exist`, {
    code: 'SCHEDULE_NOT_FOUND',
    reason: `No schedule that you may see is called ${name}.`,
    remedy: 'List the schedules of the pipeline.',
  });
}

/** @throws RefusedInputError (INPUT_INVALID) */
function requireSchedule({ cron, timeZone, retention, paused }: ScheduleSpec, now: Date): void {
  requireCron(cron, timeZone);
  const { keepLast = 0, daily = 0, weekly = 0, monthly = 0 } = retention;
  if (keepLast + daily + weekly + monthly === 0) {
    throw refused('the retention keeps nothing', 'Say how many of the last points, or of which days, weeks or months, are kept.');
  }
  if (!paused) return;
  const until = Date.parse(paused.until);
  if (!Number.isFinite(until) || until <= now.getTime()) throw refused('a pause must end in the future', 'Give paused.until as an instant to come, e.g. 2026-12-24T00:00:00Z.');
}

function refused(reason: string, remedy: string): RefusedInputError {
  return new RefusedInputError(`The schedule was not saved: ${reason}; ${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}`, {
    code: 'INPUT_INVALID',
    reason: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
    remedy,
  });
}
