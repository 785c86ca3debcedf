import knex, { type Knex } from 'knex';
import { createOperationStore } from '../createOperationStore';
import type { OperationStore } from '../OperationStore';

/** A fresh store with what tests need besides: the rows, and time that has passed without waiting for it. */
export interface TestStore {
  store: OperationStore;
  db: Knex;
  /** Makes the lease of an operation run out, as if its worker had died long ago. */
  expireLease(operation: string): Promise<void>;
  /** Makes the limit of a pause pass. */
  expirePause(operation: string, step: string): Promise<void>;
  /** Makes the lease of whoever is resuming a pause run out. */
  expireResume(operation: string, step: string): Promise<void>;
  close(): Promise<void>;
}

/** An SQLite database as the backend would open it; in memory unless a file is named. */
export function sqlite(filename = ':memory:'): Knex {
  return knex({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: { pragma(sentence: string): void }, done: (error: Error | undefined, connection: unknown) => void) => {
        connection.pragma('foreign_keys = ON');
        done(undefined, connection);
      },
    },
  });
}

/** A store on a database that is empty or has a store's tables already; closes it in the end. */
export async function storeOn(db: Knex): Promise<TestStore> {
  const past = 1;
  return {
    store: await createOperationStore({ getClient: async () => db }),
    db,
    async expireLease(operation) {
      await db('operations').where({ id: operation }).whereNotNull('lease_until').update({ lease_until: past });
    },
    async expirePause(operation, step) {
      await db('operation_pauses').where({ operation_id: operation, step_id: step }).update({ limit_at: past });
    },
    async expireResume(operation, step) {
      await db('operation_pauses').where({ operation_id: operation, step_id: step }).whereNotNull('lease_until').update({ lease_until: past });
    },
    close: () => db.destroy(),
  };
}

/** A fresh store on SQLite in memory. */
export async function testStore(): Promise<TestStore> {
  return storeOn(sqlite());
}
