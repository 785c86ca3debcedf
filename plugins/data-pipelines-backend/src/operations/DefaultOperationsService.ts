import { createHash } from 'node:crypto';
import type {
  LeftoverList,
  Operation,
  OperationList,
  OperationRequest,
  Plan,
  StartRequest,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PointIndex } from '../recovery/PointIndex';
import { requireConfirmation } from './confirmation';
import type { OperationChanges } from './OperationChanges';
import { readOperationCursor, writeOperationCursor } from './operationCursor';
import type { OperationCaller, OperationsQuery, OperationsService } from './OperationsService';
import { isFresh, newOperationId } from './planAge';
import type { DrawnPlan, PlanDesk } from './PlanDesk';
import { canBeTakenBack, presentOperation, summarise } from './presentOperation';
import { keyReused, planBlocked, planChanged, planStarted, planTooOld, volumesBusy } from './refusals';
import { operationNotFound, requireOnePipeline, scopeAsItIs, scopeOfElements, scopeOfRequest } from './requestScope';
import { FINAL_PHASES, type OperationFilter, type OperationRow, type OperationScope, type OperationStore } from './store/OperationStore';

/** What the service is made from. */
export interface OperationsServiceOptions {
  store: OperationStore;
  desk: PlanDesk;
  changes: OperationChanges;
  points: PointIndex;
  elements(): ReadonlyMap<string, Element>;
  /** Owner that the object of an element itself names, in full. */
  namedOwner(element: string): string | undefined;
  now(): Date;
  /** Wakes the workers of this process. */
  poke(): void;
}

const DEFAULT_LIMIT = 50;
/** A page looks at most through so many rows for those that the caller may see; the store gives so many at once. */
const MOST_ROWS = 2_000;
const ROWS_AT_ONCE = 500;
/** So many undos of an element are looked through for the one of a restore; each ends the one before. */
const NEWEST_UNDOS = 20;

/** Plans, starts and tells of operations; decides nothing about rights. */
export class DefaultOperationsService implements OperationsService {
  readonly #options: OperationsServiceOptions;

  constructor(options: OperationsServiceOptions) {
    this.#options = options;
  }

  async scopeOf(request: OperationRequest): Promise<OperationScope> {
    const { store, points, elements, namedOwner } = this.#options;
    return scopeOfRequest(request, {
      elements: elements(),
      namedOwner,
      point: id => points.get(id),
      operation: id => store.get(id),
    });
  }

