import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOnVolumes } from './brokerIdentity';
import { damageIndices, damagePartition } from './damage';
import type { WorkloadFacts } from './facts';
import { alterOffsets, listOffsets } from './groupOffsets';
import type { Ledger } from './ledger/Ledger';
import { ledgerOf } from './ledger/ledgerOf';
import {
  DOCS,
  NAMESPACE,
  QUERY,
  SINK,
  source,
  testObjects,
  type TestObjects,
} from './testObjects';
import { Workload } from './workload';

const START = Date.UTC(2026, 10, 20, 14, 31);
const BROKERS = [0, 1, 2].map(id => `pv-data-0-log-broker-${id}`);
const DATA = [0, 1].map(id => `pv-elasticsearch-data-search-es-data-${id}`);
const SPEC = { sources: [source(40)], consumers: [SINK], indices: [DOCS] };
const STOPPED_KAFKA = ['log-broker'];
const STOPPED_SEARCH = ['search-es'];

jest.setTimeout(60_000);

describe('workload over volumes that are swapped', () => {
  let folder: string;
  let now = START;
  let workload: Workload;
  const log = (line: string) => {
    if (line.startsWith('workload of')) throw new Error(line);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'penstock-swapped-'));
    now = START;
    workload = new Workload(folder, log);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function run(
    options: TestObjects,
    seconds: number,
  ): Promise<WorkloadFacts> {
    const objects = testObjects(options);
    for (let passed = 0; passed <= seconds; passed += 2) {
      await workload.tick(objects, now);
      now += 2_000;
    }
    const facts = workload.facts();
    if (!facts) throw new Error('no facts after a tick');
    return facts;
  }

  const ledger = (options: TestObjects): Promise<Ledger> =>
    ledgerOf(testObjects(options), {
      volumesDir: folder,
      namespace: NAMESPACE,
      now,
    });

  async function copyVolumes(names: readonly string[]): Promise<void> {
    for (const name of names)
      await cp(join(folder, name), join(folder, `${name}-cut`), {
        recursive: true,
      });
  }

  /** Claims of these volumes bound to the copies. */
  const swapped = (names: readonly string[]) =>
    Object.fromEntries(
      names.map(name => [name.replace(/^pv-/, ''), `${name}-cut`]),
    );

  const brokerLogs = () =>
    BROKERS.map((name, id) => join(folder, name, `kafka-log${id}`));

  const endOf = (facts: WorkloadFacts) =>
    facts.kafkas[0].topics[0].partitions.reduce(
      (sum, { endOffset }) => sum + endOffset,
      0,
    );
  const topicOf = (read: Ledger) => read.kafkas[0].topics[0];
  const indexOf = (read: Ledger) => read.elasticsearches[0].indices[0];

  it('counts nothing as missing while all is well, folded records included', async () => {
    const options = {
      spec: {
        sources: [source(30)],
        consumers: [{ ...SINK, recordsPerSecond: 200 }],
        indices: [DOCS],
      },
      partitions: 2,
    };
    const objects = testObjects(options);
    for (let passed = 0; passed < 3_000; passed += 15) {
      await workload.tick(objects, now);
      now += 15_000;
    }
    const read = await ledger(options);
    expect(topicOf(read).sequences).toMatchObject({
      missing: [],
      duplicates: [],
      first: 1,
    });
    expect(indexOf(read).topics[0]).toMatchObject({
      missing: [],
      duplicates: [],
      first: 1,
    });
    expect(topicOf(read).sequences.stored).toBeGreaterThan(80_000);
    // The index keeps 8 files of 512 documents in each shard; the rest is known by its numbers only.
    expect(indexOf(read).topics[0].stored).toBeGreaterThan(80_000);
  });

  it('Kafka: the log ends at the cut, the source goes on behind what it was told, the ledger names what is lost', async () => {
    await run({ spec: SPEC }, 30);
    await copyVolumes(BROKERS);
    const cut = topicOf(await ledger({ spec: SPEC }));
    const later = await run({ spec: SPEC }, 30);
    const told = topicOf(await ledger({ spec: SPEC })).source?.acknowledged;
    await run({ spec: SPEC, stopped: STOPPED_KAFKA }, 4);

    const options = { spec: SPEC, generation: 1, volumes: swapped(BROKERS) };
    const facts = await run(options, 0);
    expect(endOf(facts)).toBeLessThan(endOf(later));

    await run(options, 30);
    const after = topicOf(await ledger(options));
    expect(after.sequences.missing).toEqual([
      [(cut.source?.acknowledged ?? 0) + 1, told],
    ]);
    expect(after.sequences.duplicates).toEqual([]);
    // What the source made while Kafka was away was kept and delivered.
    expect(after.source?.waiting).toBe(0);
    expect(after.sequences.last).toBe(after.source?.acknowledged);
  });

  it('Elasticsearch alone: a hole from the cut on, which altered offsets fill', async () => {
    await run({ spec: SPEC }, 30);
    await copyVolumes(DATA);
    const offsets = await listOffsets(brokerLogs(), SINK.group);
    await run({ spec: SPEC }, 30);
    await run({ spec: SPEC, stopped: STOPPED_SEARCH }, 4);

    const options = { spec: SPEC, generation: 1, volumes: swapped(DATA) };
    const red = await run(
      { ...options, down: ['search-es-data-0', 'search-es-data-1'] },
      4,
    );
    expect(red.elasticsearches[0].colour).toBe('red');
    await run(options, 30);
    const hole = indexOf(await ledger(options)).topics[0];
    expect(hole.missingCount).toBeGreaterThan(80);

    await run({ ...options, connectorState: 'STOPPED' }, 4);
    await alterOffsets(brokerLogs(), SINK.group, offsets);
    await run(options, 40);
    const filled = indexOf(await ledger(options)).topics[0];
    expect(filled).toMatchObject({ missing: [], duplicates: [] });
  });

  it('notices a swap that happens between two looks', async () => {
    await run({ spec: SPEC }, 30);
    await copyVolumes(BROKERS);
    const before = await run({ spec: SPEC }, 30);
    const facts = await run(
      { spec: SPEC, generation: 1, volumes: swapped(BROKERS) },
      0,
    );
    expect(endOf(facts)).toBeLessThan(endOf(before));
  });

  it('one broker on an old volume fetches what it missed from the others', async () => {
    await run({ spec: SPEC }, 30);
    await copyVolumes([BROKERS[1]]);
    await run({ spec: SPEC }, 30);
    const options = { spec: SPEC, volumes: swapped([BROKERS[1]]) };
    const facts = await run(options, 4);
    expect(
      facts.kafkas[0].topics[0].partitions.every(
        ({ inSync }) => inSync.length === 3,
      ),
    ).toBe(true);
    expect(topicOf(await ledger(options)).sequences.missing).toEqual([]);
  });

  it('a connector whose offset lies behind the end begins with the earliest record', async () => {
    await run({ spec: SPEC }, 30);
    await copyVolumes(BROKERS);
    await run({ spec: SPEC }, 30);
    const offsets = await listOffsets(brokerLogs(), SINK.group);
    const options = { spec: SPEC, generation: 1, volumes: swapped(BROKERS) };
    await run({ ...options, connectorState: 'STOPPED' }, 2);
    const cuts = BROKERS.map((name, id) =>
      join(folder, `${name}-cut`, `kafka-log${id}`),
    );
    await alterOffsets(cuts, SINK.group, offsets);
    await run(options, 10);
    const [first] = await listOffsets(cuts, SINK.group);
    expect(first.offset).toBeLessThan(offsets[0].offset);
    expect(indexOf(await ledger(options)).topics[0].duplicates).toEqual([]);
  });

  it('a query goes on from its checkpoint, and fails when that lies behind the end', async () => {
    const spec = { ...SPEC, consumers: [QUERY] };
    const reports = join(folder, '.engines', NAMESPACE, 'enrich.json');
    await run({ spec }, 60);
    await copyVolumes(['pv-enrich-checkpoint', ...BROKERS]);
    await run({ spec }, 60);
    const back = {
      spec,
      generation: 1,
      volumes: swapped(['pv-enrich-checkpoint']),
    };
    await run(back, 30);
    expect(indexOf(await ledger(back)).topics[0]).toMatchObject({
      missing: [],
      duplicates: [],
    });
    await run({ spec, generation: 2, volumes: swapped(BROKERS) }, 2);
    expect(await readFile(reports, 'utf8')).toContain(
      'offset was changed from',
    );
  });

  it('a quota keeps records at the source, and lifting it delivers them all', async () => {
    const before = await run({ spec: SPEC }, 20);
    const user = {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaUser',
      metadata: {
        name: 'producer',
        namespace: NAMESPACE,
        labels: { 'strimzi.io/cluster': 'log' },
      },
      spec: { quotas: { producerByteRate: 0 } },
    };
    const paused = { spec: SPEC, users: [user] };
    const held = await run(paused, 20);
    expect(endOf(held)).toBe(endOf(before));
    expect(topicOf(await ledger(paused)).source?.waiting).toBeGreaterThan(70);
    await run({ spec: SPEC }, 6);
    const read = topicOf(await ledger({ spec: SPEC }));
    expect(read.source?.waiting).toBe(0);
    expect(read.sequences).toMatchObject({ missing: [], duplicates: [] });
  });

  it('a quota of somebody who may not write there slows nobody down', async () => {
    const reader = {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaUser',
      metadata: {
        name: 'reader',
        namespace: NAMESPACE,
        labels: { 'strimzi.io/cluster': 'log' },
      },
      spec: {
        authorization: {
          type: 'simple',
          acls: [
            {
              operations: ['Read'],
              resource: { type: 'topic', name: 'events' },
            },
          ],
        },
        quotas: { producerByteRate: 0 },
      },
    };
    const facts = await run({ spec: SPEC, users: [reader] }, 20);
    expect(endOf(facts)).toBe(800);
  });

  it('damaged shards turn the index red until their volumes are restored', async () => {
    await run({ spec: SPEC }, 30);
    await copyVolumes(DATA);
    await damageIndices(DATA.map(name => join(folder, name)));
    const red = await run({ spec: SPEC }, 4);
    expect(red.elasticsearches[0]).toMatchObject({
      colour: 'red',
      shards: { activePrimary: 1, unassigned: 2 },
    });
    expect(await readdir(join(folder, '.engines', NAMESPACE))).toEqual([
      'search.json',
    ]);
    const again = await run({ spec: SPEC, generation: 1 }, 10);
    expect(again.elasticsearches[0].colour).toBe('red');
    expect(indexOf(await ledger({ spec: SPEC }))).toMatchObject({
      lostShards: [0],
      damaged: [{ shard: 0 }, { shard: 0 }],
    });

    const options = { spec: SPEC, generation: 2, volumes: swapped(DATA) };
    const green = await run(options, 4);
    expect(green.elasticsearches[0].colour).toBe('green');
    expect(indexOf(await ledger(options)).lostShards).toEqual([]);
    expect(await readdir(join(folder, '.engines', NAMESPACE))).toEqual([]);
  });

  it('a damaged copy of a partition is out until its broker starts anew', async () => {
    await run({ spec: SPEC }, 20);
    expect(await damagePartition(BROKERS.map(name => join(folder, name)))).toBe(
      1,
    );
    expect(
      topicOf(await ledger({ spec: SPEC })).partitions[0].replicas.filter(
        ({ damaged }) => damaged,
      ),
    ).toHaveLength(1);
    const facts = await run({ spec: SPEC }, 10);
    expect(facts.kafkas[0].topics[0].partitions[0].inSync).toHaveLength(2);
    const healed = await run({ spec: SPEC, generation: 1 }, 4);
    expect(healed.kafkas[0].topics[0].partitions[0].inSync).toHaveLength(3);
    expect(topicOf(await ledger({ spec: SPEC })).sequences.missing).toEqual([]);
  });

  it('copies in another place: topics and indices are found, nobody writes, every record is there', async () => {
    await run({ spec: SPEC }, 40);
    const before = topicOf(await ledger({ spec: SPEC }));
    const documents = indexOf(await ledger({ spec: SPEC })).documents;
    await rm(join(folder, '.sources'), { recursive: true });
    workload = new Workload(folder, log);
    const objects = {
      ...testObjects({ spec: {} }),
      topics: [],
      configMaps: [],
      connects: [],
      connectors: [],
    };
    for (let passed = 0; passed < 20; passed += 2) {
      await workload.tick(objects, now);
      now += 2_000;
    }
    const facts = workload.facts();
    expect(facts?.kafkas[0].topics.map(({ topic }) => topic)).toEqual([
      'events',
    ]);
    expect(facts?.elasticsearches[0].colour).toBe('green');
    const read = await ledgerOf(objects, {
      volumesDir: folder,
      namespace: NAMESPACE,
      now,
    });
    const { source: _, ...copied } = before;
    expect(topicOf(read)).toEqual(copied);
    expect(
      read.elasticsearches[0].indices.find(({ index }) => index === 'docs')
        ?.documents,
    ).toBe(documents);
  });

  it('an index that opens waits for its last node, but not for ever', async () => {
    await run({ spec: SPEC }, 20);
    const options = { spec: SPEC, generation: 2, down: ['search-es-data-1'] };
    const stored = async () =>
      indexOf(await ledger(options)).topics[0]?.stored ?? 0;
    const before = await stored();
    expect(before).toBeGreaterThan(0);
    await run(options, 20);
    expect(await stored()).toBe(before);
    await run(options, 20);
    expect(await stored()).toBeGreaterThan(before);
  });

  it('volumes carry the identity of their node, and refuse another', async () => {
    await run({ spec: SPEC }, 2);
    const meta = await readFile(
      join(folder, BROKERS[0], 'kafka-log0', 'meta.properties'),
      'utf8',
    );
    const clusterId = /cluster.id=(.+)/.exec(meta)?.[1] ?? '';
    const volumes = [
      { folder: join(folder, BROKERS[0]), mount: '/var/lib/kafka/data-0' },
    ];
    expect(await startOnVolumes(volumes, { clusterId, nodeId: 0 })).toBe(
      undefined,
    );
    expect(
      await startOnVolumes(volumes, { clusterId: 'other', nodeId: 0 }),
    ).toBe(
      `Invalid cluster.id in: /var/lib/kafka/data-0/kafka-log0/meta.properties. Expected other, but read ${clusterId}`,
    );
    expect(await startOnVolumes(volumes, { clusterId, nodeId: 1 })).toMatch(
      /Stored node id 0 doesn't match/,
    );
    expect(await readdir(join(folder, BROKERS[0]))).not.toContain('kafka-log1');
  });
});
