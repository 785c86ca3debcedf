import type { Knex } from 'knex';
import { dialectOf } from './databaseTime';

/** How often a transaction that PostgreSQL broke off for another one is tried. */
const ATTEMPTS = 5;

/**
 * Milliseconds. A process that stands still inside of a transaction (suspended,
 * or cut off from the network) would keep its row locks for ever, and with
 * them everybody off the operation and its paused writes; PostgreSQL ends its
 * session instead. Nothing but statements happens inside our transactions.
 */
export const TRANSACTION_LIMITS_MS = { idle_in_transaction_session_timeout: 5_000, lock_timeout: 10_000, statement_timeout: 20_000 };

const SET_LIMITS = Object.entries(TRANSACTION_LIMITS_MS).map(([setting, limit]) => `set local ${setting} = ${limit}`).join('; ');

/** `serialization_failure` and `deadlock_detected`: nothing was written, the same can be tried again. */
const BROKEN_OFF = ['40001', '40P01'];

/**
 * Writes in one transaction, in which each statement sees what others
 * committed before it. Begin with a write: SQLite then takes its write lock at
 * once instead of failing when it would have to be taken later.
 */
export async function writing<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  const postgresql = dialectOf(db) === 'postgresql';
  const limited = async (trx: Knex.Transaction) => {
    if (postgresql) await trx.raw(SET_LIMITS);
    return work(trx);
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(limited, postgresql ? { isolationLevel: 'read committed' } : undefined);
    } catch (error) {
      if (attempt === ATTEMPTS || !wasBrokenOff(error)) throw error;
    }
  }
}

/** Reads several tables as they were at one instant; once more, where the connection turns out to be dead. */
export async function reading<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  const config: Knex.TransactionConfig | undefined = dialectOf(db) === 'postgresql' ? { isolationLevel: 'repeatable read', readOnly: true } : undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work, config);
    } catch (error) {
      if (attempt === ATTEMPTS || !wasCutOff(error)) throw error;
    }
  }
}

/**
 * Locks the row of an operation until the end of the transaction, by a write
 * that changes nothing. It comes before any row of the operation's parts, so
 * that transactions wait for each other in one order.
 */
export async function lockOperation(trx: Knex.Transaction, id: string): Promise<void> {
  await trx('operations').where({ id }).update({ token: trx.raw('token') });
}

/** What the error of a query says of itself: a state of PostgreSQL, or a word of the network. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function wasBrokenOff(error: unknown): boolean {
  return BROKEN_OFF.includes(codeOf(error));
}

/** Class 57 is the server going down, 08 a connection that failed. */
function wasCutOff(error: unknown): boolean {
  return /^(57P0[123]|08...|ECONNRESET|EPIPE)$/.test(codeOf(error)) || (error instanceof Error && /Connection (terminated|ended) unexpectedly/.test(error.message));
}
