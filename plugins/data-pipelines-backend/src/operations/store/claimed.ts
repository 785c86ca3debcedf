import type { OperationPhase } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import { sqlNow } from './databaseTime';
import { FINAL_PHASES, type Claim } from './OperationStore';

/**
 * The row of a claim, as long as the claim holds: nobody claimed the operation
 * since, and it is not final. Every write of a worker goes through it.
 */
export function claimed(db: Knex, claim: Claim) {
  return db('operations').where({ id: claim.operation, worker: claim.worker, token: claim.token }).whereNull('finished_at');
}

/** What every visible change of an operation changes besides. */
export function changed(db: Knex) {
  return { version: db.raw('version + 1'), updated_at: db.raw(sqlNow(db)) };
}

/** A phase and the instant of the start, which is when the first phase after Pending is entered. */
export function enteredPhase(db: Knex, phase: OperationPhase) {
  if (FINAL_PHASES.some(final => final === phase)) throw new Error(`${phase} is final: operations end by finish, which frees their locks.`);
  return phase === 'Pending' ? { phase } : { phase, started_at: db.raw(`coalesce(started_at, ${sqlNow(db)})`) };
}
