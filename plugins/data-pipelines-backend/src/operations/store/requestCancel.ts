import type { Knex } from 'knex';
import { changed } from './claimed';
import { sqlNow } from './databaseTime';
import { canBeStored } from './readColumn';
import type { OperationRecord } from './tables';

/**
 * Asks for an operation to be cancelled; the first one who asks is kept.
 *
 * @returns whether the operation was still running; false for one that is not there
 */
export async function requestCancel(db: Knex, id: string, by: string): Promise<boolean> {
  if (!canBeStored(id)) return false;
  const asked = await db('operations')
    .where({ id })
    .whereNull('finished_at')
    .whereNull('cancel_requested_at')
    .update({ ...changed(db), cancel_requested_at: db.raw(sqlNow(db)), cancel_requested_by: by });
  if (asked === 1) return true;
  const record = await db<OperationRecord>('operations').where({ id }).whereNull('finished_at').first('id');
  return record !== undefined;
}
