import { resolvePackagePath, type DatabaseService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { dialectOf } from './databaseTime';

/** Any number that no other user of the database takes: "pnstk" in ASCII. */
const MIGRATION_LOCK = 0x706e73746b;

/** Where the migrations of this package are, as knex wants it. */
export function migrationConfig(): Knex.MigratorConfig {
  return { directory: resolvePackagePath('@penstock/backstage-plugin-data-pipelines-backend', 'migrations') };
}

/**
 * Brings the tables of the plugin up to date, unless the configuration says
 * that somebody else does. All happens in one transaction: processes that start
 * together wait for each other, and one that is killed leaves neither half a
 * schema nor a lock behind.
 *
 * @throws Error for a database that is neither SQLite nor PostgreSQL
 */
export async function migrateDatabase(database: DatabaseService): Promise<Knex> {
  const db = await database.getClient();
  const dialect = dialectOf(db);
  if (database.migrations?.skip) return db;
  await db.transaction(async trx => {
    if (dialect === 'postgresql') await trx.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    await trx.migrate.latest(migrationConfig());
  });
  return db;
}
