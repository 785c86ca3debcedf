import {
  KubernetesClient,
  ObjectCache,
  type KubernetesObject,
  type Resource,
} from '../client';
import type { RoomContext, Running } from '../contracts';
import { CLAIMS, CONFIG_MAPS, PODS } from '../controllers/kinds/core';
import { ELASTICSEARCHES } from '../controllers/kinds/eck';
import { SPARK_APPLICATIONS } from '../controllers/kinds/spark';
import {
  CONNECTORS,
  CONNECTS,
  KAFKAS,
  TOPICS,
  USERS,
} from '../controllers/kinds/strimzi';
import type { WorkloadFacts } from './facts';
import type { Ledger } from './ledger/Ledger';
import { ledgerOf } from './ledger/ledgerOf';
import type { WorkloadObjects } from './objects';
import { Workload } from './workload';

export type * from './facts';

/** Real milliseconds between two ticks. */
const TICK_MS = 2_000;

/** The running workload of one cluster. */
export interface RunningWorkload extends Running {
  /** What flows and how full the volumes are, as of now. Undefined until the cluster's objects have been read. */
  snapshot(): WorkloadFacts | undefined;
  /** Resolves after the first look at objects and files, or when it is stopped before. */
  ready(): Promise<void>;
  /** What the files of a namespace, or of one element of it, hold against what was acknowledged. */
  ledger(namespace: string, element: string | undefined): Promise<Ledger>;
}

/**
 * Moves records through one cluster. It watches pods, claims and operator
 * resources through the API as any client does, and works in the folders of
 * the volumes; {@link Workload} tells how.
 */
export function startWorkload(context: RoomContext): RunningWorkload {
  const { clock, log } = context;
  const client = new KubernetesClient(context.cluster);
  const ending = new AbortController();
  const { caches, runs, objects } = followObjects(
    context,
    client,
    ending.signal,
  );
  const workload = new Workload(context.volumesDir, log);

  let markReady = () => {};
  const ready = new Promise<void>(resolve => (markReady = resolve));
  const loop = async () => {
    await Promise.race([
      Promise.all(caches.map(cache => cache.synced())),
      aborted(ending.signal),
    ]);
    while (!ending.signal.aborted) {
      try {
        await workload.tick(objects(), clock.now().getTime());
      } catch (error) {
        log(`workload: ${String(error)}`);
      }
      markReady();
      // Records flow in real time whatever the speed of the scripted delays is.
      await clock.sleep(TICK_MS * clock.speed, ending.signal);
    }
  };
  const running = loop().finally(markReady);

  return {
    snapshot: () => workload.facts(),
    ready: () => ready,
    ledger: (namespace, element) =>
      ledgerOf(objects(), {
        volumesDir: context.volumesDir,
        namespace,
        ...(element === undefined ? {} : { element }),
        now: clock.now().getTime(),
      }),
    stop: async () => {
      ending.abort();
      await running;
      await client.close();
      await Promise.allSettled(runs);
    },
  };
}

/** Watches all kinds from which the workload learns what to move. */
function followObjects(
  { clock, log }: RoomContext,
  client: KubernetesClient,
  signal: AbortSignal,
): {
  caches: { synced(): Promise<void> }[];
  runs: Promise<void>[];
  objects(): WorkloadObjects;
} {
  const runs: Promise<void>[] = [];
  const caches: { synced(): Promise<void> }[] = [];
  const follow = <T extends KubernetesObject>(
    resource: Resource<T>,
  ): ObjectCache<T> => {
    const cache = new ObjectCache<T>({ client, clock, resource, log });
    caches.push(cache);
    runs.push(cache.run(signal));
    return cache;
  };
  const pods = follow(PODS);
  const claims = follow(CLAIMS);
  const configMaps = follow(CONFIG_MAPS);
  const kafkas = follow(KAFKAS);
  const topics = follow(TOPICS);
  const users = follow(USERS);
  const connects = follow(CONNECTS);
  const connectors = follow(CONNECTORS);
  const elasticsearches = follow(ELASTICSEARCHES);
  const sparkApplications = follow(SPARK_APPLICATIONS);
  const objects = (): WorkloadObjects => ({
    pods: pods.list(),
    claims: claims.list(),
    configMaps: configMaps.list(),
    kafkas: kafkas.list(),
    topics: topics.list(),
    users: users.list(),
    connects: connects.list(),
    connectors: connectors.list(),
    elasticsearches: elasticsearches.list(),
    sparkApplications: sparkApplications.list(),
  });
  return { caches, runs, objects };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
