import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readJson } from '../jsonFile';
import {
  documentFiles,
  isMarkedDamaged,
  partitionOf,
  type ShardMeta,
  type StoredDocument,
} from '../shardFiles';
import type { IndexLedger } from './Ledger';
import { Tally } from './Tally';

/** One copy of a shard. */
interface Copy {
  volume: string;
  /** By weight. */
  documents: number;
  damaged: boolean;
  /** Sequence numbers by topic. */
  tallies: Map<string, Tally>;
}

/** What an index holds, before it is compared with its sources. */
export interface IndexRecords {
  index: string;
  documents: number;
  damaged: IndexLedger['damaged'];
  lostShards: number[];
  tallies: Map<string, Tally>;
}

/** Reads the indices in the volumes of an Elasticsearch; the fullest copy of a shard counts. */
export async function readIndices(
  volumesDir: string,
  volumes: readonly string[],
): Promise<IndexRecords[]> {
  const found = new Map<string, Map<number, Copy[]>>();
  for (const volume of volumes) {
    const root = join(volumesDir, volume, 'indices');
    for (const index of await namesIn(root)) {
      const shards = found.get(index) ?? new Map<number, Copy[]>();
      found.set(index, shards);
      for (const shard of await namesIn(join(root, index))) {
        const copy = await readCopy(join(root, index, shard), volume);
        shards.set(Number(shard), [...(shards.get(Number(shard)) ?? []), copy]);
      }
    }
  }
  return [...found].map(([index, shards]) => joined(index, shards));
}

function joined(index: string, shards: Map<number, Copy[]>): IndexRecords {
  const records: IndexRecords = {
    index,
    documents: 0,
    damaged: [],
    lostShards: [],
    tallies: new Map(),
  };
  for (const [shard, copies] of [...shards].sort(([a], [b]) => a - b)) {
    const good = copies.filter(({ damaged }) => !damaged);
    for (const { volume } of copies.filter(({ damaged }) => damaged))
      records.damaged.push({ shard, volume });
    if (good.length === 0) records.lostShards.push(shard);
    const best = good.sort((a, b) => b.documents - a.documents)[0];
    records.documents += best?.documents ?? 0;
    for (const [topic, tally] of best?.tallies ?? []) {
      const known = records.tallies.get(topic);
      if (known) known.join(tally);
      else records.tallies.set(topic, tally);
    }
  }
  return records;
}

async function readCopy(folder: string, volume: string): Promise<Copy> {
  const meta = await readJson<ShardMeta>(join(folder, 'shard.json'));
  const copy: Copy = {
    volume,
    documents: meta?.foldedDocuments ?? 0,
    damaged: await isMarkedDamaged(folder),
    tallies: new Map(),
  };
  for (const [key, runs] of Object.entries(meta?.foldedSequences ?? {}))
    tallyOf(copy, key).addRuns(runs);
  for (const file of await documentFiles(folder)) {
    const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
    try {
      for (const line of lines) {
        const { _id, sequence, weight }: StoredDocument = JSON.parse(line);
        tallyOf(copy, partitionOf(_id)).add(sequence);
        copy.documents += weight;
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      copy.damaged = true;
    }
  }
  return copy;
}

/** Tally of the topic in `<topic>+<partition>`. */
function tallyOf({ tallies }: Copy, key: string): Tally {
  const topic = key.slice(0, key.lastIndexOf('+'));
  const known = tallies.get(topic) ?? new Tally();
  tallies.set(topic, known);
  return known;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
