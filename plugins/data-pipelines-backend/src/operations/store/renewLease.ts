import type { Knex } from 'knex';
import { claimed } from './claimed';
import { sqlAfter } from './databaseTime';
import type { Claim } from './OperationStore';

/**
 * Heartbeat. A claim whose lease has run out can be renewed as long as nobody
 * else claimed the operation. Is no change of the operation: its version stays.
 *
 * @returns false when the claim was lost
 */
export async function renewLease(db: Knex, claim: Claim, leaseMs: number): Promise<boolean> {
  return (await claimed(db, claim).update({ lease_until: sqlAfter(db, leaseMs) })) === 1;
}
