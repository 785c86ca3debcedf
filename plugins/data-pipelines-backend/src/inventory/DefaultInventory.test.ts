import { mockServices } from '@backstage/backend-test-utils';
import type { WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { DefaultInventory } from './DefaultInventory';
import { clustersOf, CORE_SERVED, FakeCluster, served } from './__testUtils__/FakeCluster';
import { ManualClock, settle } from './__testUtils__/ManualClock';
import { podJson } from './__testUtils__/pods';

const POD = { group: '', kind: 'Pod' };
const PODS = '/api/v1/pods';
const KAFKA: WatchedKind = { group: 'kafka.strimzi.io', kind: 'Kafka', versions: ['v1', 'v1beta2'], keep: ['status'] };
const KAFKA_SERVED = served('kafka.strimzi.io', 'v1', 'Kafka', 'kafkas');

const open: DefaultInventory[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(inventory => inventory.stop()));
});

function start(clusters: FakeCluster[], watchNamespaces?: readonly string[]) {
  const clock = new ManualClock();
  const inventory = DefaultInventory.create({
    clusters: clustersOf(clusters, watchNamespaces),
    kinds: [KAFKA],
    logger: mockServices.logger.mock(),
    clock,
  });
  open.push(inventory);
  inventory.start();
  return { inventory, clock };
}

async function started(cluster = new FakeCluster('prod-north'), watchNamespaces?: readonly string[]) {
  const { inventory, clock } = start([cluster], watchNamespaces);
  await settle();
  return { cluster, inventory, clock, reader: inventory.reader('prod-north') };
}

