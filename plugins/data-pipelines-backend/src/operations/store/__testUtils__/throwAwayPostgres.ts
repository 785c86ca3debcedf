import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import knex, { type Knex } from 'knex';

/** Debian puts the server's programs outside of the path. */
const DEBIAN = '/usr/lib/postgresql';

/** PostgreSQL refuses to run as root; `nobody` may then. */
const NOBODY = 65534;

/** How long the server may take to start, in milliseconds. */
const START_LIMIT_MS = 60_000;

/** A PostgreSQL server for one test file. */
export interface PostgresServer {
  connection: Knex.PgConnectionConfig;
  stop(): Promise<void>;
}

/**
 * How to get a server on this machine: the one that PENSTOCK_POSTGRES names,
 * else one of our own from installed programs.
 *
 * @returns undefined where there is neither
 */
export function findPostgres(): (() => Promise<PostgresServer>) | undefined {
  const address = process.env.PENSTOCK_POSTGRES;
  if (address) return async () => ({ connection: connectionTo(address), stop: async () => {} });
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...debianFolders()];
  const programs = folders.find(folder => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')));
  return programs === undefined ? undefined : () => startPostgres(programs);
}

function connectionTo(address: string): Knex.PgConnectionConfig {
  const { hostname, port, username, password, pathname } = new URL(address);
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || 'postgres',
  };
}

function debianFolders(): string[] {
  return existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one)).map(version => path.join(DEBIAN, version, 'bin')) : [];
}

/** A server that keeps nothing, reached over a socket in its own folder; it ends with this process, however that ends. */
async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'penstock-postgres-'));
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  await promisify(execFile)(path.join(programs, 'initdb'), ['-D', data, '-U', 'penstock', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'], { cwd: folder, ...user });
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off'].flatMap(setting => ['-c', setting]);
  // The shell stops the server when its own input ends, which happens when this process is gone.
  const script = '"$@" <&- & server=$!; read -r _; kill -INT $server; wait $server';
  const shell = spawn('sh', ['-c', script, 'sh', path.join(programs, 'postgres'), '-D', data, ...settings], { cwd: folder, ...user, stdio: ['pipe', 'ignore', 'pipe'] });
  let told = '';
  shell.stderr.on('data', chunk => {
    told = `${told}${String(chunk)}`.slice(-4000);
  });
  const ended = new Promise<void>(resolve => shell.once('exit', () => resolve()));
  const connection = { host: folder, user: 'penstock', database: 'postgres' };
  const stop = async () => {
    shell.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers(connection);
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL does not start: ${String(error)}\n${told}`);
  }
  return { connection, stop };
}

/** For connections that are expected to fail: what fails is told by the test. */
export const SILENT = { debug() {}, warn() {}, error() {}, deprecate() {} };

async function answers(connection: Knex.PgConnectionConfig): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  for (;;) {
    const db = knex({ client: 'pg', connection, pool: { min: 0, max: 1 }, log: SILENT });
    try {
      await db.select(db.raw('1'));
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    } finally {
      await db.destroy();
    }
  }
}
