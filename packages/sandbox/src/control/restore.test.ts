import { KubernetesClient, KubernetesObject } from '../client';
import {
  CLAIMS,
  PersistentVolumeClaim,
  PODS,
  STATEFUL_SETS,
} from '../controllers/kinds/core';
import { ELASTICSEARCHES } from '../controllers/kinds/eck';
import { CONNECTORS, KAFKAS, POD_SETS } from '../controllers/kinds/strimzi';
import { GROUPS, GROUP_API, SNAPSHOTS } from '../controllers/kinds/snapshots';
import { Sandbox, startSandbox } from '../sandbox';
import type { Ledger } from '../workload/ledger/Ledger';

// Cuts, restores and starts of engines, each of some scripted seconds.
jest.setTimeout(120_000);

const NAMESPACE = 'orders';
const KAFKA = { 'strimzi.io/cluster': 'order-events' };
const SEARCH = { 'elasticsearch.k8s.elastic.co/cluster-name': 'order-search' };
const GROUP_CLASS = 'disk-groups';

describe('a restore in place by swapped volumes', () => {
  let sandbox: Sandbox;
  let client: KubernetesClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ demo: true, speed: 50 });
    client = new KubernetesClient(sandbox.access('prod-north', 'admin'));
  });
  afterAll(async () => {
    await client.close();
    await sandbox.stop();
  });

  async function until<T>(
    what: string,
    look: () => Promise<T | undefined>,
  ): Promise<T> {
    const end = Date.now() + 40_000;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`gave up waiting for ${what}`);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  async function ledger(element: string): Promise<Ledger> {
    const reply = await fetch(
      `${sandbox.control}/clusters/prod-north/ledger?namespace=${NAMESPACE}&element=${element}`,
    );
    return reply.json();
  }
  const topic = async () => (await ledger('order-events')).kafkas[0].topics[0];
  const index = async () =>
    (await ledger('order-search')).elasticsearches[0].indices[0];

  const withLabels = async (labels: Record<string, string>) => {
    const labelSelector = Object.entries(labels)
      .map(pair => pair.join('='))
      .join();
    const { items } = await client.list(CLAIMS, {
      namespace: NAMESPACE,
      labelSelector,
    });
    return items;
  };

  /** Cuts all claims of an element at once; gives the snapshot of each claim. */
  async function cut(name: string, matchLabels: Record<string, string>) {
    const claims = await withLabels(matchLabels);
    await client.create(GROUPS, {
      apiVersion: GROUP_API,
      kind: 'VolumeGroupSnapshot',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        source: { selector: { matchLabels } },
        volumeGroupSnapshotClassName: GROUP_CLASS,
      },
    });
    const members = await until(`the cut ${name}`, async () => {
      const { items } = await client.list(SNAPSHOTS, { namespace: NAMESPACE });
      const mine = items.filter(
        ({ status }) =>
          status?.volumeGroupSnapshotName === name && status.readyToUse,
      );
      return mine.length === claims.length ? mine : undefined;
    });
    return new Map(
      members.map(({ metadata, spec }) => [
        spec.source.persistentVolumeClaimName ?? '',
        metadata.name,
      ]),
    );
  }

  const claimGone = (name: string) =>
    until(`the end of ${name}`, async () =>
      (await client.get(CLAIMS, NAMESPACE, name)) ? undefined : true,
    );

  /** Deletes the claims of a stopped element and makes them anew from a cut. */
  async function swap(
    labels: Record<string, string>,
    snapshots: Map<string, string>,
  ): Promise<void> {
    for (const claim of await withLabels(labels)) {
      const { name } = claim.metadata;
      await client.delete(CLAIMS, NAMESPACE, name);
      await claimGone(name);
      const { volumeName: _, ...spec } = claim.spec;
      const restored: PersistentVolumeClaim & { spec: object } = {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name,
          namespace: NAMESPACE,
          labels: claim.metadata.labels,
        },
        spec: {
          ...spec,
          ...{
            dataSource: {
              apiGroup: 'snapshot.storage.k8s.io',
              kind: 'VolumeSnapshot',
              name: snapshots.get(name) ?? '',
            },
          },
        },
      };
      expect(
        await client.create<KubernetesObject>(CLAIMS, restored),
      ).toBeDefined();
    }
  }

  const podsGone = (label: string, value: string) =>
    until(`the end of the pods of ${value}`, async () => {
      const { items } = await client.list(PODS, { namespace: NAMESPACE });
      return items.some(({ metadata }) => metadata.labels?.[label] === value)
        ? undefined
        : true;
    });

  const setConnector = async (state: string, what?: string) => {
    await client.patch(CONNECTORS, NAMESPACE, 'order-sink', {
      metadata: {
        annotations: { 'strimzi.io/connector-offsets': what ?? null },
      },
      spec: {
        state,
        listOffsets: { toConfigMap: { name: 'point' } },
        alterOffsets: { fromConfigMap: { name: 'point' } },
      },
    });
    await until(`the connector ${state} ${what ?? ''}`, async () => {
      const found = await client.get(CONNECTORS, NAMESPACE, 'order-sink');
      return JSON.stringify(found?.status).includes(
        `"state":"${state.toUpperCase()}"`,
      ) &&
        found?.metadata.annotations?.['strimzi.io/connector-offsets'] ===
          undefined
        ? true
        : undefined;
    });
  };

  it('Elasticsearch: red by damage, back to the cut, and whole again by a replay', async () => {
    await until('some documents', async () =>
      ((await index()).topics[0]?.stored ?? 0) > 100 ? true : undefined,
    );
    await setConnector('running', 'list');
    const point = await cut('search-point', SEARCH);
    await fetch(`${sandbox.control}/faults`, {
      method: 'POST',
      body: JSON.stringify({
        cluster: 'prod-north',
        fault: 'corrupt',
        namespace: NAMESPACE,
        element: 'order-search',
      }),
    });
    const health = (colour: string) =>
      until(`health ${colour}`, async () => {
        const es = await client.get(ELASTICSEARCHES, NAMESPACE, 'order-search');
        return es?.status?.health === colour && es.status.phase === 'Ready'
          ? true
          : undefined;
      });
    await health('red');

    await setConnector('stopped');
    const managed = (value: string | null) =>
      client.patch(ELASTICSEARCHES, NAMESPACE, 'order-search', {
        metadata: { annotations: { 'eck.k8s.elastic.co/managed': value } },
      });
    await managed('false');
    for (const set of ['order-search-es-data', 'order-search-es-master'])
      await client.patch(STATEFUL_SETS, NAMESPACE, set, {
        spec: { replicas: 0 },
      });
    await podsGone(Object.keys(SEARCH)[0], 'order-search');
    await swap(SEARCH, point);
    await managed(null);
    await health('green');
    expect((await index()).lostShards).toEqual([]);
    const { faults } = await (await fetch(`${sandbox.control}/faults`)).json();
    expect(faults).toEqual([]);

    await setConnector('stopped', 'alter');
    await setConnector('running');
    const whole = await until('the replay', async () => {
      const [account] = (await index()).topics;
      return account.waiting < 400 ? account : undefined;
    });
    expect(whole).toMatchObject({ missing: [], duplicates: [] });
  });

  it('Kafka: back to the cut with the same identity, and the ledger names what is lost', async () => {
    const point = await cut('events-point', KAFKA);
    const atCut = (await topic()).source?.acknowledged ?? 0;
    const { clusterId } =
      (await client.get(KAFKAS, NAMESPACE, 'order-events'))?.status ?? {};
    await until('records after the cut', async () =>
      ((await topic()).source?.acknowledged ?? 0) > atCut + 100
        ? true
        : undefined,
    );
    const pause = (value: string | null) =>
      client.patch(KAFKAS, NAMESPACE, 'order-events', {
        metadata: { annotations: { 'strimzi.io/pause-reconciliation': value } },
      });
    await setConnector('stopped');
    await pause('true');
    await until('the pause', async () =>
      JSON.stringify(
        (
          await client.get(KAFKAS, NAMESPACE, 'order-events')
        )?.status,
      ).includes('ReconciliationPaused')
        ? true
        : undefined,
    );
    for (const set of ['order-events-broker', 'order-events-controller'])
      await client.patch(POD_SETS, NAMESPACE, set, { spec: { pods: [] } });
    await podsGone('strimzi.io/name', 'order-events-kafka');
    const told = (await topic()).source?.acknowledged;
    await swap(KAFKA, point);
    await pause(null);
    await until('Kafka to be ready', async () => {
      const kafka = await client.get(KAFKAS, NAMESPACE, 'order-events');
      const { items } = await client.list(PODS, { namespace: NAMESPACE });
      const ready = items.filter(
        ({ metadata, status }) =>
          metadata.labels?.['strimzi.io/name'] === 'order-events-kafka' &&
          status?.conditions?.some(
            ({ type, status: is }) => type === 'Ready' && is === 'True',
          ),
      );
      return ready.length === 6 &&
        kafka?.status?.conditions?.some(({ type }) => type === 'Ready')
        ? true
        : undefined;
    });
    const after = await until(
      'the source to be rid of what it kept',
      async () => {
        const found = await topic();
        return found.source?.waiting === 0 &&
          found.source.acknowledged > (told ?? 0)
          ? found
          : undefined;
      },
    );
    const [[first, last], ...more] = after.sequences.missing;
    expect(more).toEqual([]);
    expect(first).toBeLessThanOrEqual(atCut + 1);
    expect(last).toBe(told);
    expect(after.sequences.duplicates).toEqual([]);
    const kafka = await client.get(KAFKAS, NAMESPACE, 'order-events');
    expect(kafka?.status?.clusterId).toBe(clusterId);
  });
});
