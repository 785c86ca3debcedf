import type {
  ElasticsearchFacts,
  KafkaFacts,
  TopicFacts,
  VolumeFacts,
  WorkloadFacts,
} from '../workload';

/**
 * What the facts would have been `seconds` ago had the declared rates always
 * held: the computed past that fills the store at start, simulated as all is.
 * Pure. Numbers that the rates would drive below zero stay at zero.
 */
export function factsBefore(
  facts: WorkloadFacts,
  seconds: number,
): WorkloadFacts {
  return {
    ...facts,
    at: facts.at - seconds * 1_000,
    kafkas: facts.kafkas.map(kafka => kafkaBefore(kafka, seconds)),
    connects: facts.connects.map(connect => ({
      ...connect,
      connectors: connect.connectors.map(connector => ({
        ...connector,
        recordsSent: back(connector.recordsSent, connector.rate, seconds),
      })),
    })),
    elasticsearches: facts.elasticsearches.map(search =>
      searchBefore(search, seconds),
    ),
    sparks: facts.sparks.map(spark => ({
      ...spark,
      lastBatch: spark.lastBatch && {
        ...spark.lastBatch,
        batch: Math.max(0, spark.lastBatch.batch - Math.floor(seconds / 10)),
        watermark: Math.max(0, spark.lastBatch.watermark - seconds * 1_000),
      },
    })),
    volumes: facts.volumes.map(volume => volumeBefore(volume, seconds)),
  };
}

function back(value: number, perSecond: number, seconds: number): number {
  return Math.max(0, value - perSecond * seconds);
}

function kafkaBefore(kafka: KafkaFacts, seconds: number): KafkaFacts {
  const topics = kafka.topics.map(topic => topicBefore(topic, seconds));
  return {
    ...kafka,
    topics,
    groups: kafka.groups.map(group => {
      const now = kafka.topics.find(({ topic }) => topic === group.topic);
      const then = topics.find(({ topic }) => topic === group.topic);
      if (!now || !then) return group;
      const gains =
        Math.max(0, now.sourceRate - group.rate) /
        Math.max(1, now.partitions.length);
      return {
        ...group,
        committed: group.committed.map((offset, partition) => {
          if (offset === undefined) return undefined;
          const behind =
            (now.partitions[partition]?.endOffset ?? offset) - offset;
          const end = then.partitions[partition]?.endOffset ?? offset;
          return Math.max(0, end - behindBefore(behind, gains, seconds));
        }),
      };
    }),
  };
}

/** A backlog that grows was smaller, down to none; one that is steady was the same. */
function behindBefore(
  behind: number,
  gainsPerSecond: number,
  seconds: number,
): number {
  return Math.max(0, behind - gainsPerSecond * seconds);
}

function topicBefore(topic: TopicFacts, seconds: number): TopicFacts {
  const perPartition = topic.sourceRate / Math.max(1, topic.partitions.length);
  const all = topic.takenBy.reduce((sum, { records }) => sum + records, 0);
  return {
    ...topic,
    takenBy: topic.takenBy.map(({ nodeId, records }) => ({
      nodeId,
      records: back(
        records,
        all === 0 ? 0 : (topic.sourceRate * records) / all,
        seconds,
      ),
    })),
    partitions: topic.partitions.map(partition => {
      const endOffset = back(partition.endOffset, perPartition, seconds);
      const startOffset = Math.min(
        endOffset,
        back(partition.startOffset, topic.expireRate, seconds),
      );
      return { ...partition, endOffset, startOffset };
    }),
  };
}

function searchBefore(
  search: ElasticsearchFacts,
  seconds: number,
): ElasticsearchFacts {
  const all = search.nodes.reduce((sum, { indexed }) => sum + indexed, 0);
  return {
    ...search,
    nodes: search.nodes.map(node => ({
      ...node,
      indexed: back(
        node.indexed,
        all === 0 ? 0 : (search.rate * node.indexed) / all,
        seconds,
      ),
    })),
  };
}

function volumeBefore(volume: VolumeFacts, seconds: number): VolumeFacts {
  return {
    ...volume,
    usedBytes: Math.round(
      back(volume.usedBytes, volume.bytesPerHour / 3_600, seconds),
    ),
  };
}
