import type { Knex } from 'knex';
import { dialectOf } from './databaseTime';

/** How often a transaction that PostgreSQL broke off for another one is tried. */
const ATTEMPTS = 5;

/** `serialization_failure` and `deadlock_detected`: nothing was written, the same can be tried again. */
const BROKEN_OFF = ['40001', '40P01'];

/**
 * Writes in one transaction, in which each statement sees what others
 * committed before it. Begin with a write: SQLite then takes its write lock at
 * once instead of failing when it would have to be taken later.
 */
export async function writing<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  const config = dialectOf(db) === 'postgresql' ? { isolationLevel: 'read committed' as const } : undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work, config);
    } catch (error) {
      if (attempt === ATTEMPTS || !wasBrokenOff(error)) throw error;
    }
  }
}

/** Reads several tables as they were at one instant. */
export async function reading<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  const config = dialectOf(db) === 'postgresql' ? { isolationLevel: 'repeatable read' as const, readOnly: true } : undefined;
  return db.transaction(work, config);
}

/**
 * Locks the row of an operation until the end of the transaction, by a write
 * that changes nothing. It comes before any row of the operation's parts, so
 * that transactions wait for each other in one order.
 */
export async function lockOperation(trx: Knex.Transaction, id: string): Promise<void> {
  await trx('operations').where({ id }).update({ token: trx.raw('token') });
}

function wasBrokenOff(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && BROKEN_OFF.some(code => code === error.code);
}
