import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Children, lostChild } from './children.mjs';
import { openFrontDoor } from './frontDoor.mjs';
import { overlayConfig } from './overlay.mjs';
import { requireFreePorts } from './ports.mjs';
import { inCache, inRoot } from './repository.mjs';
import { step } from './say.mjs';

/** Where the demo listens, all on loopback. */
export const DEMO_PORTS = { app: 3000, backend: 7007, control: 7440, north: 7441, south: 7442 };

/** The static token of the demo, as app-config.yaml has it. */
export const DEMO_TOKEN = 'penstock-demo-token';

/** The simulated clusters of the demo. */
export const DEMO_CLUSTERS = ['prod-north', 'prod-south'];

const BACKEND_READY_MS = 120_000;

/**
 * One process of the backend. `startBackend` starts another over the same state: on the same port after `kill`, or
 * beside it on one of its own.
 *
 * @typedef {{ url: string, pid: number, kill: () => Promise<void> }} DemoBackend
 */

/** Resolves when the URL answers 200; rejects when `lost` does or the time is over. */
async function answers(url, { lost, timeoutMs }) {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const answer = await Promise.race([
      fetch(url, { signal: AbortSignal.timeout(2000) }).then(response => response.ok, () => false),
      lost,
    ]);
    if (answer === true) return;
    if (Date.now() > until) throw new Error(`${url} did not answer within ${timeoutMs / 1000} s`);
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

function startSandbox(children, { env, state, ports, speed, lost }) {
  step('Starting the simulated clusters prod-north and prod-south');
  return Promise.race([lost, new Promise(resolve => {
    children.start('sandbox', {
      entry: inRoot('packages/sandbox/src/main.ts'),
      args: [
        '--state', state,
        '--control-port', String(ports.control),
        '--prod-north-port', String(ports.north),
        '--prod-south-port', String(ports.south),
        '--speed', String(speed),
      ],
      env,
      onLine: line => {
        if (!line.startsWith('{"ready":true')) return;
        resolve(JSON.parse(line));
      },
    });
  })]);
}

function sqliteIn(state) {
  return { client: 'better-sqlite3', connection: { directory: path.join(state, 'database') } };
}

/**
 * What starts backends over the same clusters and database, each under a name of its own.
 *
 * @param {Children} children
 * @param {{ env: NodeJS.ProcessEnv, state: string, configs: string[], lost: Promise<never>, overlay: object, ports: { app: number, backend: number } }} options
 */
function backendStarter(children, { env, state, configs, lost, overlay, ports }) {
  let starts = 0;
  return async ({ port = ports.backend, env: more = {} } = {}) => {
    starts += 1;
    const name = starts === 1 ? 'backend' : `backend-${starts}`;
    const file = path.join(state, port === ports.backend ? 'app-config.run.yaml' : `app-config.run.${port}.yaml`);
    writeFileSync(file, overlayConfig({ ...overlay, ports: { ...ports, backend: port } }), { mode: 0o600 });
    const args = [inRoot('app-config.yaml'), ...configs, file].flatMap(each => ['--config', each]);
    const child = children.start(name, { entry: 'src/index.ts', args, env: { ...env, NODE_ENV: 'development', ...more }, cwd: inRoot('packages/backend') });
    try {
      await answers(`http://127.0.0.1:${port}/.backstage/health/v1/readiness`, { lost, timeoutMs: BACKEND_READY_MS });
    } catch (error) {
      // it would keep the port
      await children.kill(name);
      throw error;
    }
    return { url: `http://localhost:${port}`, pid: child.pid, kill: () => children.kill(name) };
  };
}

/**
 * Starts the demo: simulated clusters (or the user's own), backend and app.
 *
 * @param {{ env: NodeJS.ProcessEnv, ports?: typeof DEMO_PORTS, state?: string, speed?: number, reset?: boolean,
 *   own?: { kubeconfig: string, contexts?: string[], prometheus?: string }, configs?: string[], database?: object, app?: boolean }} options
 *   `own`: the user's clusters instead of the simulated ones; `database`: `backend.database` of the configuration, SQLite
 *   files below `state` when absent; `app`: false leaves the app to a development server on its port
 * @returns {Promise<{ url: string, backendUrl: string, backendPid: number,
 *   backend: DemoBackend, startBackend: (options?: { port?: number, env?: NodeJS.ProcessEnv }) => Promise<DemoBackend>, token: string, kubeconfig: string, control: string | undefined,
 *   lost: Promise<never>, stop: () => Promise<void> }>}
 */
export async function startDemo({ env, ports = DEMO_PORTS, own, state = inCache(own ? 'own-clusters' : 'demo'), speed = 3, reset = false, configs = [], database = sqliteIn(state), app = true }) {
  const { control, north, south, app: appPort, ...backendPort } = ports;
  const always = app ? { ...backendPort, app: appPort } : backendPort;
  await requireFreePorts(own ? always : { ...always, control, 'prod-north': north, 'prod-south': south });
  if (reset) rmSync(state, { recursive: true, force: true });
  mkdirSync(path.join(state, 'database'), { recursive: true });
  // The demo's token is in the documentation; on the user's own clusters nobody else may know it.
  const token = own ? randomBytes(24).toString('base64url') : DEMO_TOKEN;
  let giveUp;
  const lost = new Promise((_, reject) => { giveUp = reject; });
  lost.catch(() => {});
  const children = new Children(path.join(state, 'logs'), (name, log) => giveUp(lostChild(name, log)));
  try {
    const clusters = own
      ? { kubeconfig: path.resolve(own.kubeconfig), contexts: own.contexts, prometheus: own.prometheus ? [{ url: own.prometheus }] : [] }
      : await startSandbox(children, { env, state: path.join(state, 'sandbox'), ports, speed, lost }).then(({ kubeconfig, control: url }) => ({
          kubeconfig,
          contexts: DEMO_CLUSTERS,
          control: url,
          prometheus: DEMO_CLUSTERS.map(name => ({ url: `${url}/clusters/${name}/prometheus`, clusters: [name], refresh: { seconds: 5 } })),
        }));
    step('Starting the backend');
    const overlay = { ...clusters, database, token: own ? token : undefined };
    const startBackend = backendStarter(children, { env, state, configs, lost, overlay, ports });
    const backend = await startBackend();
    const server = app ? await openFrontDoor({ port: ports.app, backendPort: ports.backend }) : undefined;
    return {
      url: `http://localhost:${ports.app}`,
      backendUrl: `http://localhost:${ports.backend}`,
      backendPid: backend.pid,
      backend,
      startBackend,
      token,
      kubeconfig: clusters.kubeconfig,
      control: clusters.control,
      lost,
      stop: async () => {
        server?.closeAllConnections();
        await new Promise(resolve => (server ? server.close(resolve) : resolve(undefined)));
        await children.stop();
      },
    };
  } catch (error) {
    await children.stop();
    throw error;
  }
}
