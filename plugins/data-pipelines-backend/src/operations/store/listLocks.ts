import type { PlannedLock } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Knex } from 'knex';
import { LOCK_MODES } from './guards';
import { readWord } from './readColumn';
import type { LockRecord } from './tables';

/** Every lock that is held; an exclusive one, which takes two rows, once. */
export async function listLocks(db: Knex): Promise<(PlannedLock & { operation: string })[]> {
  const records = await db<LockRecord>('operation_locks').distinct('lock_key', 'mode', 'operation_id').orderBy(['lock_key', 'operation_id', 'mode']);
  return records.map(({ lock_key: key, mode, operation_id: operation }) => ({ key, mode: readWord(mode, LOCK_MODES, { operation, column: 'mode' }), operation }));
}
