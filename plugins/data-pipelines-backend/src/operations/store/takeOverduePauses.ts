import type { Knex } from 'knex';
import { changed } from './claimed';
import { sqlAfter, sqlNow } from './databaseTime';
import { readPause } from './loadOperations';
import type { PauseRow } from './OperationStore';
import type { PauseRecord } from './tables';
import { lockOperation, writing } from './transactions';

/** Operations looked at by one call; the next call finds the rest. */
const OPERATIONS_AT_ONCE = 100;

/**
 * How long before its limit a pause is ended, in milliseconds: somebody has to look, and the writes of a resume take time,
 * and writes are to run again within the limit. Of a short limit it is half.
 */
const LEAD_MS = 1_500;
const LEAD = `(case when limit_at - held_at < ${2 * LEAD_MS} then (limit_at - held_at) / 2 else ${LEAD_MS} end)`;

/**
 * Takes pauses for resuming: those whose limit is about to pass, those whose
 * operation nobody holds a running lease of, and those whose resume was begun
 * and not finished. Who takes one keeps it for the lease given here. Rows that
 * cannot be read keep no others from being taken.
 *
 * @throws Error when there is nothing to take but rows that cannot be read
 */
export async function takeOverduePauses(db: Knex, worker: string, leaseMs: number): Promise<PauseRow[]> {
  const owing = await overdue(db).distinct('operation_id').limit(OPERATIONS_AT_ONCE);
  const taken: PauseRow[] = [];
  let failed: { error: unknown } | undefined;
  for (const { operation_id: operation } of owing) {
    try {
      taken.push(...(await takeOf(db, operation, worker, leaseMs)));
    } catch (error) {
      failed ??= { error };
    }
  }
  if (failed && taken.length === 0) throw failed.error;
  return taken;
}

/** The row of the operation is locked first, as everywhere, and then the pauses are looked at again. */
async function takeOf(db: Knex, operation: string, worker: string, leaseMs: number): Promise<PauseRow[]> {
  return writing(db, async trx => {
    await lockOperation(trx, operation);
    const records = await overdue(trx)
      .where({ operation_id: operation })
      .update({ state: 'resuming', worker, lease_until: sqlAfter(trx, leaseMs) })
      .returning('*');
    if (records.length > 0) await trx('operations').where({ id: operation }).update(changed(trx));
    return records.map(readPause);
  });
}

function overdue(db: Knex): Knex.QueryBuilder<PauseRecord, PauseRecord[]> {
  const now = sqlNow(db);
  return db<PauseRecord>('operation_pauses')
    .whereNull('resumed_at')
    .whereRaw(`(lease_until is null or lease_until <= ${now})`)
    .whereRaw(
      `(state = 'resuming' or limit_at - ${LEAD} <= ${now} or exists (select 1 from operations o where o.id = operation_pauses.operation_id and (o.finished_at is not null or o.lease_until is null or o.lease_until <= ${now})))`,
    );
}
