import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readJson } from '../jsonFile';
import { type PartitionMeta } from '../partitionFiles';
import { DamagedRecord, decodeRecords, type StoredRecord } from '../record';
import { SourceBuffer } from '../sourceBuffer';
import { logStart } from '../topicFlow';
import type { KafkaLedger, TopicLedger } from './Ledger';
import { Tally } from './Tally';

/** A broker's log folder. */
export interface BrokerLogFolder {
  nodeId: number;
  folder: string;
}

/** One replica with all its records. */
interface Replica {
  nodeId: number;
  meta: PartitionMeta;
  records: StoredRecord[];
  endOffset: number;
  damaged: boolean;
}

/** A topic's records: the longest replica that can be read, per partition. */
export interface TopicRecords {
  topic: string;
  scale: number;
  partitions: Array<{ partition: number; replicas: Replica[]; best: Replica }>;
}

/** Reads all topics in the log folders of a Kafka's brokers. */
export async function readTopics(
  logs: readonly BrokerLogFolder[],
): Promise<TopicRecords[]> {
  const found = new Map<string, Map<number, Replica[]>>();
  for (const { nodeId, folder } of logs) {
    for (const name of await namesIn(folder)) {
      const [, topic, number] = /^(.+)-(\d+)$/.exec(name) ?? [];
      const replica = topic && (await readReplica(join(folder, name), nodeId));
      if (!replica) continue;
      const partitions = found.get(topic) ?? new Map<number, Replica[]>();
      found.set(topic, partitions);
      const replicas = partitions.get(Number(number)) ?? [];
      partitions.set(Number(number), [...replicas, replica]);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([topic, partitions]) => {
      const list = [...partitions]
        .sort(([a], [b]) => a - b)
        .map(([partition, replicas]) => ({
          partition,
          replicas,
          best: bestOf(replicas),
        }));
      return { topic, scale: list[0].best.meta.scale, partitions: list };
    });
}

function bestOf(replicas: readonly Replica[]): Replica {
  return replicas.reduce((a, b) => {
    if (a.damaged !== b.damaged) return a.damaged ? b : a;
    return b.endOffset > a.endOffset ? b : a;
  });
}

async function readReplica(
  folder: string,
  nodeId: number,
): Promise<Replica | undefined> {
  const meta = await readJson<PartitionMeta>(join(folder, 'partition.json'));
  if (!meta) return undefined;
  const records: StoredRecord[] = [];
  let damaged = false;
  for (const name of await namesIn(folder)) {
    if (!name.endsWith('.log')) continue;
    try {
      records.push(...decodeRecords(await readFile(join(folder, name))));
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof DamagedRecord))
        throw error;
      damaged = true;
    }
  }
  const last = records[records.length - 1];
  const folded = meta.folded[meta.folded.length - 1];
  return {
    nodeId,
    meta,
    records,
    damaged,
    endOffset: last ? last.offset + 1 : folded?.end ?? meta.declared.before,
  };
}

/** Account of one topic against its source's notebook. */
export async function topicLedger(
  { topic, scale, partitions }: TopicRecords,
  sourceFile: string,
  now: number,
): Promise<{ ledger: TopicLedger; acknowledged: number; tally: Tally }> {
  const source = await SourceBuffer.open(sourceFile);
  const tally = new Tally();
  for (const { best } of partitions) {
    tally.addRuns(best.meta.foldedSequences);
    best.records.forEach(({ sequence }) => tally.add(sequence));
  }
  const isKnown = source.scale !== undefined;
  const acknowledged = isKnown ? source.acknowledged : tally.last;
  return {
    acknowledged,
    tally,
    ledger: {
      topic,
      scale,
      ...(isKnown ? { source: { acknowledged, waiting: source.kept } } : {}),
      partitions: partitions.map(({ partition, replicas, best }) => ({
        partition,
        firstOffset:
          logStart(best.meta.declared, best.meta.folded, now, Infinity) * scale,
        endOffset: best.endOffset * scale,
        replicas: replicas.map(({ nodeId, endOffset, damaged }) => ({
          nodeId,
          endOffset: endOffset * scale,
          damaged,
        })),
      })),
      sequences: tally.account(1, acknowledged),
    },
  };
}

/** What groups have committed, from the newest of the brokers' copies. */
export async function groupsOf(
  logs: readonly BrokerLogFolder[],
  topics: readonly TopicRecords[],
): Promise<KafkaLedger['groups']> {
  const newest = new Map<string, { version: number; committed: number[] }>();
  for (const { folder } of logs) {
    for (const name of await namesIn(join(folder, '__consumer_offsets'))) {
      if (!name.endsWith('.json')) continue;
      const found = await readJson<{ version?: number; committed: number[] }>(
        join(folder, '__consumer_offsets', name),
      );
      const { version = 0, committed = [] } = found ?? {};
      const known = newest.get(name);
      if (!known || version > known.version)
        newest.set(name, { version, committed });
    }
  }
  return [...newest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { committed }]) => {
      const [group, topic] = name.slice(0, -'.json'.length).split('@');
      const scale = topics.find(one => one.topic === topic)?.scale ?? 1;
      return { group, topic, committed: committed.map(at => at * scale) };
    });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
