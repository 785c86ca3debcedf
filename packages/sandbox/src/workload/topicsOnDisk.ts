import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_TOPIC } from '../seeds/workloadSpec';
import { isMissing, readJson } from './jsonFile';
import type { PartitionMeta } from './partitionFiles';
import type { Places } from './places';
import type { KafkaWorld, TopicWorld } from './world';

/**
 * Topics in the volumes of a Kafka's brokers, as after a restore where nobody
 * declares them. Undefined until all brokers are ready: one alone may not have
 * all partitions.
 */
export async function topicsOnDisk(
  kafka: KafkaWorld,
  places: Places,
): Promise<TopicWorld[] | undefined> {
  const brokers = kafka.nodes.filter(({ broker }) => broker);
  if (brokers.length === 0 || !brokers.every(({ ready }) => ready))
    return undefined;
  const found = new Map<string, TopicWorld>();
  for (const node of brokers) {
    const log = places.log(node);
    for (const name of log ? await namesIn(log) : []) {
      const [, topic, partition] = /^(.+)-(\d+)$/.exec(name) ?? [];
      const meta =
        log && topic !== undefined
          ? await readJson<PartitionMeta>(join(log, name, 'partition.json'))
          : undefined;
      if (!meta) continue;
      found.set(topic, {
        topic,
        partitions: Math.max(
          found.get(topic)?.partitions ?? 0,
          Number(partition) + 1,
        ),
        replicationFactor:
          meta.replicationFactor ??
          Math.min(DEFAULT_TOPIC.replicas, meta.brokers.length),
        minInSync: kafka.minInSync,
        retentionMs: DEFAULT_TOPIC.retentionMs,
      });
    }
  }
  return [...found.values()];
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
