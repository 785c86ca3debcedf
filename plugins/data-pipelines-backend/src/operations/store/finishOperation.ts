import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { changed, claimed } from './claimed';
import { sqlNow } from './databaseTime';
import { loadOperations } from './loadOperations';
import { operationViolations } from './operationInvariants';
import type { Claim, Ending } from './OperationStore';
import { writing } from './transactions';
import { noteOutcome } from './untoldOutcomes';

/** Numbers of the rules without which an ending would be a lie. The others cannot be mended by leaving the operation open. */
const TRUTHFUL_ENDING = [1, 2, 5];

/**
 * Ends an operation, frees its locks and notes that its outcome is to be told,
 * in one transaction.
 *
 * @returns false when the claim was lost
 * @throws ConflictError when the ending contradicts the rows, above all while a pause is owed a resume; nothing is written then
 */
export async function finishOperation(db: Knex, claim: Claim, ending: Ending): Promise<boolean> {
  return writing(db, async trx => {
    const landed = await claimed(trx, claim).update({
      ...changed(trx),
      phase: ending.phase,
      failure: ending.failure === undefined ? null : JSON.stringify(ending.failure),
      result: ending.result === undefined ? null : JSON.stringify(ending.result),
      leftovers: JSON.stringify(ending.leftovers),
      finished_at: trx.raw(sqlNow(trx)),
      worker: null,
      lease_until: null,
    });
    if (landed !== 1) return false;
    await trx('operation_locks').where({ operation_id: claim.operation }).delete();
    const rows = await loadOperations(trx, [claim.operation]);
    const violations = rows.flatMap(operationViolations).filter(({ number }) => TRUTHFUL_ENDING.includes(number));
    if (violations.length > 0) throw new ConflictError(`Operation ${claim.operation} cannot end as ${ending.phase}: ${violations.map(({ sentence }) => sentence).join(' ')}`);
    await noteOutcome(trx, claim.operation);
    return true;
  });
}
