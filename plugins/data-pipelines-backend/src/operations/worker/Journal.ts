import type { JsonObject } from '@backstage/types';
import type { OperationPhase } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DeriveInput, ObjectKey, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Ending, OperationRow, OperationStore, PauseRow, StepChange, StepRow, WrittenRow } from '../store/OperationStore';
import type { Lease } from './Lease';
import type { WorkerContext } from './WorkerContext';

type ChangeOptions = NonNullable<Parameters<OperationStore['changeStep']>[2]>;

/** How long a row that was read counts as the present, in milliseconds; a request to cancel is seen after it. */
const FRESH_MS = 1_000;

/**
 * The rows of one operation in the hands of the worker that has it. Each write
 * carries the claim; one that does not land ends the work at once.
 */
export class Journal {
  #row: OperationRow;
  #readAt: number;
  /** Acts run side by side; their rows are written one after another. */
  #writes: Promise<void> = Promise.resolve();

  private constructor(
    private readonly context: WorkerContext,
    private readonly lease: Lease,
    row: OperationRow,
  ) {
    this.#row = row;
    this.#readAt = context.clock.monotonic();
  }

  /** @returns undefined when there is no such operation */
  static async open(context: WorkerContext, lease: Lease): Promise<Journal | undefined> {
    const row = await context.store.get(lease.claim.operation);
    return row && new Journal(context, lease, row);
  }

  /** As it was last read, with what this worker changed since. */
  get row(): OperationRow {
    return this.#row;
  }

  async reload(): Promise<OperationRow> {
    const row = await this.context.store.get(this.#row.id);
    if (!row) return this.lease.rowLost();
    this.#row = row;
    this.#readAt = this.context.clock.monotonic();
    return row;
  }

  /** The row, at most a second old. */
  async recent(): Promise<OperationRow> {
    return this.context.clock.monotonic() - this.#readAt < FRESH_MS ? this.#row : this.reload();
  }

  /** @throws ClaimLostError when the claim was lost; nothing is written then */
  async change(change: StepChange, options: ChangeOptions = {}): Promise<void> {
    await this.#inTurn(() => this.#change(change, options));
  }

  /** Adds what was written to the row of its step. @throws ClaimLostError */
  async wrote(index: number, written: WrittenRow): Promise<void> {
    await this.#inTurn(() => this.#change({ index, written: withWritten(this.#row.steps[index].written, written) }, {}));
  }

  async #change(change: StepChange, { phase, pause }: ChangeOptions): Promise<void> {
    // the present phase entered again would only grow the version
    const entered = phase === this.#row.phase ? undefined : phase;
    if (!(await this.context.store.changeStep(this.lease.claim, change, { phase: entered, pause }))) this.lease.rowLost();
    this.context.onChanged(this.#row.id);
    // an instant of the database's clock came with these, which others are compared with
    if (change.mark === 'intended' || pause) await this.reload();
    else this.#row = changedRow(this.#row, change, entered);
  }

  #inTurn(write: () => Promise<void>): Promise<void> {
    const written = this.#writes.then(write);
    this.#writes = written.catch(() => {});
    return written;
  }

  /** @throws ClaimLostError */
  async enter(phase: OperationPhase): Promise<void> {
    if (this.#row.phase === phase) return;
    if (!(await this.context.store.setPhase(this.lease.claim, phase))) this.lease.rowLost();
    this.context.onChanged(this.#row.id);
    await this.reload();
  }

  /** @throws ClaimLostError, and ConflictError while a pause is owed a resume */
  async finish(ending: Ending): Promise<void> {
    if (!(await this.context.store.finish(this.lease.claim, ending))) this.lease.rowLost();
    this.context.onChanged(this.#row.id);
    await this.reload();
  }

  async resumed(step: string): Promise<void> {
    await this.context.store.resumed(this.#row.id, step);
    this.context.onChanged(this.#row.id);
    await this.reload();
  }

  async resumeFailed(step: string, problem: string): Promise<void> {
    await this.context.store.resumeFailed(this.#row.id, step, problem);
    this.context.onChanged(this.#row.id);
    await this.reload();
  }
}

/** The row as it is after a change that landed. Pure. */
function changedRow(row: OperationRow, { index, ...change }: StepChange, phase: OperationPhase = row.phase): OperationRow {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...row, phase, steps: row.steps.map(step => (step.index === index ? { ...step, ...given } : step)) };
}

/** A step of the plan and its row. */
export interface StepPlace {
  index: number;
  step: PlannedStep;
  row: StepRow;
}

/** The steps with their rows, in order. Pure. */
export function stepPlaces(row: Pick<OperationRow, 'id' | 'stored' | 'steps'>): StepPlace[] {
  return row.stored.steps.map((step, index) => {
    const stepRow = row.steps[index];
    if (stepRow?.id !== step.id) throw new Error(`The rows of operation ${row.id} do not fit its plan at step ${step.id}.`);
    return { index, step, row: stepRow };
  });
}

/** Facts of the steps, by id. Pure. */
export function factsOf(row: OperationRow): Record<string, JsonObject> {
  return Object.fromEntries(row.steps.flatMap(({ id, facts }) => (facts ? [[id, facts]] : [])));
}

/** The pause of a step; undefined when it never began. Pure. */
export function pauseOf(row: OperationRow, step: string): PauseRow | undefined {
  return row.pauses.find(pause => pause.step === step);
}

/**
 * How writes were paused, of pauses that are over. Late is also one that ended
 * before the plan's own step began to end it: then it was the watchdog. Pure.
 */
export function pausesOf(row: OperationRow): DeriveInput['pauses'] {
  return row.pauses.flatMap(({ step, heldAt, limitAt, resumedAt }) => {
    if (resumedAt === undefined) return [];
    const end = stepPlaces(row).find(place => place.step.resumes === step);
    const isEarly = end !== undefined && (end.row.startedAt === undefined || resumedAt < end.row.startedAt);
    return [{ step, heldMs: resumedAt - heldAt, late: isEarly || resumedAt > limitAt }];
  });
}

/** The same list with a row added, or put in the place of the one of an earlier try. Pure. */
export function withWritten(rows: readonly WrittenRow[], added: WrittenRow): WrittenRow[] {
  const isSame = (row: WrittenRow) => row.act === added.act && row.undo === added.undo && isSameObject(row, added);
  const kept = rows.some(isSame) ? rows.map(row => (isSame(row) ? { ...added, uid: added.uid ?? row.uid } : row)) : [...rows, added];
  if (!added.undo || added.outcome !== 'done') return kept;
  return kept.map(row => (!row.undo && row.outcome === 'done' && isSameObject(row, added) ? { ...row, outcome: 'undone' } : row));
}

/** Whether two rows, acts or addresses are about one object. Pure. */
export function isSameObject(left: ObjectKey, right: ObjectKey): boolean {
  return left.cluster === right.cluster && left.apiVersion === right.apiVersion && left.kind === right.kind && left.namespace === right.namespace && left.name === right.name;
}