describe('DefaultInventory', () => {
  it('lists and watches every served kind once', async () => {
    const { cluster } = await started();
    const listed = cluster.calls.filter(call => call.startsWith('LIST'));
    expect(listed).toHaveLength(CORE_SERVED.length);
    expect(new Set(listed).size).toBe(listed.length);
    expect(cluster.calls.filter(call => call.startsWith('WATCH'))).toHaveLength(CORE_SERVED.length);
    expect(cluster.calls.filter(call => call === 'DISCOVER')).toHaveLength(1);
  });

  it('answers a thousand reads without one request to the API server', async () => {
    const cluster = new FakeCluster('prod-north');
    cluster.objects.set(PODS, [podJson('a', '1', { app: 'x' })]);
    const { inventory } = await started(cluster);
    const before = cluster.calls.length;
    for (let read = 0; read < 1000; read += 1) {
      const reader = inventory.reader('prod-north');
      expect(reader.list(POD, { labels: { app: 'x' } })).toHaveLength(1);
      expect(reader.get(POD, { namespace: 'orders', name: 'a' })).toBeDefined();
      reader.kindState(POD);
    }
    await settle();
    expect(cluster.calls).toHaveLength(before);
  });

  it('follows adds, changes and deletions of a watch', async () => {
    const { cluster, reader } = await started();
    cluster.send(PODS, { type: 'ADDED', object: podJson('a', '101', { app: 'x' }) });
    cluster.send(PODS, { type: 'MODIFIED', object: podJson('a', '102', { app: 'y' }) });
    await settle();
    expect(reader.list(POD, { labels: { app: 'x' } })).toEqual([]);
    expect(reader.list(POD, { labels: { app: 'y' } })).toHaveLength(1);
    cluster.send(PODS, { type: 'DELETED', object: podJson('a', '103') });
    await settle();
    expect(reader.list(POD)).toEqual([]);
  });

  it('picks up a kind that is installed later, without a restart', async () => {
    const { cluster, clock, reader } = await started();
    expect(reader.kindState(KAFKA)).toEqual({
      state: 'not-installed',
      reason: 'Cluster prod-north does not serve Kafka.kafka.strimzi.io; its operator is not installed there.',
    });
    cluster.served = [...CORE_SERVED, KAFKA_SERVED];
    cluster.objects.set('/apis/kafka.strimzi.io/v1/kafkas', [{ metadata: { name: 'orders', namespace: 'a', uid: 'k' } }]);
    await clock.advance(10_000);
    expect(reader.kindState(KAFKA)).toMatchObject({ state: 'watched', freshness: { state: 'fresh' } });
    expect(reader.list(KAFKA)).toHaveLength(1);
    cluster.served = CORE_SERVED;
    await clock.advance(10_000);
    expect(reader.kindState(KAFKA).state).toBe('not-installed');
    expect(reader.list(KAFKA)).toEqual([]);
  });

  it('says which versions a cluster serves when the reader understands none of them', async () => {
    const cluster = new FakeCluster('prod-north');
    cluster.served = [...CORE_SERVED, served('kafka.strimzi.io', 'v3', 'Kafka', 'kafkas')];
    const { reader } = await started(cluster);
    expect(reader.kindState(KAFKA)).toEqual({
      state: 'not-installed',
      reason: 'Cluster prod-north serves Kafka.kafka.strimzi.io only as v3; v1 or v1beta2 is needed.',
    });
  });

  it('watches the version that the reader likes best', async () => {
    const cluster = new FakeCluster('prod-north');
    cluster.served = [...CORE_SERVED, served('kafka.strimzi.io', 'v1beta2', 'Kafka', 'kafkas'), KAFKA_SERVED];
    await started(cluster);
    expect(cluster.calls.filter(call => call.includes('kafkas'))).toEqual([
      'LIST /apis/kafka.strimzi.io/v1/kafkas',
      'WATCH /apis/kafka.strimzi.io/v1/kafkas',
    ]);
  });

  it('says denied for a forbidden kind while the others are fresh', async () => {
    const cluster = new FakeCluster('prod-north');
    cluster.forbidden.add('/api/v1/nodes');
    const { reader } = await started(cluster);
    expect(reader.kindState({ group: '', kind: 'Node' })).toMatchObject({
      state: 'denied',
      reason: expect.stringContaining('grant list and watch'),
    });
    expect(reader.kindState(POD)).toMatchObject({ state: 'watched', freshness: { state: 'fresh' } });
  });

  it.each(['refusing', 'hanging'] as const)('serves one cluster while the other is %s', async mood => {
    const [dead, well] = [new FakeCluster('prod-south'), new FakeCluster('prod-north')];
    dead.mood = mood;
    const { inventory } = start([dead, well]);
    await settle();
    expect(inventory.reader('prod-north').kindState(POD).state).toBe('watched');
    expect(inventory.reader('prod-south').kindState(POD)).toMatchObject({
      state: 'pending',
      reason: expect.stringContaining('prod-south'),
    });
    // Nothing but the pulse asks a cluster that does not answer.
    expect(new Set(dead.calls)).toEqual(new Set(['DISCOVER']));
  });

  it('turns stale with the reason when a cluster dies, keeps what it saw, and comes back', async () => {
    const cluster = new FakeCluster('prod-north');
    cluster.objects.set(PODS, [podJson('a', '1')]);
    const { clock, reader } = await started(cluster);
    cluster.mood = 'refusing';
    await clock.advance(10_000);
    expect(reader.kindState(POD)).toEqual({
      state: 'watched',
      freshness: {
        state: 'stale',
        observedAt: '2026-01-01T00:00:00.000Z',
        reason: 'Cluster prod-north refuses connections.',
      },
    });
    expect(reader.list(POD)).toHaveLength(1);
    cluster.mood = 'well';
    await clock.advance(10_000);
    expect(reader.kindState(POD)).toMatchObject({ freshness: { state: 'fresh' } });
  });

  it('is fresh for three missed bookmarks and stale after them', async () => {
    const { cluster, clock, reader } = await started();
    await clock.advance(180_000);
    expect(reader.kindState(POD)).toMatchObject({ freshness: { state: 'fresh' } });
    await clock.advance(1_000);
    expect(reader.kindState(POD)).toMatchObject({
      freshness: { state: 'stale', reason: 'The watch has been silent for 181 s.' },
    });
    cluster.send(PODS, { type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: '500' } } });
    await settle();
    expect(reader.kindState(POD)).toMatchObject({ freshness: { state: 'fresh', observedAt: '2026-01-01T00:03:01.000Z' } });
  });

  it('watches only the configured namespaces, and cluster kinds as a whole', async () => {
    const { cluster, reader } = await started(new FakeCluster('prod-north'), ['a', 'b']);
    const lists = cluster.calls.filter(call => call.startsWith('LIST'));
    expect(lists).toContain('LIST /api/v1/namespaces/a/pods');
    expect(lists).toContain('LIST /api/v1/namespaces/b/pods');
    expect(lists).not.toContain('LIST /api/v1/pods');
    expect(lists).toContain('LIST /api/v1/nodes');
    expect(reader.kindState(POD).state).toBe('watched');
  });

  it('is only as good as the worst of its namespaces', async () => {
    const cluster = new FakeCluster('prod-north');
    cluster.forbidden.add('/api/v1/namespaces/b/pods');
    const { reader } = await started(cluster, ['a', 'b']);
    expect(reader.kindState(POD)).toMatchObject({ state: 'denied', reason: expect.stringContaining('in namespace b') });
  });

  it('tells listeners once per 100 ms, with the clusters that changed', async () => {
    const cluster = new FakeCluster('prod-north');
    const { inventory, clock } = start([cluster, new FakeCluster('prod-south')]);
    await clock.advance(1_000);
    const told: (readonly string[])[] = [];
    const stop = inventory.onChange(clusters => told.push(clusters));
    for (let change = 0; change < 50; change += 1) {
      cluster.send(PODS, { type: 'MODIFIED', object: podJson('a', String(200 + change)) });
    }
    await clock.advance(99);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual([['prod-north']]);
    stop();
    cluster.send(PODS, { type: 'MODIFIED', object: podJson('a', '300') });
    await clock.advance(200);
    expect(told).toHaveLength(1);
  });

  it('tells listeners nothing about bookmarks', async () => {
    const { cluster, inventory, clock } = await started();
    await clock.advance(1_000);
    const told = jest.fn();
    inventory.onChange(told);
    cluster.send(PODS, { type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: '500' } } });
    await clock.advance(1_000);
    expect(told).not.toHaveBeenCalled();
  });

  it('costs a quiet cluster at most one request in nine seconds', async () => {
    const { cluster, clock } = await started();
    const before = cluster.calls.length;
    await clock.advance(90_000);
    expect(cluster.calls.length - before).toBeLessThanOrEqual(10);
  });

  it('ends its watches when it is stopped', async () => {
    const { cluster, inventory } = await started();
    expect(cluster.watching(PODS)).toBe(true);
    await inventory.stop();
    await settle();
    expect(cluster.watching(PODS)).toBe(false);
  });

  it('starts without any cluster, and has words for an unknown one', () => {
    const { inventory } = start([]);
    expect(() => inventory.reader('nowhere')).toThrow('There is no cluster nowhere.');
  });

  it('refuses to watch Secrets', () => {
    const create = () =>
      DefaultInventory.create({
        clusters: clustersOf([]),
        kinds: [{ group: '', kind: 'Secret', versions: ['v1'], keep: ['data'] }],
        logger: mockServices.logger.mock(),
      });
    expect(create).toThrow('The inventory never watches Secrets.');
  });
});
