import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KafkaFacts, VolumeFacts, WorkloadFacts } from './facts';
import { decodeRecords } from './record';
import {
  DOCS,
  GIB,
  NAMESPACE,
  QUERY,
  SINK,
  source,
  testObjects,
  type TestObjects,
} from './testObjects';
import { Workload } from './workload';

const START = Date.UTC(2026, 10, 20, 14, 31);

// Hours of records pass through real files; a busy machine takes its time.
jest.setTimeout(120_000);

describe('workload', () => {
  let folder: string;
  let now = START;
  let workload: Workload;
  const log = (line: string) => {
    if (line.startsWith('workload of')) throw new Error(line);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'penstock-workload-'));
    now = START;
    workload = new Workload(folder, log);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function run(
    options: TestObjects,
    seconds: number,
    step = 2,
  ): Promise<WorkloadFacts> {
    const objects = testObjects(options);
    await workload.tick(objects, now);
    for (let passed = 0; passed < seconds; passed += step) {
      now += step * 1_000;
      await workload.tick(objects, now);
    }
    const facts = workload.facts();
    if (!facts) throw new Error('no facts after a tick');
    return facts;
  }

  const kafkaOf = ({ kafkas }: WorkloadFacts): KafkaFacts => kafkas[0];
  const endOf = (facts: WorkloadFacts) =>
    kafkaOf(facts).topics[0].partitions.reduce(
      (sum, { endOffset }) => sum + endOffset,
      0,
    );
  const backlogOf = (facts: WorkloadFacts) =>
    endOf(facts) -
    kafkaOf(facts).groups[0].committed.reduce<number>(
      (sum, offset) => sum + (offset ?? 0),
      0,
    );
  const volumeOf = ({ volumes }: WorkloadFacts, claim: string): VolumeFacts => {
    const found = volumes.find(volume => volume.claim === claim);
    if (!found) throw new Error(`no volume ${claim}`);
    return found;
  };

  /** Sequence numbers in the files of one broker. */
  async function sequencesOn(broker: number): Promise<number[]> {
    const root = join(
      folder,
      `pv-data-0-log-broker-${broker}`,
      `kafka-log${broker}`,
    );
    const found: number[] = [];
    for (const partition of (await readdir(root)).filter(name =>
      name.startsWith('events-'),
    )) {
      for (const file of (await readdir(join(root, partition))).filter(name =>
        name.endsWith('.log'),
      )) {
        found.push(
          ...decodeRecords(await readFile(join(root, partition, file))).map(
            ({ sequence }) => sequence,
          ),
        );
      }
    }
    return found.sort((a, b) => a - b);
  }

  async function documentIds(): Promise<string[]> {
    const ids: string[] = [];
    for (const shard of ['0', '1']) {
      const copies = join(
        folder,
        'pv-elasticsearch-data-search-es-data-0',
        'indices',
        'docs',
        shard,
      );
      for (const file of (await readdir(copies)).filter(name =>
        name.endsWith('.ndjson'),
      )) {
        const lines = (await readFile(join(copies, file), 'utf8'))
          .split('\n')
          .slice(0, -1);
        ids.push(...lines.map((line): string => JSON.parse(line)._id));
      }
    }
    return ids;
  }

  it('writes what the source sends to every replica, and into the index once', async () => {
    const facts = await run(
      { spec: { sources: [source(40)], consumers: [SINK], indices: [DOCS] } },
      60,
    );
    expect(endOf(facts)).toBe(2_400);
    const kept = await sequencesOn(0);
    expect(kept).toEqual(Array.from({ length: 240 }, (_, index) => index + 1));
    expect(await sequencesOn(1)).toEqual(kept);
    const ids = await documentIds();
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(230);
    expect(
      facts.elasticsearches[0].nodes.reduce(
        (sum, { indexed }) => sum + indexed,
        0,
      ),
    ).toBe(ids.length * 10);
  });

  it('lets the backlog of a slower consumer grow by the difference of the rates', async () => {
    const spec = {
      sources: [source(100)],
      consumers: [{ ...SINK, recordsPerSecond: 80 }],
      indices: [DOCS],
    };
    const early = await run({ spec }, 60);
    const late = await run({ spec }, 300);
    expect((backlogOf(late) - backlogOf(early)) / 300).toBeCloseTo(20, 0);
  });

  it('lets a consumer catch up when the volumes of its brokers have grown', async () => {
    const whileFull = { above: 0.85, recordsPerSecond: 80 };
    const spec = {
      sources: [source(100)],
      consumers: [{ ...SINK, recordsPerSecond: 1_000, whileFull }],
      indices: [DOCS],
      fills: [0, 1, 2].map(id => ({
        claim: `data-0-log-broker-${id}`,
        usedBytes: 90 * GIB,
        bytesPerHour: 0,
      })),
    };
    const behind = await run({ spec, brokerVolumeGi: 100 }, 60);
    expect(backlogOf(behind)).toBeGreaterThan(1_000);
    expect(kafkaOf(behind).groups[0].rate).toBe(80);
    const later = await run({ spec, brokerVolumeGi: 400 }, 20);
    expect(backlogOf(later)).toBeLessThan(400);
  });

  it('begins with the declared backlog and fill, and grows as declared', async () => {
    const fills = [0, 1, 2].map(id => ({
      claim: `data-0-log-broker-${id}`,
      usedBytes: (91 + id) * GIB,
      bytesPerHour: 0.78 * GIB,
    }));
    const spec = {
      sources: [source(3_700, 101)],
      consumers: [{ ...QUERY, recordsPerSecond: 3_500, startBacklog: 906_500 }],
      indices: [DOCS],
      fills,
    };
    const first = await run({ spec, partitions: 6 }, 0);
    expect(backlogOf(first)).toBeGreaterThan(900_000);
    expect(backlogOf(first)).toBeLessThan(910_000);
    expect(volumeOf(first, 'data-0-log-broker-2').usedBytes / GIB).toBeCloseTo(
      93,
      1,
    );
    const later = await run({ spec, partitions: 6 }, 1_200, 10);
    const grown =
      volumeOf(later, 'data-0-log-broker-2').usedBytes -
      volumeOf(first, 'data-0-log-broker-2').usedBytes;
    expect(grown / GIB / (1_200 / 3_600)).toBeCloseTo(0.78, 1);
    expect((backlogOf(later) - backlogOf(first)) / 1_200).toBeGreaterThan(170);
    expect(later.sparks[0].lastBatch?.durationMs).toBeCloseTo(14_200, -3);
  });

  it('resumes from its files after a restart: no record lost, none written twice', async () => {
    const spec = { sources: [source(40)], consumers: [SINK], indices: [DOCS] };
    await run({ spec }, 33);
    workload = new Workload(folder, log);
    now += 3_600_000;
    const facts = await run({ spec }, 33);
    const kept = await sequencesOn(2);
    expect(kept).toEqual(
      Array.from({ length: kept.length }, (_, index) => index + 1),
    );
    expect(endOf(facts)).toBe(kept.length * 10);
    const ids = await documentIds();
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('resumes a query from its checkpoint', async () => {
    const spec = { sources: [source(40)], consumers: [QUERY], indices: [DOCS] };
    await run({ spec }, 60);
    const before = (await documentIds()).length;
    workload = new Workload(folder, log);
    const facts = await run({ spec }, 60);
    const ids = await documentIds();
    expect(ids.length).toBeGreaterThan(before);
    expect(new Set(ids).size).toBe(ids.length);
    expect(facts.sparks[0].lastBatch?.batch).toBeGreaterThan(4);
  });

  it('goes on with one broker less, says which partitions miss a replica, and lets it catch up', async () => {
    const spec = { sources: [source(40)], consumers: [SINK], indices: [DOCS] };
    await run({ spec }, 20);
    const less = await run({ spec, down: ['log-broker-1'] }, 20);
    expect(
      kafkaOf(less).topics[0].partitions.every(
        ({ inSync }) => inSync.length === 2,
      ),
    ).toBe(true);
    const whole = await run({ spec }, 20);
    expect(endOf(whole)).toBe(2_400);
    expect(
      kafkaOf(whole).topics[0].partitions.every(
        ({ inSync }) => inSync.length === 3,
      ),
    ).toBe(true);
    expect(await sequencesOn(1)).toEqual(await sequencesOn(0));
  });

  it('takes no record below min.insync.replicas; what was made meanwhile is delivered afterwards', async () => {
    const spec = { sources: [source(40)], consumers: [SINK], indices: [DOCS] };
    const before = await run({ spec }, 20);
    const halted = await run(
      { spec, down: ['log-broker-1', 'log-broker-2'] },
      20,
    );
    expect(endOf(halted)).toBe(endOf(before));
    const after = await run({ spec }, 20);
    expect(endOf(after)).toBe(endOf(before) + 1_600);
    const kept = await sequencesOn(0);
    expect(kept).toEqual(
      Array.from({ length: kept.length }, (_, index) => index + 1),
    );
  });

  it('stops reading while the connector is not running or the index is not there', async () => {
    const spec = { sources: [source(40)], consumers: [SINK], indices: [DOCS] };
    const before = backlogOf(await run({ spec }, 20));
    const failed = backlogOf(await run({ spec, connectorState: 'FAILED' }, 20));
    expect(failed - before).toBeGreaterThan(700);
    const lost = backlogOf(
      await run({ spec, down: ['search-es-data-0', 'search-es-data-1'] }, 20),
    );
    expect(lost - failed).toBeGreaterThan(700);
    expect(backlogOf(await run({ spec }, 60))).toBeLessThan(400);
  });

  it('takes no more when the volumes are full', async () => {
    const fills = [0, 1, 2].map(id => ({
      claim: `data-0-log-broker-${id}`,
      usedBytes: 0.9 * GIB,
      bytesPerHour: 200 * GIB,
    }));
    const options = {
      spec: {
        sources: [source(40_000, 1_000)],
        consumers: [],
        indices: [DOCS],
        fills,
      },
      brokerVolumeGi: 1,
    };
    const full = await run(options, 60);
    expect(kafkaOf(full).nodes.every(node => node.full)).toBe(true);
    expect(endOf(await run(options, 20))).toBe(endOf(full));
    expect(volumeOf(full, 'data-0-log-broker-0').usedBytes).toBeLessThanOrEqual(
      GIB,
    );
  });

  it('turns yellow when a data node is lost, and holds both copies again when it is back', async () => {
    const spec = { sources: [source(40)], consumers: [SINK], indices: [DOCS] };
    await run({ spec }, 20);
    const yellow = await run({ spec, down: ['search-es-data-1'] }, 20);
    expect(yellow.elasticsearches[0]).toMatchObject({
      colour: 'yellow',
      shards: { unassigned: 2 },
    });
    const green = await run({ spec }, 20);
    expect(green.elasticsearches[0]).toMatchObject({
      colour: 'green',
      shards: { unassigned: 0 },
    });
    const shard = (node: number) =>
      join(
        folder,
        `pv-elasticsearch-data-search-es-data-${node}`,
        'indices',
        'docs',
        '0',
        'docs-1.ndjson',
      );
    expect(await readFile(shard(1), 'utf8')).toBe(
      await readFile(shard(0), 'utf8'),
    );
  });

  it('keeps its files within the bound while records pass for hours', async () => {
    const options = {
      spec: {
        sources: [source(20)],
        consumers: [{ ...SINK, recordsPerSecond: 50 }],
        indices: [DOCS],
      },
      partitions: 1,
      brokers: 1,
    };
    // 16 MiB of lines of 112 bytes are 149,796 records, which 20 a second fill in two hours.
    await run(options, 7_800, 15);
    const broker = join(folder, 'pv-data-0-log-broker-0');
    const node = join(folder, 'pv-elasticsearch-data-search-es-data-0');
    const before = (await bytesIn(broker)) + (await bytesIn(node));
    const facts = await run(options, 3_600, 15);
    expect((await bytesIn(broker)) + (await bytesIn(node))).toBeLessThan(
      before + 100_000,
    );
    expect(await bytesIn(broker)).toBeLessThan(16.1 * 2 ** 20);
    expect(endOf(facts)).toBe(228_000);
    expect(volumeOf(facts, 'data-0-log-broker-0').usedBytes).toBeGreaterThan(
      228_000 * 100,
    );
  });

  it('keeps at most 64 MiB of what nobody reads, and counts the rest as stored', async () => {
    const options = {
      spec: {
        sources: [source(39)],
        consumers: [SINK],
        indices: [DOCS],
      },
      partitions: 1,
      brokers: 1,
      connectorState: 'FAILED',
    };
    const broker = join(folder, 'pv-data-0-log-broker-0');
    const bound = 64 * 2 ** 20;
    // 64 MiB of lines of 112 bytes are 599,186 records: 15,364 seconds of 39.
    const before = await run(options, 15_000, 15);
    expect(await bytesIn(broker)).toBeGreaterThan(0.9 * bound);
    const facts = await run(options, 2_700, 15);
    expect(await bytesIn(broker)).toBeGreaterThan(0.9 * bound);
    expect(await bytesIn(broker)).toBeLessThan(1.01 * bound);
    expect(endOf(facts) - endOf(before)).toBe(39 * 2_700);
    expect(backlogOf(facts)).toBe(endOf(facts));
    expect(volumeOf(facts, 'data-0-log-broker-0').usedBytes).toBeGreaterThan(
      endOf(facts) * 100,
    );
  });

  it('gives an element that no ConfigMap mentions some traffic', async () => {
    const objects = { ...testObjects({ spec: {} }), configMaps: [] };
    await workload.tick(objects, now);
    await workload.tick(objects, now + 10_000);
    const facts = workload.facts();
    expect(
      facts?.kafkas[0].topics[0].partitions.reduce(
        (sum, { endOffset }) => sum + endOffset,
        0,
      ),
    ).toBe(400);
    expect(facts?.seeded).not.toContain(NAMESPACE);
  });
});

async function bytesIn(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  })) {
    if (entry.isFile())
      total += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return total;
}
