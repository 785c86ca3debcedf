import type { Knex } from 'knex';
import { changed } from './claimed';
import { sqlNow } from './databaseTime';
import type { PauseRecord } from './tables';
import { lockOperation, writing } from './transactions';

/** Longest account of a failed resume that is kept. */
const LONGEST_PROBLEM = 2000;

/**
 * Says that writes go on. Once is enough: what is resumed stays so.
 *
 * @param heldAt - instant of the holding that was resumed; when the step has been paused anew since then, that pause stays owed
 */
export async function markResumed(db: Knex, operation: string, step: string, heldAt: number | undefined): Promise<void> {
  await settle(db, operation, step, heldAt, trx => ({ state: 'resumed', resumed_at: trx.raw(sqlNow(trx)), problem: null, worker: null, lease_until: null }));
}

/** Keeps why a resume failed and gives the pause free, for the next one to try. */
export async function markResumeFailed(db: Knex, operation: string, step: string, problem: string, heldAt: number | undefined): Promise<void> {
  await settle(db, operation, step, heldAt, () => ({ state: 'resuming', problem: problem.slice(0, LONGEST_PROBLEM), worker: null, lease_until: null }));
}

async function settle(db: Knex, operation: string, step: string, heldAt: number | undefined, columns: (trx: Knex.Transaction) => object): Promise<void> {
  await writing(db, async trx => {
    await lockOperation(trx, operation);
    const owed = trx<PauseRecord>('operation_pauses').where({ operation_id: operation, step_id: step }).whereNull('resumed_at');
    if (heldAt !== undefined) owed.where({ held_at: heldAt });
    if ((await owed.update(columns(trx))) > 0) await trx('operations').where({ id: operation }).update(changed(trx));
  });
}
