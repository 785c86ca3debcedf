import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Children, lostChild } from '../../../tools/launch/children.mjs';
import { inRoot } from '../../../tools/launch/repository.mjs';
import { api, openPage, openSession, picture, until } from './session.mjs';

const require = createRequire(import.meta.url);
// From here on, require takes TypeScript.
require('@backstage/cli/config/nodeTransform.cjs');
const { findBinaries, findCrds } = require('../../../tools/control-plane/src/index.ts');
const { manifestsOf, templateExamples } = require('../../../tools/contract/src/templates/templates.ts');

const CLUSTER = 'penstock';
const NAMESPACE = 'default';
const START_MS = 240_000;

/** A real API server with operators that are played, in a process of its own. */
async function startCluster() {
  const logs = mkdtempSync(path.join(os.tmpdir(), 'penstock-own-'));
  let giveUp;
  const lost = new Promise((_, reject) => { giveUp = reject; });
  lost.catch(() => {});
  const children = new Children(logs, (name, log) => giveUp(lostChild(name, log)));
  const ready = new Promise(resolve => {
    children.start('control-plane', {
      entry: inRoot('tools/control-plane/src/main.ts'),
      args: ['start', '--with-controllers', '--speed', '20'],
      env: process.env,
      onLine: line => {
        const [, file] = /^Kubeconfig: (.+)$/.exec(line) ?? [];
        if (file) resolve(file);
      },
    });
  });
  const stop = async () => {
    await children.stop();
    rmSync(logs, { recursive: true, force: true });
  };
  try {
    return { kubeconfig: await Promise.race([ready, lost]), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

if (!findBinaries() || !findCrds()) {
  it('left out: the product on a real Kubernetes API server (yarn workspace control-plane control-plane build, and … crds)', () => {
    assert.notEqual(process.env.PENSTOCK_REQUIRE_ALL, '1', 'the real control plane is required: build it and fetch the definitions');
  });
} else {
  describe('on the clusters of a kubeconfig', () => {
    let cluster;
    let session;

    before(async () => {
      cluster = await startCluster();
      session = await openSession({ own: { kubeconfig: cluster.kubeconfig, contexts: [CLUSTER] } });
    }, { timeout: START_MS });

    after(async () => {
      await session?.close();
      await cluster?.stop();
    });

    it('a template becomes an element, which says how it is without metrics', async () => {
      const example = templateExamples().find(({ template, name }) => template === 'kafka' && name === 'default');
      const values = { ...example.values, cluster: CLUSTER, namespace: NAMESPACE };
      const manifests = await manifestsOf({ ...example, values });
      const { body: report } = await until('the cluster takes manifests', async () => {
        const answer = await api(session.demo, '/manifests/apply', {
          method: 'POST',
          body: JSON.stringify({ cluster: CLUSTER, namespace: NAMESPACE, manifests }),
        });
        if (answer.status === 200 && answer.body.succeeded) return answer;
        throw new Error(JSON.stringify(answer.body));
      });
      assert.deepEqual(report.outcomes.filter(({ outcome }) => outcome !== 'created'), []);
      const element = await until('the element is healthy', async () => {
        const { body } = await api(session.demo, `/elements/${values.name}`);
        if (body.health?.word === 'Healthy') return body;
        throw new Error(`${body.health?.word}: ${body.health?.cause}`);
      }, { timeoutMs: 240_000 });
      assert.ok(element.measures.length > 0 && element.volumes.length > 0 && element.members.length > 0);
      for (const { label, measure } of element.measures) {
        assert.equal(measure.state, 'not-measured', label);
        assert.match(measure.reason, /No metrics source is configured for cluster penstock/);
      }
      for (const { name, word, used } of element.volumes) {
        assert.deepEqual({ name, word, state: used.state }, { name, word: 'NotMeasured', state: 'not-measured' });
      }
      for (const { name, word } of element.members) assert.deepEqual({ name, word }, { name, word: 'Healthy' });
    });

    it('its pipeline has a row on the pipelines page', async () => {
      const { page, done } = await openPage(session);
      await page.goto('/data-pipelines?owner=any');
      const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'returns', exact: true }) });
      await row.waitFor({ timeout: 90_000 });
      await row.getByText('Healthy', { exact: true }).waitFor();
      await picture(page, 'own-clusters.light');
      await done();
    });
  });
}
