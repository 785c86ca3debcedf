import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startDemo } from '../launch/demo.mjs';
import { freePorts } from '../launch/ports.mjs';
import { inCache, inRoot } from '../launch/repository.mjs';
import { examplesOf, runExample } from './docsExamples.mjs';
import { knowingDocument } from './knowingDocument.mjs';
import { findSchemathesis, runSchemathesis } from './schemathesis.mjs';

/** So long the API is asked at random; PENSTOCK_FUZZ_SECONDS for longer. */
const SECONDS = Number(process.env.PENSTOCK_FUZZ_SECONDS ?? 180);
/** Another seed asks other things; a failure is repeated with its own. */
const SEED = Number(process.env.PENSTOCK_FUZZ_SEED ?? 1);

const PAGES = ['docs/api.md'];

/** The running demo: its own ports, its own state, nobody else's. */
let demo;
let api;
let state;

before(async () => {
  state = mkdtempSync(path.join(os.tmpdir(), 'penstock-fuzz-'));
  const ports = await freePorts(['app', 'backend', 'control', 'north', 'south']);
  demo = await startDemo({ env: process.env, ports, state, speed: 10, app: false });
  api = { url: `${demo.backendUrl}/api/data-pipelines`, token: demo.token, values: {} };
  await until('every element of the demo has a word', async () => {
    const { items } = await get('/pipelines');
    return items.length === 3 && items.every(({ health }) => health.word !== 'Unknown');
  });
}, { timeout: 240_000 });

after(async () => {
  await demo?.stop();
  if (process.env.PENSTOCK_FUZZ_KEEP === '1') return;
  rmSync(state, { recursive: true, force: true });
});

async function get(place) {
  const response = await fetch(`${api.url}${place}`, { headers: { authorization: `Bearer ${api.token}` }, signal: AbortSignal.timeout(20_000) });
  return response.json();
}

async function until(what, holds) {
  const ends = Date.now() + 120_000;
  while (!(await holds())) {
    assert.ok(Date.now() < ends, `not within two minutes: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

/** The lines of the backend's log about requests that failed for no reason that anybody foresaw. */
const unforeseen = () => readFileSync(path.join(state, 'logs/backend.log'), 'utf8').split('\n').filter(line => line.includes('failed unexpectedly'));

describe('examples of the documentation', () => {
  for (const page of PAGES) {
    const examples = examplesOf(readFileSync(inRoot(page), 'utf8'));
    it(`${page} has some`, () => assert.ok(examples.length >= 5));
    for (const [index, example] of examples.entries()) {
      it(`${page}, example ${index + 1}: ${example.title}`, { timeout: 180_000 }, () => runExample(example, api));
    }
  }
});

async function namesOfDemo() {
  const { pipelines } = await get('/pipelines?expand=elements');
  const elements = pipelines.flatMap(pipeline => pipeline.elements);
  const ids = async (place, key = 'id') => (await get(place)).items.map(item => item[key]);
  return {
    pipelines: pipelines.map(({ summary }) => summary.name),
    elements: elements.map(({ id }) => id),
    volumes: elements.flatMap(({ volumes }) => volumes.map(({ name }) => name)),
    clusters: await ids('/clusters', 'name'),
    operations: await ids('/operations'),
    points: await ids('/recovery-points'),
    schedules: await ids('/schedules', 'name'),
    sizes: ['200Gi', '1Ti', '1Gi', '0', '1e30', '-5Gi', '1.5Ti'],
  };
}

const program = findSchemathesis();
if (program) {
  describe('the API, asked everything that its document allows and more', () => {
    it(`answers each request in time, as documented (seed ${SEED})`, { timeout: (SECONDS + 300) * 1000 }, async t => {
      const document = await get('/openapi.json');
      const file = path.join(state, 'openapi.json');
      writeFileSync(file, JSON.stringify(knowingDocument(document, await namesOfDemo())));
      const { code, requests, tested, cases, log } = await runSchemathesis(program, {
        ...{ document: file, url: demo.backendUrl, token: api.token, seconds: SECONDS, seed: SEED },
        folder: inCache('logs/fuzz'),
      });
      for (const { name, failures } of cases) {
        await t.test(name, () => assert.equal(failures.join('\n\n'), ''));
      }
      t.diagnostic(`${requests} requests`);
      const routes = Object.values(document.paths).flatMap(methods => Object.keys(methods)).length;
      assert.equal(tested, routes, `not every route was asked; see ${log}`);
      assert.ok(requests > 10 * routes, `only ${requests} requests were made; see ${log}`);
      assert.equal(code, 0, `see ${log}`);
    });
  });
} else {
  it('left out: fuzzing of the API (its equipment is installed by .ci/run)', () => {
    assert.notEqual(process.env.PENSTOCK_REQUIRE_ALL, '1', 'PENSTOCK_REQUIRE_ALL=1 demands it: install tools/fuzz/requirements.txt as .ci/run does.');
  });
}

describe('afterwards', () => {
  it('no request has failed for a reason that nobody foresaw', () => assert.deepEqual(unforeseen(), []));

  it('the backend still answers', async () => assert.equal((await get('/pipelines')).total, 3));
});
