import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { sqlNow } from './databaseTime';
import { loadOperations } from './loadOperations';
import { slotRows } from './lockSlots';
import type { InsertOutcome, NewOperation } from './OperationStore';
import type { ElementRecord, LockRecord, OperationRecord, StepRecord } from './tables';
import { writing } from './transactions';

/** Longest key and id; longer ones do not fit into every index. */
const LONGEST_KEY = 255;

/** SQLite takes an insert of up to 500 rows. */
const ROWS_AT_ONCE = 100;

/** Breaks the transaction off because somebody holds a lock. */
class LocksHeld extends Error {
  constructor(readonly by: readonly { key: string; operation: string }[]) {
    super('Somebody else holds what the operation needs.');
  }
}

/**
 * Stores an operation with its elements, steps and locks, or nothing. The
 * unique columns decide every race: the later of two inserts waits for the
 * first one's commit and then finds its row.
 *
 * @throws InputError for a key or id that is empty or longer than 255 characters
 */
export async function insertOperation(db: Knex, operation: NewOperation): Promise<InsertOutcome> {
  for (const [what, value] of [['idempotency key', operation.idempotencyKey], ['id', operation.id]]) {
    if (value === '' || value.length > LONGEST_KEY) throw new InputError(`The ${what} has ${value.length} characters; it needs 1 to ${LONGEST_KEY}.`);
  }
  try {
    return await writing(db, async trx => {
      if (!(await insertRow(trx, operation))) return await explain(trx, operation);
      await insertParts(trx, operation);
      await insertLocks(trx, operation);
      const [row] = await loadOperations(trx, [operation.id]);
      return { outcome: 'inserted', row };
    });
  } catch (error) {
    if (error instanceof LocksHeld) return { outcome: 'locked', by: error.by };
    throw error;
  }
}

async function insertRow(trx: Knex.Transaction, operation: NewOperation): Promise<boolean> {
  const now = trx.raw(sqlNow(trx));
  const inserted = await trx('operations')
    .insert({
      id: operation.id,
      kind: operation.kind,
      pipeline: operation.scope.pipeline,
      phase: 'Pending',
      format: operation.stored.format,
      request: JSON.stringify(operation.request),
      stored: JSON.stringify(operation.stored),
      confirmation: operation.confirmation === undefined ? null : JSON.stringify(operation.confirmation),
      created_by: operation.createdBy,
      schedule: operation.schedule ?? null,
      idempotency_key: operation.idempotencyKey,
      request_hash: operation.requestHash,
      leftovers: '[]',
      created_at: now,
      updated_at: now,
      version: 1,
      token: 0,
    })
    .onConflict()
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

/** Which of the unique columns stood in the way. The key comes first: a repetition is answered as one. */
async function explain(trx: Knex.Transaction, operation: NewOperation): Promise<InsertOutcome> {
  const sameKey = await trx<OperationRecord>('operations').where({ created_by: operation.createdBy, idempotency_key: operation.idempotencyKey }).first('id', 'request_hash');
  if (!sameKey) return { outcome: 'plan-started', operation: operation.id };
  if (sameKey.request_hash !== operation.requestHash) return { outcome: 'key-reused', operation: sameKey.id };
  const [row] = await loadOperations(trx, [sameKey.id]);
  return { outcome: 'known', row };
}

async function insertParts(trx: Knex.Transaction, operation: NewOperation): Promise<void> {
  const record = await trx<OperationRecord>('operations').where({ id: operation.id }).first('created_at');
  const elements = operation.scope.elements.map((element, position): ElementRecord => ({
    operation_id: operation.id,
    position,
    element: element.id,
    cluster: element.cluster,
    namespace: element.namespace,
    owner: element.owner ?? null,
    named_owner: element.namedOwner ?? null,
    created_at: record?.created_at ?? 0,
  }));
  const steps = operation.stored.steps.map((step, index): StepRecord => ({
    operation_id: operation.id,
    step_index: index,
    step_id: step.id,
    mark: 'waiting',
    observation: null,
    facts: null,
    written: '[]',
    started_at: null,
    finished_at: null,
  }));
  if (elements.length > 0) await trx.batchInsert('operation_elements', elements, ROWS_AT_ONCE);
  if (steps.length > 0) await trx.batchInsert('operation_steps', steps, ROWS_AT_ONCE);
}

async function insertLocks(trx: Knex.Transaction, operation: NewOperation): Promise<void> {
  const wanted = slotRows(operation.stored.locks).map((row): LockRecord => ({ ...row, operation_id: operation.id }));
  for (let start = 0; start < wanted.length; start += ROWS_AT_ONCE) {
    const rows = wanted.slice(start, start + ROWS_AT_ONCE);
    const got = await trx('operation_locks').insert(rows).onConflict().ignore().returning('slot');
    if (got.length < rows.length) throw new LocksHeld(await holders(trx, operation.id, wanted));
  }
}

/** Who holds what, of all that was wanted and not only of the first that failed. */
async function holders(trx: Knex.Transaction, operation: string, wanted: readonly LockRecord[]): Promise<{ key: string; operation: string }[]> {
  const found = new Map<string, { key: string; operation: string }>();
  for (let start = 0; start < wanted.length; start += ROWS_AT_ONCE) {
    const places = wanted.slice(start, start + ROWS_AT_ONCE).map(row => [row.lock_key, row.slot]);
    const held = await trx<LockRecord>('operation_locks').whereIn(['lock_key', 'slot'], places).whereNot({ operation_id: operation }).orderBy(['lock_key', 'operation_id']);
    for (const row of held) found.set(`${row.lock_key}\n${row.operation_id}`, { key: row.lock_key, operation: row.operation_id });
  }
  return [...found.values()];
}
