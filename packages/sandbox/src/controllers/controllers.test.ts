import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KubernetesClient, KubernetesObject } from '../client';
import { createClock } from '../clock';
import { RoomContext, Running } from '../contracts';
import { Sandbox, startSandbox } from '../sandbox';
import { clusterObjects } from '../seeds/cluster';
import { elasticsearch, kafka, sparkStream } from '../seeds/elements';
import { seed } from '../seeds';
import { startControllers } from '.';
import {
  CLAIMS,
  NAMESPACES,
  NODES,
  PODS,
  SERVICE_ACCOUNTS,
  STATEFUL_SETS,
  STORAGE_CLASSES,
} from './kinds/core';
import { ELASTICSEARCHES } from './kinds/eck';
import { SPARK_APPLICATIONS } from './kinds/spark';
import { KAFKAS, NODE_POOLS, TOPICS, USERS } from './kinds/strimzi';

const PIPELINE = {
  pipeline: 'trial',
  namespace: 'trial',
  owner: 'group:default/trial',
};
const RESOURCES = [
  NAMESPACES,
  NODES,
  STORAGE_CLASSES,
  SERVICE_ACCOUNTS,
  CLAIMS,
  KAFKAS,
  NODE_POOLS,
  TOPICS,
  USERS,
  ELASTICSEARCHES,
  SPARK_APPLICATIONS,
];

jest.setTimeout(60_000);

const log: string[] = [];

/** Asks until the answer is there; fails with what the controllers last did. */
async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`gave up waiting; last:\n${log.slice(-40).join('\n')}`);
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/**
 * Gives the controllers one thing to do that takes longer than whatever else
 * they might have found to do, and waits until it is done.
 */
async function actOnSentinel(
  client: KubernetesClient,
  namespace: string,
): Promise<void> {
  await client.create(SPARK_APPLICATIONS, {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: { name: 'sentinel', namespace },
    spec: {
      type: 'Python',
      mode: 'cluster',
      mainApplicationFile: 'local:///opt/app/main.py',
      sparkVersion: '4.0.4',
      driver: {},
      executor: {},
    },
  });
  await eventually(async () => {
    const app = await client.get(SPARK_APPLICATIONS, namespace, 'sentinel');
    return app?.status?.applicationState?.state === 'RUNNING' ? app : undefined;
  });
}

