import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startDemo } from '../../../tools/launch/demo.mjs';
import { openCluster, watchPauses } from './cluster.mjs';
import { assertCutTruthfully, assertSucceeded, call, ended, prepare, start } from './operate.mjs';
import { api, freePorts, until } from './session.mjs';

const LABEL = 'penstock.dev/operation';
/** Writes that are paused go on at their limit; where no backend lived by then, so long after one is up. */
const RESUMED_WITHIN_MS = 15_000;
const LIMIT_MS = 60_000;
const SNAPSHOTS = '/apis/snapshot.storage.k8s.io/v1/namespaces/orders/volumesnapshots';
const CLAIMS = '/api/v1/namespaces/orders/persistentvolumeclaims';
const VOLUMES = '/api/v1/persistentvolumes';
const SEARCH = 'elasticsearch.k8s.elastic.co/cluster-name=order-search';
const ELASTICSEARCH = '/apis/elasticsearch.k8s.elastic.co/v1/namespaces/orders/elasticsearches/order-search';

const times = [];
const seconds = ms => `${(ms / 1000).toFixed(1)} s`;

describe('the backend is killed in the middle of an operation and started again', () => {
  const state = mkdtempSync(path.join(os.tmpdir(), 'penstock-killed-'));
  let demo;
  let backend;
  let cluster;
  let pauses;

  before(async () => {
    demo = await startDemo({ env: process.env, ports: await freePorts(), state, speed: 10, app: false });
    backend = { ...demo.backend, token: demo.token };
    cluster = openCluster(demo);
    pauses = watchPauses(cluster, 'orders');
    await until('the seeded pipelines are red, yellow and green', async () => {
      const words = await Promise.all(['factory-telemetry', 'clickstream', 'orders'].map(async name => (await api(demo, `/pipelines/${name}`)).body.summary?.health.word));
      return words.join() === 'Critical,Warning,Healthy' && words;
    });
  }, { timeout: 240_000 });

  after(async () => {
    await pauses?.stop().catch(() => {});
    cluster?.close();
    await demo?.stop();
    rmSync(state, { recursive: true, force: true });
    for (const line of times) process.stdout.write(`${line}\n`);
  });

  /** Kills the backend at the moment, starts it again, and says how long after that writes went on, where they were paused. */
  async function killAt(name, holds) {
    await until(name, holds, { timeoutMs: 90_000, everyMs: 25 });
    await backend.kill();
    const held = pauses.isHeld();
    const began = Date.now();
    backend = { ...(await demo.startBackend()), token: demo.token };
    const up = Date.now();
    let resumed;
    if (held) {
      await until('the paused writes to go on', () => !pauses.isHeld(), { timeoutMs: RESUMED_WITHIN_MS, everyMs: 50 });
      resumed = pauses.spans.at(-1).to;
    }
    times.push(`  killed ${name}: ${held ? `writes were paused, resumed ${seconds(resumed - began)} after the start (ready after ${seconds(up - began)})` : `no writes paused, ready after ${seconds(up - began)}`}`);
    return { began, up };
  }

  /** Runs an operation with kills at the moments, one after another; each looks at the cluster with the operation's label. */
  async function runKilled(request, moments) {
    const prepared = await prepare(backend, request);
    const before = Date.now();
    const { summary: { id } } = await start(backend, prepared);
    const labels = `${LABEL}=${id}`;
    let last = { began: Date.now(), up: Date.now() };
    for (const [name, holds] of moments) last = await killAt(`${request.kind}, ${name}`, () => holds(labels));
    const operation = await ended(backend, id);
    times.push(`  ${request.kind} ended ${operation.summary.phase} ${seconds(Date.now() - last.began)} after the last start, ${seconds(Date.now() - before)} in all`);
    if (request.kind !== 'snapshot') assertSucceeded(operation);
    assert.equal(pauses.isHeld(), false, 'writes go on');
    assert.equal((await start(backend, prepared)).summary.id, id, 'the same key is the same operation');
    const { items } = await call(backend, 'GET', '/operations?limit=100');
    assert.equal(items.filter(({ kind, createdAt }) => kind === request.kind && Date.parse(createdAt) >= before - 1000).length, 1, 'one operation');
    for (const { from, to } of pauses.spans.splice(0)) assert.ok(to <= Math.max(from + LIMIT_MS, last.up + RESUMED_WITHIN_MS), `writes were paused for ${seconds(to - from)}`);
    return operation;
  }

  const sometime = () => {
    const at = Date.now() + Math.random() * 3_000;
    return () => Date.now() >= at;
  };
  const ledger = async element => (await fetch(`${demo.control}/clusters/prod-north/ledger?namespace=orders&element=${element}`)).json();

  it('expand: every volume of the red Kafka has the size, in claim and driver, and it turns healthy', async () => {
    const { body: { elements } } = await api(demo, '/pipelines/factory-telemetry');
    const { id } = elements.find(({ health }) => health.word === 'Critical');
    const { volumes } = await call(backend, 'GET', `/elements/${id}`);
    const claims = volumes.filter(({ name }) => name.includes('broker')).map(({ name }) => name);
    await runKilled({ kind: 'expand', element: id, volumes: claims, size: '400Gi' }, [['at the start', () => true], ['at any time', sometime()]]);
    for (const name of claims) {
      const { body } = await cluster.get(`/api/v1/namespaces/factory-telemetry/persistentvolumeclaims/${name}`);
      assert.equal(body.status.capacity.storage, '400Gi', name);
    }
    await until('it is not red any more', async () => (await call(backend, 'GET', `/elements/${id}`)).health.word !== 'Critical');
  });

  for (const moments of [
    [['during the pause', () => pauses.isHeld()]],
    [['right after the cut', async labels => (await cluster.list(SNAPSHOTS, labels)).length > 0 || (await cluster.list(SNAPSHOTS)).some(({ status }) => status?.creationTime && !status.readyToUse)]],
    [['at any time', sometime()], ['again at once', () => true]],
  ]) {
    it(`snapshot of a pipeline, killed ${moments.map(([name]) => name).join(', then ')}: one complete point`, async () => {
      const claims = await cluster.list(CLAIMS);
      const operation = await runKilled({ kind: 'snapshot', pipeline: 'orders', consistency: 'application' }, moments);
      const { summary: { id } } = operation;
      const point = await until('the point', async () => {
        const found = await call(backend, 'GET', `/recovery-points/${encodeURIComponent(id)}`);
        return found.state === 'Ready' && found;
      });
      assertCutTruthfully(operation, point);
      const members = point.members.map(({ volume, claim, name }) => volume ?? claim ?? name).sort();
      assert.deepEqual(members, [...new Set(members)], 'no volume twice');
      assert.equal(members.length, claims.length, 'every volume of the pipeline');
      assert.equal((await cluster.list(SNAPSHOTS)).filter(({ metadata }) => metadata.labels?.[LABEL] === id).length, claims.length, 'one snapshot of each volume');
    });
  }

  it('restore: Elasticsearch is back at the cut on new volumes, once, and no record is missing', async () => {
    const { items } = await call(backend, 'GET', '/recovery-points?pipeline=orders');
    const point = items.find(({ state: is }) => is === 'Ready');
    const ordered = await fetch(`${demo.control}/faults`, { method: 'POST', body: JSON.stringify({ cluster: 'prod-north', fault: 'corrupt', namespace: 'orders', element: 'order-search' }) });
    assert.equal(ordered.status, 200);
    await until('Elasticsearch is red', async () => (await call(backend, 'GET', '/elements/order-search')).health.word === 'Critical');
    const old = await cluster.list(CLAIMS, SEARCH);
    const operation = await runKilled({ kind: 'restore', recoveryPoint: point.id, where: 'in-place', elements: ['order-search'] }, [
      ['while it stops', async () => (await cluster.get(ELASTICSEARCH)).body.metadata.annotations?.['eck.k8s.elastic.co/managed'] === 'false'],
      ['during the swap', async () => (await cluster.list(CLAIMS, SEARCH)).some(({ metadata }) => !old.some(({ metadata: { uid } }) => uid === metadata.uid))],
      ['while it starts', async () => (await cluster.get(ELASTICSEARCH)).body.metadata.annotations?.['eck.k8s.elastic.co/managed'] !== 'false'],
    ]);
    const now = await cluster.list(CLAIMS, SEARCH);
    assert.deepEqual(now.map(({ metadata }) => metadata.name).sort(), old.map(({ metadata }) => metadata.name).sort());
    const used = new Set(old.map(({ spec }) => spec.volumeName));
    assert.ok(now.every(({ spec }) => !used.has(spec.volumeName)), 'new volumes');
    const made = (await cluster.list(VOLUMES)).filter(({ spec, status }) => status.phase === 'Bound' && spec.claimRef?.namespace === 'orders' && old.some(({ metadata }) => metadata.name === spec.claimRef.name));
    assert.equal(made.length, now.length, 'each claim is bound to one volume');
    assert.ok(operation.result.replayed, 'what is replayed is said');
    await until('Elasticsearch is healthy', async () => (await call(backend, 'GET', '/elements/order-search')).health.word === 'Healthy');
    await until('the connector to have caught up', async () => {
      const [{ indices: [{ topics: [topic], lostShards }] }] = (await ledger('order-search')).elasticsearches;
      assert.deepEqual({ missing: topic.missing, lostShards }, { missing: [], lostShards: [] });
      return topic.waiting < 2_000;
    }, { timeoutMs: 180_000 });
  });
});
