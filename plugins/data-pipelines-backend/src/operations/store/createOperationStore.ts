import type { DatabaseService } from '@backstage/backend-plugin-api';
import { DatabaseOperationStore } from './DatabaseOperationStore';
import { migrateDatabase } from './migrateDatabase';
import type { OperationStore } from './OperationStore';

/**
 * Operations in the plugin's own database, whose tables are brought up to date first.
 *
 * @throws Error for a database that is neither SQLite nor PostgreSQL
 */
export async function createOperationStore(database: DatabaseService): Promise<OperationStore> {
  return new DatabaseOperationStore(await migrateDatabase(database));
}
