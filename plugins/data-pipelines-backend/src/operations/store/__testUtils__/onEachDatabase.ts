import { randomBytes } from 'node:crypto';
import knex, { type Knex } from 'knex';
import { sqlite, storeOn, type TestStore } from './testStore';
import { findPostgres, SILENT, type PostgresServer } from './throwAwayPostgres';

/** One kind of database, for the tests of one file. */
export interface DatabaseUnderTest {
  dialect: 'sqlite' | 'postgresql';
  /** An empty database without tables; it goes after the test. */
  empty(): Promise<Knex>;
  /** Stores of so many replicas on one fresh database, each with connections of its own where the database takes them. */
  replicas(count: number): Promise<TestStore[]>;
  /** A fresh store. */
  fresh(): Promise<TestStore>;
}

/** PostgreSQL, for tests that want more of it than a database. */
export interface PostgresUnderTest extends DatabaseUnderTest {
  /** The address of the server, once tests run. */
  server(): Knex.PgConnectionConfig;
}

/** Registers the tests once for SQLite and once for PostgreSQL, see {@link onPostgres}. */
export function onEachDatabase(tests: (database: DatabaseUnderTest) => void): void {
  globalThis.describe('on SQLite', () => {
    const closing = closeAfterEach();
    const empty = async () => {
      const db = sqlite();
      closing.push(() => db.destroy());
      return db;
    };
    const replicas = async (count: number) => {
      const one = await storeOn(await empty());
      return Array.from({ length: count }, () => one);
    };
    tests({ dialect: 'sqlite', empty, replicas, fresh: async () => (await replicas(1))[0] });
  });
  onPostgres(tests);
}

/**
 * Registers the tests for PostgreSQL. Without one (neither PENSTOCK_POSTGRES nor
 * installed programs) one visible test says that it was left out; where
 * everything is demanded (PENSTOCK_REQUIRE_ALL=1) that test fails.
 */
export function onPostgres(tests: (database: PostgresUnderTest) => void): void {
  const start = findPostgres();
  if (start) {
    globalThis.describe('on PostgreSQL', () => {
      registerOn(start, tests);
    });
    return;
  }
  globalThis.it('left out: PostgreSQL (install its server, or name one in PENSTOCK_POSTGRES)', () => {
    if (process.env.PENSTOCK_REQUIRE_ALL === '1') throw new Error('PENSTOCK_REQUIRE_ALL=1 demands PostgreSQL: install its server, or name one in PENSTOCK_POSTGRES.');
  });
}

function registerOn(start: () => Promise<PostgresServer>, tests: (database: PostgresUnderTest) => void): void {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await start();
  }, 120_000);
  afterAll(async () => server?.stop(), 60_000);
  const closing = closeAfterEach();
  const address = () => {
    if (!server) throw new Error('PostgreSQL was not started.');
    return server.connection;
  };
  const connect = (schema: string) => {
    const db = knex({ client: 'pg', connection: { ...address(), application_name: schema }, searchPath: [schema], pool: { min: 0, max: 10 }, log: SILENT });
    closing.push(() => db.destroy());
    return db;
  };
  const emptySchema = async () => {
    const schema = `penstock_test_${randomBytes(6).toString('hex')}`;
    const db = connect(schema);
    closing.push(() => db.raw('drop schema ?? cascade', [schema]));
    await db.raw('create schema ??', [schema]);
    return { schema, db };
  };
  const replicas = async (count: number) => {
    const { schema } = await emptySchema();
    return Promise.all(Array.from({ length: count }, () => storeOn(connect(schema))));
  };
  tests({ dialect: 'postgresql', empty: async () => (await emptySchema()).db, replicas, fresh: async () => (await replicas(1))[0], server: address });
}

/** What is to be closed after each test, the last one first. */
function closeAfterEach(): (() => PromiseLike<unknown>)[] {
  const closing: (() => PromiseLike<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return closing;
}
