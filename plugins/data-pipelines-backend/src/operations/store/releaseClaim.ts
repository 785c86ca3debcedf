import type { Knex } from 'knex';
import { claimed } from './claimed';
import type { Claim } from './OperationStore';

/** Gives a claim back; the worker's name goes, so that its own late writes lose. */
export async function releaseClaim(db: Knex, claim: Claim): Promise<void> {
  await claimed(db, claim).update({ worker: null, lease_until: null });
}
