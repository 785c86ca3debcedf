import type { Knex } from 'knex';
import { dialectOf, sqlAfter, sqlNow } from './databaseTime';
import type { UntoldOutcome } from './OperationStore';
import { readInteger } from './readColumn';
import type { OutcomeRecord } from './tables';

/** Notes, in the transaction that ends an operation, that its outcome is to be told. */
export async function noteOutcome(trx: Knex.Transaction, operation: string): Promise<void> {
  await trx('operation_outcomes').insert({ operation_id: operation, ended_at: trx.raw(sqlNow(trx)), tries: 0, worker: null, lease_until: null });
}

/**
 * Takes the oldest outcome that nobody is telling. Who takes it keeps it for
 * the lease; when it has run out, the outcome is taken again.
 */
export async function takeUntold(db: Knex, worker: string, leaseMs: number): Promise<UntoldOutcome | undefined> {
  const now = sqlNow(db);
  const free = `(lease_until is null or lease_until <= ${now})`;
  // Most looks find nothing, and a look is no reason to lock a database for writing.
  if (!(await db('operation_outcomes').whereRaw(free).first('operation_id'))) return undefined;
  const passOver = dialectOf(db) === 'postgresql' ? 'for update skip locked' : '';
  const [taken]: OutcomeRecord[] = await db('operation_outcomes')
    .where('operation_id', db.raw(`(select operation_id from operation_outcomes where ${free} order by ended_at, operation_id limit 1 ${passOver})`))
    .update({ worker, tries: db.raw('tries + 1'), lease_until: sqlAfter(db, leaseMs) })
    .returning('*');
  if (!taken) return undefined;
  const at = (column: string) => ({ operation: taken.operation_id, column });
  const [row] = await db.select<{ now: number | string }[]>(db.raw(`${now} as now`));
  return {
    operation: taken.operation_id,
    tries: readInteger(taken.tries, at('tries')),
    ageMs: Math.max(0, Number(row.now) - readInteger(taken.ended_at, at('ended_at'))),
  };
}

/** Forgets an outcome that was told. Repeating it changes nothing. */
export async function markTold(db: Knex, operation: string): Promise<void> {
  await db('operation_outcomes').where({ operation_id: operation }).delete();
}

/** Leaves an outcome that could not be told for later; nothing happens where somebody else has taken it meanwhile. */
export async function tellLater(db: Knex, operation: string, worker: string, waitMs: number): Promise<void> {
  await db('operation_outcomes').where({ operation_id: operation, worker }).update({ worker: null, lease_until: sqlAfter(db, waitMs) });
}
