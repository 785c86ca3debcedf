/* eslint-disable no-console -- prints what it measured */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ConfigReader } from '@backstage/config';
import { DefaultClusters, type DefaultClustersOptions } from '@penstock/backstage-plugin-data-pipelines-backend/clusters';
import { DefaultInventory } from '@penstock/backstage-plugin-data-pipelines-backend/inventory';

const POD = { group: '', kind: 'Pod' };
const CLAIM = { group: '', kind: 'PersistentVolumeClaim' };
const MB = 1024 * 1024;
const quiet: DefaultClustersOptions['logger'] = {
  error: console.error,
  warn: console.error,
  info: () => {},
  debug: () => {},
  child: () => quiet,
};

function memory(): { heap: number; rss: number } {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / MB, rss: rss / MB };
}

/** Reads `pods` pods and `claims` claims from a stand-in API server and prints what that cost. */
async function measure(pods: number, claims: number): Promise<void> {
  const server = fork(path.join(__dirname, 'apiServer.mjs'), [String(pods), String(claims)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [port] = server.stdout ? await once(server.stdout, 'data') : [];
  const url = `http://127.0.0.1:${String(port).trim()}`;
  const clusters = await DefaultClusters.fromConfig(
    new ConfigReader({
      kubernetes: {
        clusterLocatorMethods: [
          { type: 'config', clusters: [{ name: 'bench', url, authProvider: 'serviceAccount', serviceAccountToken: 't' }] },
        ],
      },
    }),
    { logger: quiet },
  );
  const before = memory();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const startedAt = performance.now();
  const inventory = DefaultInventory.create({ clusters, kinds: [], logger: quiet });
  inventory.start();
  const reader = inventory.reader('bench');
  while (reader.list(POD).length < pods || reader.list(CLAIM).length < claims) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  const syncMs = performance.now() - startedAt;
  delay.disable();
  const after = memory();
  const readAt = performance.now();
  const READS = 1000;
  for (let read = 0; read < READS; read += 1) {
    reader.list(POD, { labels: { 'app.kubernetes.io/instance': `app-${read % 500}` } });
  }
  const readUs = ((performance.now() - readAt) / READS) * 1000;
  const { requests } = await (await fetch(`${url}/count`)).json();
  console.log(
    JSON.stringify({
      pods,
      claims,
      syncMs: Math.round(syncMs),
      requests,
      heapMB: Number((after.heap - before.heap).toFixed(1)),
      rssMB: Math.round(after.rss - before.rss),
      longestBlockMs: Math.round(delay.max / 1e6),
      readMicroseconds: Number(readUs.toFixed(1)),
    }),
  );
  await inventory.stop();
  await clusters.close();
  server.disconnect();
}

async function main(): Promise<void> {
  const [pods = 5000, claims = 2000] = process.argv.slice(2).map(Number);
  await measure(pods, claims);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
