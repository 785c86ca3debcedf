// Measures GET /pipelines end to end: a real backend with its sign-in, permissions and audit, watching a stand-in API server.
// Arguments: number of pipelines (200), requests per question (100). Prints one line of JSON per question.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [pipelines = 200, requests = 100] = process.argv.slice(2).map(Number);
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

async function untilComplete(url, began) {
  for (;;) {
    const total = await ask(`${url}?limit=1`).then(({ text }) => JSON.parse(text).total, () => 0);
    if (total === pipelines) return performance.now() - began;
    if (performance.now() - began > PATIENCE_MS) throw new Error(`only ${total} of ${pipelines} pipelines after ${PATIENCE_MS / 1000} s`);
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

const folder = mkdtempSync(path.join(os.tmpdir(), 'penstock-bench-'));
const cluster = fork(fileURLToPath(new URL('apiServer.mjs', import.meta.url)), [String(pipelines)]);
let backend;
try {
  const [{ port: api, objects }] = await once(cluster, 'message');
  const port = await freePort();
  const overlay = path.join(folder, 'app-config.bench.yaml');
  writeFileSync(overlay, JSON.stringify(overlayOf(port, api)));
  const began = performance.now();
  backend = startBackend(overlay);
  const url = `http://127.0.0.1:${port}/api/data-pipelines/pipelines`;
  const completeMs = await untilComplete(url, began);
  const load = Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
  process.stdout.write(`${JSON.stringify({ pipelines, objects, startToCompleteMs: Math.round(completeMs), node: process.version, cores: os.availableParallelism(), load })}\n`);
  const [first] = JSON.parse((await ask(`${url}?limit=1`)).text).items;
  await measure('all', `${url}?limit=500`);
  await measure('page of 50', `${url}?limit=50`);
  await measure('all, in whole', `${url}?limit=500&expand=elements`);
  await measure('one pipeline', `${url}/${encodeURIComponent(first.name)}`);
} finally {
  if (backend) {
    backend.kill('SIGTERM');
    await once(backend, 'exit');
  }
  cluster.disconnect();
  rmSync(folder, { recursive: true, force: true });
}
