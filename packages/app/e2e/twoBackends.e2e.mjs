import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDemo } from '../../../tools/launch/demo.mjs';
import { openCluster, watchPauses } from './cluster.mjs';
import { assertCutTruthfully, assertSucceeded, call, ended, prepare, start } from './operate.mjs';
import { findPostgresPrograms, openPostgres } from './postgres.mjs';
import { api, freePort, freePorts, until } from './session.mjs';

const LIMIT_MS = 60_000;
const APART_MS = 7 * 60_000;
const SNAPSHOTS = '/apis/snapshot.storage.k8s.io/v1/namespaces/orders/volumesnapshots';
const LABEL = 'penstock.dev/operation';
const ELASTICSEARCH = '/apis/elasticsearch.k8s.elastic.co/v1/namespaces/orders/elasticsearches/order-search';

const programs = findPostgresPrograms();

/** An environment in which the clock of a process is wrong by so much. */
function clockOff(shiftMs) {
  const preload = fileURLToPath(new URL('./shiftClock.cjs', import.meta.url));
  return { PENSTOCK_E2E_CLOCK_MS: String(shiftMs), NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require ${preload}`.trim() };
}

if (!programs) {
  it('left out: two backends on one PostgreSQL (install its server)', () => {
    assert.notEqual(process.env.PENSTOCK_REQUIRE_ALL, '1', 'PostgreSQL is required: install its server');
  });
} else {
  describe('two backends on one PostgreSQL, their clocks minutes apart', () => {
    const state = mkdtempSync(path.join(os.tmpdir(), 'penstock-two-'));
    let postgres;
    let demo;
    let early;
    let late;
    let cluster;
    let pauses;

    before(async () => {
      postgres = await openPostgres(programs, await freePort());
      const database = { client: 'pg', prefix: 'penstock_two_', connection: postgres.connection };
      demo = await startDemo({ env: { ...process.env, ...clockOff(-APART_MS) }, ports: await freePorts(), state, speed: 10, database, app: false });
      early = { ...demo.backend, token: demo.token };
      late = { ...(await demo.startBackend({ port: await freePort(), env: clockOff(APART_MS) })), token: demo.token };
      cluster = openCluster(demo);
      pauses = watchPauses(cluster, 'orders');
      await until('both see the pipeline healthy', async () => {
        const words = await Promise.all([early, late].map(async backend => (await call(backend, 'GET', '/pipelines/orders')).summary.health.word));
        return words.join() === 'Healthy,Healthy';
      });
    }, { timeout: 400_000 });

    after(async () => {
      await pauses?.stop().catch(() => {});
      cluster?.close();
      await demo?.stop();
      await postgres?.stop();
      rmSync(state, { recursive: true, force: true });
    });

    const logs = () => readdirSync(path.join(state, 'logs')).filter(name => name.startsWith('backend')).map(name => readFileSync(path.join(state, 'logs', name), 'utf8')).join('\n');
    /** How wrong the clock of a process is, by the times in its log. */
    const clockOf = name => {
      const times = readFileSync(path.join(state, 'logs', `${name}.log`), 'utf8').match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g);
      return Date.parse(times.at(-1)) - Date.now();
    };
    const snapshotOfOrders = { kind: 'snapshot', pipeline: 'orders', consistency: 'application' };

    const assertOnePoint = async id => {
      const sources = (await cluster.list(SNAPSHOTS, `${LABEL}=${id}`)).map(({ metadata, spec }) => spec.source.persistentVolumeClaimName ?? metadata.name);
      assert.ok(sources.length > 0);
      assert.deepEqual(sources, [...new Set(sources)], 'no snapshot twice');
    };

    it('their clocks are wrong, one way and the other', () => {
      for (const [name, wrong] of [['backend', -APART_MS], ['backend-2', APART_MS]]) assert.ok(Math.abs(clockOf(name) - wrong) < 60_000, `${name} is wrong by ${clockOf(name)} ms`);
    });

    it('neither takes the other\'s work while both live, whoever accepted it, and a key is one operation on both', async () => {
      for (const [accepting, other] of [[early, late], [late, early]]) {
        const prepared = await prepare(accepting, snapshotOfOrders);
        const { summary: { id } } = await start(accepting, prepared);
        assert.equal((await start(other, prepared)).summary.id, id);
        const operation = await ended(other, id);
        assertSucceeded(operation);
        await assertOnePoint(id);
      }
      assert.doesNotMatch(logs(), /lost the operation|were resumed by the watchdog/);
      assert.equal(pauses.isHeld(), false);
    });

    it('PostgreSQL restarts in the middle of a restore: both backends live on, and it ends truthfully', async () => {
      const { items } = await call(early, 'GET', '/recovery-points?pipeline=orders');
      const point = items.find(({ state: is }) => is === 'Ready');
      const { summary: { id } } = await start(early, await prepare(early, { kind: 'restore', recoveryPoint: point.id, where: 'in-place', elements: ['order-search'] }));
      await until('Elasticsearch to be stopped', async () => (await cluster.get(ELASTICSEARCH)).body.metadata.annotations?.['eck.k8s.elastic.co/managed'] === 'false', { everyMs: 25 });
      await postgres.restart(3_000);
      assertSucceeded(await until('the restore to be read again', () => ended(late, id, 240_000)));
      for (const backend of [early, late]) process.kill(backend.pid, 0);
      await until('the pipeline is healthy', async () => (await api(demo, '/pipelines/orders')).body.summary?.health.word === 'Healthy');
    });

    it('one is killed while writes are paused: the other resumes them within the limit and ends the operation', async () => {
      const prepared = await prepare(early, snapshotOfOrders);
      // only one lives to take it, so that it is the one that dies with it
      const { summary: { id } } = await start(early, prepared);
      await until('writes to be paused', () => pauses.isHeld(), { everyMs: 25 });
      await early.kill();
      const operation = await ended(late, id);
      assertCutTruthfully(operation, await until('the point', async () => {
        const point = await call(late, 'GET', `/recovery-points/${encodeURIComponent(id)}`);
        return point.state === 'Ready' && point;
      }));
      await assertOnePoint(id);
      for (const { from, to } of pauses.spans) assert.ok(to - from < LIMIT_MS, `writes were paused for ${to - from} ms`);
      assert.equal((await start(late, prepared)).summary.id, id);
    });
  });
}
