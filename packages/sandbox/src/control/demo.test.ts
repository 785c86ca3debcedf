import { KubernetesClient } from '../client';
import {
  CLAIMS,
  CONFIG_MAPS,
  NAMESPACES,
  NODES,
  PODS,
} from '../controllers/kinds/core';
import { ELASTICSEARCHES } from '../controllers/kinds/eck';
import { CONNECTORS, KAFKAS, POD_SETS } from '../controllers/kinds/strimzi';
import { Sandbox, startSandbox } from '../sandbox';
import type { Ledger } from '../workload/ledger/Ledger';

// The demo's first start seeds two clusters through their API servers; a slow machine takes long.
jest.setTimeout(300_000);
/** Of one wait; a test has a few. */
const WAIT_MS = 120_000;

const NAMESPACE = 'orders';

interface Listed {
  id: string;
  fault: string;
  label: string;
  description: string;
}

describe('the control port of a demo', () => {
  let sandbox: Sandbox;
  let client: KubernetesClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ demo: true, speed: 50, seed: 7 });
    client = new KubernetesClient(sandbox.access('prod-north', 'admin'));
  });
  afterAll(async () => {
    await client.close();
    await sandbox.stop();
  });

  async function ask(method: string, path: string, body?: object) {
    const reply = await fetch(`${sandbox.control}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: reply.status, body: await reply.json() };
  }
  const order = (fault: string, more: object = {}) =>
    ask('POST', '/faults', { cluster: 'prod-north', fault, ...more });
  const faults = async (): Promise<Listed[]> =>
    (await ask('GET', '/faults')).body.faults;
  const ledger = async (element: string): Promise<Ledger> =>
    (
      await ask(
        'GET',
        `/clusters/prod-north/ledger?namespace=${NAMESPACE}&element=${element}`,
      )
    ).body;

  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error('gave up waiting');
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  const podsOf = async (label: string, value: string) =>
    (await client.list(PODS, { namespace: NAMESPACE })).items.filter(
      ({ metadata }) => metadata.labels?.[label] === value,
    );
  const isReady = (pod: {
    status?: { conditions?: { type: string; status: string }[] };
  }) =>
    pod.status?.conditions?.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    ) === true;

  it('lists what can be broken, in words for people', async () => {
    const { body } = await ask('GET', '/faults/catalogue');
    const entries: Array<Record<string, unknown>> = body.faults;
    expect(entries.map(({ fault }) => fault)).toEqual(
      expect.arrayContaining([
        'corrupt',
        'lose-pod',
        'lose-node',
        'driver',
        'silent',
        'clock-skew',
        'revoke-right',
        'slow',
      ]),
    );
    for (const entry of entries) {
      expect(entry.label).toMatch(/^[A-Z]/);
      expect(entry.explanation).toMatch(/\.$/);
    }
  });

  it('stops a Kafka by pause and an emptied pod set, keeps what is made meanwhile, starts it again', async () => {
    const pause = (value: string | null) =>
      client.patch(KAFKAS, NAMESPACE, 'order-events', {
        metadata: {
          annotations: { 'strimzi.io/pause-reconciliation': value },
        },
      });
    const brokers = () =>
      podsOf('strimzi.io/controller-name', 'order-events-broker');
    await pause('true');
    await until(async () => {
      const kafka = await client.get(KAFKAS, NAMESPACE, 'order-events');
      return kafka?.status?.conditions?.find(
        ({ type }) => type === 'ReconciliationPaused',
      );
    });
    await client.patch(POD_SETS, NAMESPACE, 'order-events-broker', {
      spec: { pods: [] },
    });
    await until(async () =>
      (await brokers()).length === 0 ? true : undefined,
    );
    await until(async () => {
      const [topic] = (await ledger('order-events')).kafkas[0].topics;
      return (topic.source?.waiting ?? 0) > 0 ? topic : undefined;
    });
    await pause(null);
    await until(async () => {
      const pods = await brokers();
      return pods.length === 3 && pods.every(isReady) ? true : undefined;
    });
    const topic = await until(async () => {
      const [found] = (await ledger('order-events')).kafkas[0].topics;
      return found.source?.waiting === 0 ? found : undefined;
    });
    expect(topic.sequences).toMatchObject({ missing: [], duplicates: [] });
  });

  it('lists the offsets of a connector, and sets them only when it is stopped', async () => {
    const annotate = (value: string) =>
      client.patch(CONNECTORS, NAMESPACE, 'order-sink', {
        metadata: { annotations: { 'strimzi.io/connector-offsets': value } },
      });
    const connector = () => client.get(CONNECTORS, NAMESPACE, 'order-sink');
    const done = () =>
      until(async () => {
        const { metadata } = (await connector()) ?? {};
        return metadata?.annotations?.['strimzi.io/connector-offsets'] ===
          undefined
          ? true
          : undefined;
      });
    const inState = (state: string) =>
      until(async () => {
        const text = JSON.stringify((await connector())?.status ?? {});
        return text.includes(`"state":"${state}"`) ? true : undefined;
      });
    await client.patch(CONNECTORS, NAMESPACE, 'order-sink', {
      spec: {
        listOffsets: { toConfigMap: { name: 'listed' } },
        alterOffsets: { fromConfigMap: { name: 'listed' } },
      },
    });
    await inState('RUNNING');
    // there is nothing to list before the first commit to each partition
    const [committed] = await until(async () => {
      const { groups } = (await ledger('order-events')).kafkas[0];
      const offsets = groups[0]?.committed ?? [];
      return offsets.length > 0 && offsets.every(offset => offset > 0)
        ? offsets
        : undefined;
    });
    await annotate('list');
    await done();
    const listed = await client.get(CONFIG_MAPS, NAMESPACE, 'listed');
    const text = listed?.data?.['offsets.json'] ?? '{}';
    const [first] = JSON.parse(text).offsets;
    expect(first).toEqual({
      partition: { kafka_topic: 'orders.placed', kafka_partition: 0 },
      offset: { kafka_offset: expect.any(Number) },
    });
    expect(first.offset.kafka_offset).toBeGreaterThanOrEqual(committed);

    await annotate('alter');
    await until(async () =>
      (
        await connector()
      )?.status?.conditions?.find(
        ({ message }) =>
          message ===
          'Encountered error altering connector offsets. Connector is not in STOPPED state',
      ),
    );
    await client.patch(CONNECTORS, NAMESPACE, 'order-sink', {
      spec: { state: 'stopped' },
    });
    await done();
    const [group] = (await ledger('order-events')).kafkas[0].groups;
    expect(group.committed[0]).toBe(first.offset.kafka_offset);
    await client.patch(CONNECTORS, NAMESPACE, 'order-sink', {
      spec: { state: 'running' },
    });
    await inState('RUNNING');
    const [index] = (await ledger('order-search')).elasticsearches[0].indices;
    expect(index.topics[0]).toMatchObject({ missing: [], duplicates: [] });
  });

  it('shows a lost node until it is healed alone', async () => {
    const [pod] = await podsOf(
      'strimzi.io/controller-name',
      'order-events-broker',
    );
    const node = pod.spec.nodeName ?? '';
    await order('lose-node', { node, evictAfterSeconds: 3_600 });
    await order('slow', { delayMs: 0 });
    const now = async () => client.get(PODS, NAMESPACE, pod.metadata.name);
    await until(async () => {
      const found = await now();
      return found && !isReady(found) ? found : undefined;
    });
    const lost = (await faults()).find(({ fault }) => fault === 'lose-node');
    expect(lost?.description).toBe(`the node ${node} does not report any more`);
    await ask('DELETE', `/faults/${encodeURIComponent(lost?.id ?? '')}`);
    await until(async () => {
      const found = await now();
      return found && isReady(found) ? found : undefined;
    });
    expect((await faults()).map(({ fault }) => fault)).toEqual(['slow']);
    expect(
      (await client.get(NODES, undefined, node))?.metadata.annotations ?? {},
    ).not.toHaveProperty(['sandbox.penstock.dev/evict-after-seconds']);
    await ask('DELETE', '/faults');
  });

  it('shifts the timestamps of one cluster', async () => {
    await order('clock-skew', { seconds: -600 });
    const made = await client.create(NAMESPACES, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'earlier' },
    });
    const age = Date.now() - Date.parse(made?.metadata.creationTimestamp ?? '');
    expect(age / 1_000).toBeGreaterThan(590);
    expect(age / 1_000).toBeLessThan(660);
    await ask('DELETE', '/faults');
  });

  it('draws the same faults for the same seed', async () => {
    const plan = {
      seed: 11,
      count: 6,
      kinds: ['slow', 'driver', 'silent', 'lose-pod'],
    };
    const first = await ask('POST', '/faults/plan', plan);
    expect(first.status).toBe(200);
    expect(first.body.planned).toHaveLength(6);
    await ask('DELETE', '/faults');
    const second = await ask('POST', '/faults/plan', plan);
    expect(second.body.planned).toEqual(first.body.planned);
    await ask('DELETE', '/faults');
    const other = await ask('POST', '/faults/plan', { ...plan, seed: 12 });
    expect(other.body.planned).not.toEqual(first.body.planned);
    await ask('DELETE', '/faults');
  });

  it('damages an Elasticsearch, which stays red', async () => {
    const health = async () =>
      (await client.get(ELASTICSEARCHES, NAMESPACE, 'order-search'))?.status;
    await until(async () =>
      (await health())?.health === 'green' ? true : undefined,
    );
    const { body } = await order('corrupt', {
      namespace: NAMESPACE,
      element: 'order-search',
    });
    expect(body.faults[0]).toMatchObject({
      label: 'Data corrupted',
      healing: 'by a restore',
      hits: 2,
    });
    const red = await until(async () => {
      const found = await health();
      return found?.health === 'red' ? found : undefined;
    });
    expect(red.phase).toBe('Ready');
    await ask('DELETE', '/faults');
    const [index] = (await ledger('order-search')).elasticsearches[0].indices;
    expect(index.lostShards).toEqual([0]);
    const claims = await client.list(CLAIMS, { namespace: NAMESPACE });
    expect(claims.items.map(({ spec }) => spec.volumeName)).toEqual(
      expect.arrayContaining(index.damaged.map(({ volume }) => volume)),
    );
    expect((await health())?.health).toBe('red');
  });

  it.each([
    ['GET', '/clusters/prod-north/ledger', undefined, 400, /add \?namespace=/],
    [
      'GET',
      '/clusters/prod-north/ledger?namespace=orders&element=nobody',
      undefined,
      404,
      /no Kafka or Elasticsearch nobody/,
    ],
    [
      'GET',
      '/clusters/nowhere/ledger?namespace=orders',
      undefined,
      404,
      /no cluster nowhere/,
    ],
    ['DELETE', '/faults/prod-north:slow', undefined, 404, /is not in force/],
    ['POST', '/faults/plan', { seed: 1, count: 1_000 }, 400, /"count" must be/],
    [
      'POST',
      '/faults/plan',
      { seed: 1, count: 1, kinds: ['flood'] },
      400,
      /"flood" is not/,
    ],
    [
      'POST',
      '/faults',
      { cluster: 'prod-north', fault: 'corrupt' },
      400,
      /"namespace" must be given/,
    ],
    [
      'POST',
      '/faults',
      {
        cluster: 'prod-north',
        fault: 'corrupt',
        namespace: 'orders',
        element: 'order-connect',
      },
      400,
      /There is no data to damage/,
    ],
    [
      'POST',
      '/faults',
      { cluster: 'prod-north', fault: 'lose-node', node: 'worker-99' },
      400,
      /There is no node worker-99/,
    ],
    [
      'POST',
      '/faults',
      {
        cluster: 'prod-north',
        fault: 'driver',
        operation: 'snapshot',
        mode: 'infeasible',
      },
      400,
      /only to expand or to modify/,
    ],
  ])(
    'refuses %s %s %j in a sentence',
    async (method, path, body, status, message) => {
      const answer = await ask(method, path, body);
      expect(answer.status).toBe(status);
      expect(answer.body.error).toMatch(message);
    },
  );
});
