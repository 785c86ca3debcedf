// Measures GET /pipelines and /recovery-points end to end: a real backend with its sign-in, permissions and audit, watching a
// stand-in API server. Arguments: number of pipelines (200), requests per question (100), number of recovery points (0). Prints
// one line of JSON per question.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [pipelines = 200, requests = 100, points = 0] = process.argv.slice(2).map(Number);
const WARM_UP = 20;
const PATIENCE_MS = 180_000;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** The demo's configuration with one cluster, the stand-in, and discovery into the catalog at rest. */
function overlayOf(port, api) {
  return {
    backend: { baseUrl: `http://localhost:${port}`, listen: { host: '127.0.0.1', port } },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        { type: 'config', clusters: [{ name: 'bench', url: `http://127.0.0.1:${api}`, authProvider: 'serviceAccount', serviceAccountToken: 't' }] },
      ],
    },
    catalog: { providers: { dataPipelines: { schedule: { frequency: { hours: 1 }, initialDelay: { hours: 1 }, timeout: { minutes: 1 } } } } },
  };
}

function startBackend(overlay) {
  return spawn(
    process.execPath,
    [
      '--no-node-snapshot', '--require', path.join(ROOT, 'node_modules/@backstage/cli/config/nodeTransform.cjs'), 'src/index.ts',
      '--config', path.join(ROOT, 'app-config.yaml'), '--config', overlay,
    ],
    { cwd: path.join(ROOT, 'packages/backend'), env: { ...process.env, NODE_ENV: 'development' }, stdio: 'ignore' },
  );
}

async function ask(url) {
  const began = performance.now();
  const response = await fetch(url, { headers: { authorization: 'Bearer penstock-demo-token' }, signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return { ms: performance.now() - began, bytes: text.length, text };
}

async function untilComplete(url, wanted, began) {
  for (;;) {
    const total = await ask(`${url}?limit=1`).then(({ text }) => JSON.parse(text).total, () => 0);
    if (total === wanted) return performance.now() - began;
    if (performance.now() - began > PATIENCE_MS) throw new Error(`${url}: only ${total} of ${wanted} after ${PATIENCE_MS / 1000} s`);
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

async function measure(question, url) {
  for (let request = 0; request < WARM_UP; request += 1) await ask(url);
  const answers = [];
  for (let request = 0; request < requests; request += 1) answers.push(await ask(url));
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = share => Number(times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1));
  process.stdout.write(`${JSON.stringify({ question, medianMs: at(0.5), p95Ms: at(0.95), maxMs: at(1), kB: Math.round(answers[0].bytes / 1024) })}\n`);
}

/** First pages, the page in the middle, and filters. */
async function measurePoints(url, pipeline) {
  const of = `pipeline=${encodeURIComponent(pipeline)}`;
  const day = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);
  let middle = '';
  for (let seen = 0; seen < points / 2; seen += 100) {
    const { nextCursor } = JSON.parse((await ask(`${url}?limit=100${middle}`)).text);
    middle = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
  await measure('points, first page of 50', url);
  await measure('points, a page in the middle', `${url}?limit=100${middle}`);
  await measure('points of a pipeline', `${url}?${of}`);
  await measure('points of a day', `${url}?day=${day}`);
  await measure('points that are not ready', `${url}?state=NotReady`);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'penstock-bench-'));
const cluster = fork(fileURLToPath(new URL('apiServer.mjs', import.meta.url)), [String(pipelines), String(points)]);
let backend;
try {
  const [{ port: api, objects }] = await once(cluster, 'message');
  const port = await freePort();
  const overlay = path.join(folder, 'app-config.bench.yaml');
  writeFileSync(overlay, JSON.stringify(overlayOf(port, api)));
  const began = performance.now();
  backend = startBackend(overlay);
  const base = `http://127.0.0.1:${port}/api/data-pipelines`;
  const url = `${base}/pipelines`;
  await untilComplete(url, pipelines, began);
  const completeMs = await untilComplete(`${base}/recovery-points`, points, began);
  const load = Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
  process.stdout.write(`${JSON.stringify({ pipelines, points, objects, startToCompleteMs: Math.round(completeMs), node: process.version, cores: os.availableParallelism(), load })}\n`);
  const [first] = JSON.parse((await ask(`${url}?limit=1`)).text).items;
  await measure('all', `${url}?limit=500`);
  await measure('page of 50', `${url}?limit=50`);
  await measure('all, in whole', `${url}?limit=500&expand=elements`);
  await measure('one pipeline', `${url}/${encodeURIComponent(first.name)}`);
  if (points > 0) await measurePoints(`${base}/recovery-points`, first.name);
} finally {
  if (backend) {
    backend.kill('SIGTERM');
    await once(backend, 'exit');
  }
  cluster.disconnect();
  rmSync(folder, { recursive: true, force: true });
}
