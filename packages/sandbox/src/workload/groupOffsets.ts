import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readJson, writeJson } from './jsonFile';
import type { PartitionMeta } from './partitionFiles';

/** What a group has committed on one topic, as the brokers keep it; stored offsets. */
export interface GroupOffsets {
  group: string;
  topic: string;
  /** Per partition, the offset after the last record that was committed. */
  committed: number[];
  /** Counts the commits, so that the newest of several copies is known. */
  version: number;
}

/** One partition's offset as Kafka's clients count it; without an offset it is taken away. */
export interface OffsetChange {
  topic: string;
  partition: number;
  offset: number | undefined;
}

const OFFSETS = '__consumer_offsets';

/** The file in which one broker keeps a group's offsets on a topic. `log` is its log folder. */
export function groupFile(log: string, group: string, topic: string): string {
  return join(log, OFFSETS, `${group}@${topic}.json`);
}

/** The newest commit of a group on a topic among brokers; undefined when it never committed. */
export async function readOffsets(
  logs: readonly string[],
  group: string,
  topic: string,
): Promise<GroupOffsets | undefined> {
  let newest: GroupOffsets | undefined;
  for (const log of logs) {
    const found = await readJson<Partial<GroupOffsets>>(
      groupFile(log, group, topic),
    );
    if (!found?.committed) continue;
    const { committed, version = 0 } = found;
    if (!newest || version > newest.version)
      newest = { group, topic, committed, version };
  }
  return newest;
}

/** Writes a commit to every broker that is given. */
export async function writeOffsets(
  logs: readonly string[],
  offsets: GroupOffsets,
): Promise<void> {
  for (const log of logs)
    await writeJson(groupFile(log, offsets.group, offsets.topic), offsets);
}

/** What a group has committed on all topics, as Kafka's clients count offsets. */
export async function listOffsets(
  logs: readonly string[],
  group: string,
): Promise<Array<{ topic: string; partition: number; offset: number }>> {
  const listed = [];
  for (const topic of await topicsOf(logs, group)) {
    const found = await readOffsets(logs, group, topic);
    const scale = await scaleOf(logs, topic);
    for (const [partition, offset] of (found?.committed ?? []).entries())
      listed.push({ topic, partition, offset: offset * scale });
  }
  return listed;
}

/** Sets offsets of a group; those of partitions that are not mentioned stay. */
export async function alterOffsets(
  logs: readonly string[],
  group: string,
  changes: readonly OffsetChange[],
): Promise<void> {
  for (const topic of new Set(changes.map(change => change.topic))) {
    const scale = await scaleOf(logs, topic);
    const found = await readOffsets(logs, group, topic);
    const committed = [...(found?.committed ?? [])];
    for (const { partition, offset } of changes.filter(
      change => change.topic === topic,
    )) {
      while (committed.length <= partition) committed.push(0);
      committed[partition] = Math.floor((offset ?? 0) / scale);
    }
    await writeOffsets(logs, {
      group,
      topic,
      committed,
      version: (found?.version ?? 0) + 1,
    });
  }
}

/** Sets a group back to the beginning of everything it reads. */
export async function resetOffsets(
  logs: readonly string[],
  group: string,
): Promise<void> {
  for (const topic of await topicsOf(logs, group)) {
    for (const log of logs)
      await rm(groupFile(log, group, topic), { force: true });
  }
}

async function topicsOf(
  logs: readonly string[],
  group: string,
): Promise<string[]> {
  const topics = new Set<string>();
  for (const log of logs) {
    for (const name of await filesIn(join(log, OFFSETS))) {
      if (name.startsWith(`${group}@`) && name.endsWith('.json'))
        topics.add(name.slice(group.length + 1, -'.json'.length));
    }
  }
  return [...topics].sort();
}

/** How many records one stored record of a topic stands for. */
async function scaleOf(
  logs: readonly string[],
  topic: string,
): Promise<number> {
  for (const log of logs) {
    for (const name of await filesIn(log)) {
      if (!isPartitionOf(name, topic)) continue;
      const meta = await readJson<PartitionMeta>(
        join(log, name, 'partition.json'),
      );
      if (meta) return meta.scale;
    }
  }
  return 1;
}

function isPartitionOf(name: string, topic: string): boolean {
  return (
    name.startsWith(`${topic}-`) && /^\d+$/.test(name.slice(topic.length + 1))
  );
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