  async plan(request: OperationRequest, caller: OperationCaller): Promise<Plan> {
    const { actor } = caller;
    const { plan } = await this.#draw(newOperationId(this.#options.now()), request, actor);
    caller.approve?.(this.#touchedBy(plan));
    return plan;
  }

  async start({ plan: id, hash, request, confirmation }: StartRequest, key: string, caller: OperationCaller): Promise<Operation> {
    const { actor } = caller;
    const { store, poke } = this.#options;
    const requestHash = hashOf([id, hash, request, confirmation ?? {}]);
    // The answer to a repeated request must not depend on how the world is by now.
    const known = await store.byKey(actor, key);
    if (known) {
      if (known.requestHash !== requestHash) throw keyReused(key, known.row.id);
      return this.#present(known.row);
    }
    if (await store.get(id)) throw planStarted(id, id);
    if (!isFresh(id, this.#options.now())) throw planTooOld(id);
    const { plan, stored, differencesFrom } = await this.#draw(id, request, actor);
    const differences = differencesFrom(hash);
    if (differences.length > 0) throw planChanged(plan, differences);
    if (!plan.startable) throw planBlocked(plan);
    caller.approve?.(this.#touchedBy(plan));
    requireConfirmation(plan, confirmation);
    const scope = await this.scopeOf(request);
    const outcome = await store.insert({
      ...{ id, kind: request.kind, scope, request, stored, createdBy: actor, idempotencyKey: key, requestHash },
      ...(confirmation && { confirmation }),
      ...(request.kind === 'snapshot' && request.schedule !== undefined && { schedule: request.schedule }),
    });
    switch (outcome.outcome) {
      case 'inserted':
        poke();
        return this.#present(outcome.row);
      case 'known':
        return this.#present(outcome.row);
      case 'key-reused':
        throw keyReused(key, outcome.operation);
      case 'plan-started':
        throw planStarted(id, outcome.operation);
      default:
        throw volumesBusy(plan, outcome.by);
    }
  }

  async startedBefore(key: string, actor: string): Promise<OperationScope | undefined> {
    const { store, elements, namedOwner } = this.#options;
    const known = await store.byKey(actor, key);
    return known && scopeAsItIs(known.row.scope, { elements: elements(), namedOwner });
  }

  async get(id: string, wait?: { after: number; seconds: number; signal?: AbortSignal }): Promise<{ operation: Operation; scope: OperationScope }> {
    const { store, changes } = this.#options;
    const before = await this.#row(id);
    // what has ended never changes again, so that nobody is kept waiting for it
    if (!wait || isFinal(before)) return { operation: await this.#present(before), scope: before.scope };
    const { after, seconds, signal } = wait;
    await changes.wait({ id, after, seconds, version: () => store.versionOf(id), ...(signal && { signal }) });
    const row = await this.#row(id);
    return { operation: await this.#present(row), scope: row.scope };
  }

  async list({ pipeline, element, state, limit = DEFAULT_LIMIT, cursor, visible }: OperationsQuery): Promise<OperationList> {
    const { store } = this.#options;
    const filter = { ...(pipeline !== undefined && { pipeline }), ...(element !== undefined && { element }), ...(state !== undefined && { state }) };
    const after = cursor === undefined ? undefined : readOperationCursor(cursor, filter);
    const found = visible
      ? await this.#visibleRows(filter, visible)
      : { rows: await store.list({ ...filter, limit: limit + 1, ...(after && { after }) }), total: await store.count(filter) };
    const rows = visible && after ? found.rows.filter(row => isAfter(row, after)) : found.rows;
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(summarise),
      total: found.total,
      ...(last && rows.length > limit && { nextCursor: writeOperationCursor(last, filter) }),
    };
  }

  /** Of a caller who may see some only: the newest, within a bound, so that not even their number tells of others. */
  async #visibleRows(filter: Omit<OperationFilter, 'limit'>, visible: (scope: OperationScope) => boolean): Promise<{ rows: readonly OperationRow[]; total: number }> {
    const rows: OperationRow[] = [];
    let last: OperationRow | undefined;
    for (let seen = 0; seen < MOST_ROWS; seen += ROWS_AT_ONCE) {
      const some = await this.#options.store.list({ ...filter, limit: ROWS_AT_ONCE, ...(last && { after: { createdAt: last.createdAt, id: last.id } }) });
      rows.push(...some.filter(row => visible(row.scope)));
      last = some.at(-1);
      if (some.length < ROWS_AT_ONCE) break;
    }
    return { rows, total: rows.length };
  }

  async cancel(id: string, { actor }: OperationCaller): Promise<Operation> {
    const { store, poke, changes } = this.#options;
    await this.#row(id);
    await store.requestCancel(id, actor);
    changes.announce(id);
    poke();
    return this.#present(await this.#row(id));
  }

  async leftovers({ pipeline, element, visible = () => true }: { pipeline?: string; element?: string; visible?: (scope: OperationScope) => boolean }): Promise<LeftoverList> {
    const { store, desk, elements } = this.#options;
    const query = { ...(pipeline !== undefined && { pipeline }), ...(element !== undefined && { element }) };
    const rows = await store.list({ ...query, state: 'ended', limit: 200 });
    const seen = new Set<string>();
    for (const id of elements().keys()) {
      if (visible(await this.scopeOf({ kind: 'remove-leftovers', element: id, objects: [] }))) seen.add(id);
    }
    return { items: await desk.leftovers({ ...query, visible: id => seen.has(id) }, rows.filter(row => visible(row.scope))) };
  }

  /** Everything that the steps of a plan are about: also what is only paused or stopped for it. */
  #touchedBy(plan: Plan): OperationScope {
    const { elements, namedOwner } = this.#options;
    const known = elements();
    const ids = [...new Set(plan.steps.flatMap(({ element }) => element ?? []))].filter(id => known.has(id));
    return scopeOfElements(ids, { elements: known, namedOwner });
  }

  async #draw(id: string, request: OperationRequest, actor: string): Promise<DrawnPlan> {
    const { desk, elements } = this.#options;
    requireOnePipeline(request, elements());
    return desk.draw(id, request, await this.scopeOf(request), actor);
  }

  async #row(id: string): Promise<OperationRow> {
    const row = await this.#options.store.get(id);
    if (!row) throw operationNotFound(id);
    return row;
  }

  async #present(row: OperationRow): Promise<Operation> {
    return presentOperation(row, canBeTakenBack(row) ? await this.#undoOf(row) : undefined);
  }

  /** The undo that took a restore back or is doing so; one that has taken itself back did not. */
  async #undoOf({ id, scope }: OperationRow): Promise<OperationRow | undefined> {
    const undos = await this.#options.store.list({ element: scope.elements[0]?.id, kind: 'undo', limit: NEWEST_UNDOS });
    return undos.find(({ request, phase }) => request.kind === 'undo' && request.operation === id && phase !== 'Failed' && phase !== 'Cancelled');
  }
}

/** Whether nothing can change any more. */
export function isFinal({ phase }: Pick<OperationRow, 'phase'>): boolean {
  return FINAL_PHASES.some(final => final === phase);
}

/** Newest first, equal times by id. */
function isAfter(row: OperationRow, { createdAt, id }: { createdAt: number; id: string }): boolean {
  return row.createdAt < createdAt || (row.createdAt === createdAt && row.id < id);
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}
