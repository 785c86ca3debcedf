import type { Knex } from 'knex';
import { dialectOf } from '../databaseTime';

/** Tables that knex keeps for itself. */
const OWN_TABLES = ['knex_migrations', 'knex_migrations_lock'];

/** The tables, constraints and indexes of a database as text, in a fixed order. */
export async function schemaText(db: Knex): Promise<string> {
  const statements = dialectOf(db) === 'sqlite' ? await ofSqlite(db) : await ofPostgres(db);
  return statements.map(statement => `${statement};\n`).join('\n');
}

async function ofSqlite(db: Knex): Promise<string[]> {
  const rows: { sql: string }[] = await db('sqlite_master').whereNotNull('sql').whereNotIn('tbl_name', [...OWN_TABLES, 'sqlite_sequence']).orderBy(['tbl_name', { column: 'type', order: 'desc' }, 'name']).select('sql');
  return rows.map(({ sql }) => (sql.startsWith('CREATE TABLE') ? sql.replaceAll(/, (?=`\w+` |primary key|foreign key)/g, ',\n  ').replace('(', '(\n  ').replace(/\)$/, '\n)') : sql));
}

async function ofPostgres(db: Knex): Promise<string[]> {
  const { rows: columns } = await db.raw<{ rows: { table: string; text: string }[] }>(
    `select c.relname as table, format('  %I %s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end) as text
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relname <> all(?)
     order by c.relname, a.attnum`,
    [OWN_TABLES],
  );
  const { rows: constraints } = await db.raw<{ rows: { table: string; text: string }[] }>(
    `select c.relname as table, format('  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)) as text
     from pg_constraint k join pg_class c on c.oid = k.conrelid
     where c.relnamespace = current_schema()::regnamespace and k.contype in ('p', 'u', 'f', 'c') and c.relname <> all(?)
     order by c.relname, k.contype desc, k.conname`,
    [OWN_TABLES],
  );
  const { rows: indexes } = await db.raw<{ rows: { table: string; text: string }[] }>(
    `select c.relname as table, replace(pg_get_indexdef(i.indexrelid), current_schema() || '.', '') as text
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
     where c.relnamespace = current_schema()::regnamespace and c.relname <> all(?) and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
     order by c.relname, x.relname`,
    [OWN_TABLES],
  );
  const of = (rows: { table: string; text: string }[], table: string) => rows.filter(row => row.table === table).map(({ text }) => text);
  return [...new Set(columns.map(({ table }) => table))].flatMap(table => [
    `CREATE TABLE ${table} (\n${[...of(columns, table), ...of(constraints, table)].join(',\n')}\n)`,
    ...of(indexes, table),
  ]);
}
