import type { Knex } from 'knex';
import { loadOperations } from './loadOperations';
import type { OperationRow } from './OperationStore';
import { canBeStored } from './readColumn';
import type { OperationRecord } from './tables';
import { reading } from './transactions';

/** The operation for which a caller used a key, and the hash of what was sent then. */
export async function findByKey(db: Knex, createdBy: string, idempotencyKey: string): Promise<{ row: OperationRow; requestHash: string } | undefined> {
  if (!canBeStored(createdBy) || !canBeStored(idempotencyKey)) return undefined;
  return reading(db, async trx => {
    const record = await trx<OperationRecord>('operations').where({ created_by: createdBy, idempotency_key: idempotencyKey }).first('id', 'request_hash');
    if (!record) return undefined;
    const [row] = await loadOperations(trx, [record.id]);
    return { row, requestHash: record.request_hash };
  });
}