describe('the controllers on the sandbox API server', () => {
  let sandbox: Sandbox;
  let volumesDir: string;
  let controllers: Running;
  let client: KubernetesClient;
  let context: RoomContext;
  async function put(objects: KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      const resource = RESOURCES.find(({ kind }) => kind === object.kind);
      if (!resource) {
        throw new Error(`no resource for ${object.kind}`);
      }
      await client.create<KubernetesObject>(resource, object);
    }
  }

  beforeAll(async () => {
    sandbox = await startSandbox({});
    volumesDir = await mkdtemp(path.join(tmpdir(), 'penstock-volumes-'));
    context = {
      cluster: sandbox.access('prod-north', 'admin'),
      clock: createClock(50),
      volumesDir,
      log: line => log.push(line),
    };
    client = new KubernetesClient(context.cluster);
    await put([
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: PIPELINE.namespace },
      },
      ...clusterObjects('prod-north', new Date()),
    ]);
    controllers = await startControllers(context);
  });

  afterAll(async () => {
    await controllers?.stop();
    await client?.close();
    await sandbox?.stop();
    await rm(volumesDir, { recursive: true, force: true });
  });

  const readyKafka = (name: string) => async () => {
    const found = await client.get(KAFKAS, PIPELINE.namespace, name);
    return found?.status?.conditions?.some(({ type }) => type === 'Ready') &&
      found.status.observedGeneration === found.metadata.generation
      ? found
      : undefined;
  };

  it('bring a Kafka from a manifest to Ready, and grow it through its node pool', async () => {
    await put(
      kafka(PIPELINE, {
        name: 'events',
        title: 'events',
        brokerSize: '10Gi',
        topic: { name: 'raw', partitions: 3, retentionMs: 3_600_000 },
      }),
    );
    const ready = await eventually(readyKafka('events'));
    expect(ready.status?.listeners).toEqual([
      expect.objectContaining({ name: 'tls' }),
    ]);
    const claim = await client.get(CLAIMS, 'trial', 'data-0-events-broker-1');
    expect(claim?.status).toMatchObject({
      phase: 'Bound',
      capacity: { storage: '10Gi' },
    });
    expect(await readdir(volumesDir)).toContain(claim?.spec.volumeName);

    const pool = await client.get(NODE_POOLS, 'trial', 'broker');
    const [volume] = pool?.spec.storage.volumes ?? [];
    await client.patch(NODE_POOLS, 'trial', 'broker', {
      spec: { storage: { volumes: [{ ...volume, size: '20Gi' }] } },
    });
    const grown = await eventually(async () => {
      const found = await client.get(CLAIMS, 'trial', 'data-0-events-broker-1');
      return found?.status?.capacity?.storage === '20Gi' ? found : undefined;
    });
    expect(grown.status?.conditions ?? []).toEqual([]);
  });

  it('replace a Kafka pod that was deleted, with its volume', async () => {
    await eventually(readyKafka('events'));
    const before = await client.get(PODS, 'trial', 'events-broker-0');
    await client.delete(PODS, 'trial', 'events-broker-0');
    const after = await eventually(async () => {
      const pod = await client.get(PODS, 'trial', 'events-broker-0');
      return pod?.metadata.uid !== before?.metadata.uid &&
        pod?.status?.phase === 'Running'
        ? pod
        : undefined;
    });
    expect(after.spec.volumes).toEqual(before?.spec.volumes);
    expect(after.spec.nodeName).toBe(before?.spec.nodeName);
  });

  it('bring an Elasticsearch to Ready and grow it by making its StatefulSet anew, without a pod restart', async () => {
    await put(
      elasticsearch(PIPELINE, {
        name: 'docs',
        title: 'docs',
        dataNodes: 3,
        dataSize: '10Gi',
      }),
    );
    const phase = (size: string) => async () => {
      const es = await client.get(ELASTICSEARCHES, 'trial', 'docs');
      const claim = await client.get(
        CLAIMS,
        'trial',
        'elasticsearch-data-docs-es-data-2',
      );
      return es?.status?.phase === 'Ready' &&
        es.status.observedGeneration === es.metadata.generation &&
        claim?.status?.capacity?.storage === size
        ? es
        : undefined;
    };
    const es = await eventually(phase('10Gi'));
    expect(es.status?.health).toBe('green');
    expect(es.metadata.generation).toBe(2);
    const set = await client.get(STATEFUL_SETS, 'trial', 'docs-es-data');
    const pod = await client.get(PODS, 'trial', 'docs-es-data-2');

    const [masters, data] = es.spec.nodeSets;
    const [template] = data?.volumeClaimTemplates ?? [];
    await client.patch(ELASTICSEARCHES, 'trial', 'docs', {
      spec: {
        nodeSets: [
          masters,
          {
            ...data,
            volumeClaimTemplates: [
              {
                ...template,
                spec: {
                  ...template?.spec,
                  resources: { requests: { storage: '30Gi' } },
                },
              },
            ],
          },
        ],
      },
    });
    const grown = await eventually(phase('30Gi'));
    expect(JSON.stringify(grown.metadata.annotations)).not.toContain(
      'recreate',
    );
    const newSet = await client.get(STATEFUL_SETS, 'trial', 'docs-es-data');
    expect(newSet?.metadata.uid).not.toBe(set?.metadata.uid);
    const samePod = await client.get(PODS, 'trial', 'docs-es-data-2');
    expect(samePod?.metadata.uid).toBe(pod?.metadata.uid);
    expect(samePod?.metadata.ownerReferences).toEqual([
      expect.objectContaining({
        kind: 'StatefulSet',
        uid: newSet?.metadata.uid,
        controller: true,
      }),
    ]);
  });

  it('run a Spark stream and submit it again when its driver is lost', async () => {
    await put(
      sparkStream(PIPELINE, {
        name: 'enrich',
        title: 'enrich',
        readsFrom: [],
        writesTo: [],
        executors: 2,
        checkpointSize: '1Gi',
      }),
    );
    const running = (attempts: number) => async () => {
      const app = await client.get(SPARK_APPLICATIONS, 'trial', 'enrich');
      const executors = Object.values(app?.status?.executorState ?? {});
      return app?.status?.applicationState?.state === 'RUNNING' &&
        app.status.executionAttempts === attempts &&
        executors.filter(state => state === 'RUNNING').length === 2
        ? app
        : undefined;
    };
    const first = await eventually(running(1));
    await client.delete(PODS, 'trial', 'enrich-driver');
    const second = await eventually(running(2));
    expect(second.status?.submissionID).not.toBe(first.status?.submissionID);
  });

  it('find a restart of their own uneventful', async () => {
    await controllers.stop();
    log.length = 0;
    controllers = await startControllers(context);
    await actOnSentinel(client, 'trial');
    expect(log.filter(line => !line.includes('sentinel'))).toEqual([]);
  });
});

describe('the seeds on the sandbox API server', () => {
  it('are written within seconds and leave the controllers nothing to do', async () => {
    const sandbox = await startSandbox({});
    const volumesDir = await mkdtemp(path.join(tmpdir(), 'penstock-seeds-'));
    log.length = 0;
    const context: RoomContext = {
      cluster: sandbox.access('prod-south', 'admin'),
      clock: createClock(100),
      volumesDir,
      log: line => log.push(line),
    };
    const started = Date.now();
    await seed(context);
    expect(Date.now() - started).toBeLessThan(5_000);
    const controllers = await startControllers(context);
    const client = new KubernetesClient(context.cluster);
    const es = await client.get(ELASTICSEARCHES, 'clickstream', 'click-search');
    expect(es?.status?.health).toBe('yellow');
    await actOnSentinel(client, 'clickstream');
    expect(
      log.filter(
        line => line.startsWith('controllers:') && !line.includes('sentinel'),
      ),
    ).toEqual([]);
    await controllers.stop();
    await client.close();
    await sandbox.stop();
    await rm(volumesDir, { recursive: true, force: true });
  });
});
