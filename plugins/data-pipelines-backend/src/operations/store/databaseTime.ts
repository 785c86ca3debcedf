import type { Knex } from 'knex';

/** The databases that operations are kept in. */
export type Dialect = 'sqlite' | 'postgresql';

/**
 * Which database this is.
 *
 * @throws Error for any but SQLite and PostgreSQL
 */
export function dialectOf(db: Knex): Dialect {
  const client: unknown = db.client.config.client;
  if (client === 'pg') return 'postgresql';
  if (client === 'better-sqlite3' || client === 'sqlite3') return 'sqlite';
  throw new Error(`Operations cannot be kept in a database of the kind ${String(client)}: configure PostgreSQL ("pg") or SQLite ("better-sqlite3") as backend.database.client.`);
}

/**
 * Milliseconds since the epoch, by the database and once per statement: on
 * PostgreSQL the instant at which the statement came in, so that a statement
 * that waited for a lock counts a lease rather too short than too long.
 */
const NOW: Record<Dialect, string> = {
  sqlite: "cast(round(unixepoch('now', 'subsec') * 1000) as integer)",
  postgresql: 'cast(floor(extract(epoch from statement_timestamp()) * 1000) as bigint)',
};

/** The database's present instant, to be used inside a statement. */
export function sqlNow(db: Knex): string {
  return NOW[dialectOf(db)];
}

/** An instant so many milliseconds after the database's present, inside a statement. */
export function sqlAfter(db: Knex, milliseconds: number): Knex.Raw {
  return db.raw(`${sqlNow(db)} + ?`, [wholeMilliseconds(milliseconds)]);
}

/** @throws Error for what is no duration */
export function wholeMilliseconds(milliseconds: number): number {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) throw new Error(`${milliseconds} is no duration in milliseconds.`);
  return Math.ceil(milliseconds);
}

/** Milliseconds since the epoch by the database's clock. */
export async function readDatabaseTime(db: Knex): Promise<number> {
  const [row] = await db.select<{ now: number | string }[]>(db.raw(`${sqlNow(db)} as now`));
  return Number(row.now);
}
