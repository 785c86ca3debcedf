/* eslint-disable no-console -- prints what it measured */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMetrics } from '../../packages/sandbox/src/metrics';
import { MemoryWorld } from '../../packages/sandbox/src/controllers/engine/MemoryWorld';
import { CLAIMS, CONFIG_MAPS, PODS, VOLUMES } from '../../packages/sandbox/src/controllers/kinds/core';
import { ELASTICSEARCHES } from '../../packages/sandbox/src/controllers/kinds/eck';
import { SPARK_APPLICATIONS } from '../../packages/sandbox/src/controllers/kinds/spark';
import { CONNECTORS, CONNECTS, KAFKAS, TOPICS, USERS } from '../../packages/sandbox/src/controllers/kinds/strimzi';
import { settledObjects } from '../../packages/sandbox/src/seeds/settled';
import { ObjectStore } from '../../packages/sandbox/src/state/ObjectStore';
import { StateFile } from '../../packages/sandbox/src/state/StateFile';
import { Workload } from '../../packages/sandbox/src/workload/workload';
import type { WorkloadObjects } from '../../packages/sandbox/src/workload/objects';

const START = Date.UTC(2026, 10, 20, 14, 31);
const REPORT_HOURS = [0, 1, 2, 4, 6, 8, 12, 16, 20, 24];
/** A source makes up for no longer gap than this. */
const STEP_SECONDS = 15;
const MB = 2 ** 20;
const HOURS = Number(process.argv[2] ?? 24);

/** Files and bytes below a folder. */
function disk(folder: string): { files: number; bytes: number } {
  let files = 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      files += 1;
      bytes += statSync(path.join(entry.parentPath, entry.name)).size;
    }
  }
  return { files, bytes };
}

/** Bytes of objects and of the samples, which are no objects. */
function memory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Lets a simulated day pass for one seeded cluster: its records through real files, its metrics, and changes of its pods through store and journal. */
async function day(cluster: string, folder: string): Promise<void> {
  const volumes = path.join(folder, 'volumes');
  const world = new MemoryWorld(settledObjects(cluster, new Date(START)));
  for (const { metadata } of world.list(VOLUMES)) {
    mkdirSync(path.join(volumes, metadata.name), { recursive: true });
  }
  const objects: WorkloadObjects = {
    pods: world.list(PODS),
    claims: world.list(CLAIMS),
    configMaps: world.list(CONFIG_MAPS),
    kafkas: world.list(KAFKAS),
    topics: world.list(TOPICS),
    users: world.list(USERS),
    connects: world.list(CONNECTS),
    connectors: world.list(CONNECTORS),
    elasticsearches: world.list(ELASTICSEARCHES),
    sparkApplications: world.list(SPARK_APPLICATIONS),
  };
  const store = new ObjectStore();
  const file = new StateFile(path.join(folder, `${cluster}.json`), store, console.error);
  await file.open();
  let now = START;
  const clock = { speed: 1, now: () => new Date(now), sleep: async () => undefined };
  const workload = new Workload(volumes, line => line.startsWith('workload of') && console.error(line));
  const metrics = createMetrics({ snapshot: () => workload.facts(), clock, log: console.error });
  await workload.tick(objects, now);
  const began = Date.now();
  let changes = 0;
  for (let step = 0; step <= (HOURS * 3_600) / STEP_SECONDS; step += 1) {
    if (step > 0) {
      now += STEP_SECONDS * 1_000;
      await workload.tick(objects, now);
    }
    await metrics.collect();
    for (const { metadata } of objects.pods) {
      const { name, namespace } = metadata;
      store.put('/pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace, annotations: { step: String(step), filler: 'x'.repeat(3_000) } },
      });
      changes += 1;
    }
    const hour = (step * STEP_SECONDS) / 3_600;
    if (REPORT_HOURS.includes(hour)) {
      const used = disk(volumes);
      const state = disk(folder).bytes - used.bytes;
      console.log(
        `${cluster} ${String(hour).padStart(2)} h: volumes ${(used.bytes / MB).toFixed(1)} MB in ${used.files} files; snapshot and journal ${(state / MB).toFixed(1)} MB after ${changes} changes, ${store.since('/pods', 0).length} in the history; memory ${(memory() / MB).toFixed(0)} MB; ${((Date.now() - began) / 1_000).toFixed(0)} s`,
      );
    }
  }
  await metrics.stop();
  file.close();
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sandbox-day-'));
  try {
    for (const cluster of ['prod-north', 'prod-south']) await day(cluster, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
