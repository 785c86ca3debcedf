import { ConflictError } from '@backstage/errors';
import type { OperationPhase } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Knex } from 'knex';
import { changed, claimed, enteredPhase } from './claimed';
import { sqlNow, wholeMilliseconds } from './databaseTime';
import type { Claim, StepChange, StepMark } from './OperationStore';
import type { PauseRecord, StepRecord } from './tables';
import { writing } from './transactions';

/** A pause that begins with the change of a step. */
export interface NewPause {
  step: string;
  limitMs: number;
  resume: readonly PlannedAct[];
}

/** Marks after which a step rests. */
const SETTLED: readonly StepMark[] = ['done', 'failed', 'undone', 'undo-failed', 'skipped'];

/** Marks that say the step began. An undo is no beginning: nothing is undone that was not intended. */
const BEGUN: readonly StepMark[] = ['intended', 'acted', 'done', 'failed'];

/**
 * Changes a step, the phase and the pause in one transaction. Fields that are
 * absent stay as they are; lists and facts are replaced.
 *
 * @returns false when the claim was lost; nothing is written then
 * @throws Error for a step that the operation does not have, or a final phase
 * @throws ConflictError when the pause is being resumed by the watchdog: try again once it is resumed
 */
export async function changeStep(db: Knex, claim: Claim, change: StepChange, options: { phase?: OperationPhase; pause?: NewPause } = {}): Promise<boolean> {
  return writing(db, async trx => {
    const phase = options.phase === undefined ? {} : enteredPhase(trx, options.phase);
    if ((await claimed(trx, claim).update({ ...changed(trx), ...phase })) !== 1) return false;
    const steps = await trx('operation_steps').where({ operation_id: claim.operation, step_index: change.index }).update(stepColumns(trx, change));
    if (steps !== 1) throw new Error(`Operation ${claim.operation} has no step ${change.index}.`);
    if (options.pause) await hold(trx, claim.operation, options.pause);
    return true;
  });
}

function stepColumns(trx: Knex.Transaction, { index, mark, observation, facts, written }: StepChange) {
  const now = sqlNow(trx);
  return {
    step_index: index,
    ...(mark !== undefined && { mark, finished_at: SETTLED.includes(mark) ? trx.raw(now) : null }),
    ...(mark !== undefined && BEGUN.includes(mark) && { started_at: trx.raw(`coalesce(started_at, ${now})`) }),
    ...(observation !== undefined && { observation: JSON.stringify(observation) }),
    ...(facts !== undefined && { facts: JSON.stringify(facts) }),
    ...(written !== undefined && { written: JSON.stringify(written) }),
  } satisfies Partial<Record<keyof StepRecord, unknown>>;
}

/**
 * Owes a resume from now on. A pause that is held already keeps its limit, so
 * that a repetition of the step does not lengthen it; one that was resumed is
 * held anew, under a later instant than before.
 */
async function hold(trx: Knex.Transaction, operation: string, pause: NewPause): Promise<void> {
  const now = sqlNow(trx);
  const limit = wholeMilliseconds(pause.limitMs);
  const before = await trx<PauseRecord>('operation_pauses').where({ operation_id: operation, step_id: pause.step }).first('state', 'held_at');
  if (before?.state === 'held') return;
  if (before?.state === 'resuming') {
    throw new ConflictError(`The pause of step ${pause.step} of operation ${operation} is being resumed by the watchdog; it can be held again once it is resumed.`);
  }
  const held = before === undefined ? now : `case when ${now} > held_at then ${now} else held_at + 1 end`;
  const columns = {
    state: 'held',
    held_at: trx.raw(held),
    limit_at: trx.raw(`${now} + ?`, [limit]),
    resume: JSON.stringify(pause.resume),
    resumed_at: null,
    problem: null,
    worker: null,
    lease_until: null,
  };
  if (before) await trx('operation_pauses').where({ operation_id: operation, step_id: pause.step }).update(columns);
  else await trx('operation_pauses').insert({ operation_id: operation, step_id: pause.step, ...columns });
}
