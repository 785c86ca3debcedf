import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { until } from './session.mjs';

/** Debian puts the server's programs outside of the path. */
const DEBIAN = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root; `nobody` may then. */
const NOBODY = 65534;

/** The folder of PostgreSQL's programs; undefined where it is not installed. */
export function findPostgresPrograms() {
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(version => path.join(DEBIAN, version, 'bin')).reverse() : [];
  return [...debian, ...(process.env.PATH ?? '').split(path.delimiter)].find(folder => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')));
}

/** A PostgreSQL of its own on a loopback port, which can be restarted as after a loss of power. */
export async function openPostgres(programs, port) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'penstock-pg-'));
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  execFileSync(path.join(programs, 'initdb'), ['-D', data, '-U', 'penstock', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'], { cwd: folder, ...user, stdio: 'ignore' });
  const connection = { host: '127.0.0.1', port, user: 'penstock' };
  let server;
  const start = async () => {
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`, 'max_connections=300'].flatMap(setting => ['-c', setting]);
    server = spawn(path.join(programs, 'postgres'), ['-D', data, ...settings], { cwd: folder, ...user, stdio: 'ignore' });
    await until('PostgreSQL', async () => {
      const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 5_000 });
      // a server that still starts ends the connection
      client.on('error', () => {});
      await client.connect();
      await client.end();
      return true;
    });
  };
  const end = async signal => {
    const gone = new Promise(resolve => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  };
  process.once('exit', () => server?.kill('SIGQUIT'));
  await start();
  return {
    connection,
    /** Ends every connection at once and recovers; in between it is down for so long. */
    restart: async downMs => {
      await end('SIGQUIT');
      await new Promise(resolve => setTimeout(resolve, downMs));
      await start();
    },
    stop: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
