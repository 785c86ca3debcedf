import type { Knex } from 'knex';

/** The version of an operation, by its index; undefined when there is no such operation. */
export async function readVersion(db: Knex, id: string): Promise<number | undefined> {
  const row = await db<{ id: string; version: number | string }>('operations').where({ id }).first('version');
  return row && Number(row.version);
}
