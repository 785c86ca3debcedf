import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import knex from 'knex';
import { newOperation, onEachDatabase } from './__testUtils__';
import { schemaText } from './__testUtils__/schemaText';
import { createOperationStore } from './createOperationStore';
import { migrateDatabase, migrationConfig } from './migrateDatabase';

onEachDatabase(({ dialect, empty, replicas }) => {
  it('migrates up, down and up again to the same tables', async () => {
    const db = await empty();
    await migrateDatabase({ getClient: async () => db });
    const up = await schemaText(db);
    expect(up).toContain('CREATE TABLE');

    await db.migrate.rollback(migrationConfig(), true);
    expect(await schemaText(db)).toBe('');

    await migrateDatabase({ getClient: async () => db });
    expect(await schemaText(db)).toBe(up);
  });

  it('makes the tables that are written down (PENSTOCK_WRITE_SCHEMA=1 writes them anew)', async () => {
    const db = await empty();
    await migrateDatabase({ getClient: async () => db });
    const file = path.join(String(migrationConfig().directory), 'schema', `${dialect}.sql`);
    const text = await schemaText(db);
    if (process.env.PENSTOCK_WRITE_SCHEMA === '1') writeFileSync(file, text);

    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  it('keeps what is stored when it is run again', async () => {
    const [{ store, db }] = await replicas(1);
    await store.insert(newOperation({ id: 'kept' }));

    const again = await createOperationStore({ getClient: async () => db });

    expect(await again.get('kept')).toMatchObject({ id: 'kept' });
  });

  it('lets replicas start at once on an empty database', async () => {
    const stores = await replicas(5);
    await stores[4].store.insert(newOperation({ id: 'seen' }));
    expect(await stores[0].store.get('seen')).toMatchObject({ id: 'seen' });
  });

  it('leaves no half of a schema and no lock behind when it is broken off', async () => {
    const db = await empty();
    await expect(
      db.transaction(async trx => {
        await trx.migrate.latest(migrationConfig());
        throw new Error('broken off');
      }),
    ).rejects.toThrow('broken off');
    expect(await schemaText(db)).toBe('');

    await migrateDatabase({ getClient: async () => db });

    expect(await schemaText(db)).toContain('operation_pauses');
  });

  it('does nothing where the configuration says that somebody else migrates', async () => {
    const db = await empty();
    await createOperationStore({ getClient: async () => db, migrations: { skip: true } });
    expect(await schemaText(db)).toBe('');
  });
});

it('refuses a database of another kind, and says which it takes', async () => {
  const db = knex({ client: 'mysql2', connection: {} });
  try {
    await expect(createOperationStore({ getClient: async () => db })).rejects.toThrow('configure PostgreSQL ("pg") or SQLite ("better-sqlite3")');
  } finally {
    await db.destroy();
  }
});
