import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import pg from 'pg';
import { startDemo } from '../../../tools/launch/demo.mjs';
import { api, freePorts, until } from './session.mjs';

const server = process.env.PENSTOCK_POSTGRES;

/** The entities that stand for pipelines and elements. */
async function discovered(demo) {
  const filters = ['filter=kind=system,spec.type=data-pipeline', 'filter=metadata.annotations.penstock.dev/element'];
  const response = await fetch(`${demo.backendUrl}/api/catalog/entities?${filters.join('&')}&fields=kind,metadata.name`, {
    headers: { authorization: 'Bearer penstock-demo-token' },
    signal: AbortSignal.timeout(15_000),
  });
  assert.equal(response.status, 200);
  return (await response.json()).map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort();
}

async function pipelines(demo) {
  const { status, body } = await api(demo, '/pipelines');
  assert.equal(status, 200);
  return body.items.map(({ name }) => name).sort();
}

const SEEDED = ['clickstream', 'factory-telemetry', 'orders'];
const settled = demo => async () => {
  const [names, entities] = [await pipelines(demo), await discovered(demo)];
  return SEEDED.every(name => names.includes(name) && entities.includes(`System/${name}`)) && entities;
};

if (!server) {
  it('left out: PostgreSQL (set PENSTOCK_POSTGRES)', () => {
    assert.notEqual(process.env.PENSTOCK_REQUIRE_ALL, '1', 'PostgreSQL is required: set PENSTOCK_POSTGRES to its address');
  });
} else {
  describe('on PostgreSQL', () => {
    const state = mkdtempSync(path.join(os.tmpdir(), 'penstock-pg-'));
    const prefix = `penstock_e2e_${randomBytes(4).toString('hex')}_`;
    const { hostname, port, username, password } = new URL(server);
    const connection = {
      host: hostname,
      port: Number(port || 5432),
      user: decodeURIComponent(username),
      ...(password && { password: decodeURIComponent(password) }),
    };
    const start = async () =>
      startDemo({ env: process.env, ports: await freePorts(), state, speed: 10, database: { client: 'pg', prefix, connection } });
    const databases = async work => {
      const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 10_000 });
      await client.connect();
      try {
        const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [prefix]);
        return await work(rows.map(({ datname }) => datname), client);
      } finally {
        await client.end();
      }
    };
    let demo;

    after(async () => {
      await demo?.stop();
      await databases(async (names, client) => {
        for (const name of names) await client.query(`DROP DATABASE ${client.escapeIdentifier(name)} WITH (FORCE)`);
      });
      rmSync(state, { recursive: true, force: true });
    });

    it('the backend survives being killed while it works: all is there again, once', async () => {
      demo = await start();
      // In the middle of discovery: some entities have been written, the rest is on its way.
      await until('the first entities', async () => (await discovered(demo)).length > 0);
      const killed = demo;
      process.kill(killed.backendPid, 'SIGKILL');
      await assert.rejects(killed.lost, /backend ended by itself/);
      await killed.stop();

      demo = await start();
      const entities = await until('pipelines and entities after the kill', settled(demo));
      assert.deepEqual(entities, [...new Set(entities)], 'no entity twice');
      const stored = await databases(async names => names.map(name => name.slice(prefix.length)));
      assert.ok(stored.includes('catalog'), `the catalog is kept in PostgreSQL, which has ${stored.join(', ')}`);

      await demo.stop();
      demo = await start();
      assert.deepEqual(await discovered(demo), entities, 'the catalog of before is there at once');
    });
  });
}
