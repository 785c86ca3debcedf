import type { OperationPhase } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import { changed, claimed, enteredPhase } from './claimed';
import type { Claim } from './OperationStore';

/**
 * Enters a phase that is not final.
 *
 * @returns false when the claim was lost
 * @throws Error for a final phase
 */
export async function setPhase(db: Knex, claim: Claim, phase: OperationPhase): Promise<boolean> {
  return (await claimed(db, claim).update({ ...changed(db), ...enteredPhase(db, phase) })) === 1;
}
