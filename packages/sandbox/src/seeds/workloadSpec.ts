/**
 * What the workload of a namespace should do, in a ConfigMap `sandbox-workload`
 * whose key `workload.json` holds a {@link WorkloadSpec}. What it does not
 * mention gets {@link completeWorkload}'s defaults, so that an element made
 * from a template has traffic as well. All rates are of records that pass in
 * one second of real time.
 */

/** Name of the ConfigMap in each pipeline's namespace. */
export const WORKLOAD_CONFIG_MAP = 'sandbox-workload';
/** Key in its `data`. */
export const WORKLOAD_KEY = 'workload.json';

/** All flows and fills of one namespace. */
export interface WorkloadSpec {
  sources: SourceFlow[];
  consumers: ConsumerFlow[];
  fills: VolumeFill[];
  indices: IndexLayout[];
}

/** A producer outside the cluster that writes into a topic. */
export interface SourceFlow {
  /** metadata.name of the Kafka. */
  kafka: string;
  /** Topic as Kafka calls it; partitions, replicas and `retention.ms` are those of its KafkaTopic, else {@link DEFAULT_TOPIC}. */
  topic: string;
  recordsPerSecond: number;
  /** Bytes that one record takes on the disk of each replica. */
  recordBytes: number;
  /** KafkaUser as which it writes, whose quotas count; else any user that may write to the topic. */
  user?: string;
}

/** A consumer group on a topic. */
export interface ConsumerFlow {
  kafka: string;
  topic: string;
  /** Consumer group: `connect-<connector>` for a connector. */
  group: string;
  /** The element that does the work; the flow stands still while that is not running. */
  by:
    | { kind: 'SparkApplication'; name: string; checkpointClaim?: string }
    | { kind: 'KafkaConnector'; name: string };
  /** Most records per second it can take; below the source's rate the backlog grows. */
  recordsPerSecond: number;
  /** What it takes instead while a broker's volume is fuller than `above`, a share of 1: brokers that run out of room answer slowly. */
  whileFull?: { above: number; recordsPerSecond: number };
  /** Records behind when the sandbox starts. */
  startBacklog: number;
  /** Where its records go, if anywhere that is simulated. */
  to?:
    | { elasticsearch: string; index: string }
    | { kafka: string; topic: string };
}

/** How full a volume is when the sandbox starts and how it grows by itself. */
export interface VolumeFill {
  /** Name of the PersistentVolumeClaim. */
  claim: string;
  /** Bytes in use at the start, of which only a small part is really on disk. */
  usedBytes: number;
  /** Bytes that come on top in an hour; retention has been subtracted. May be 0. */
  bytesPerHour: number;
}

/** An index of an Elasticsearch; with the data nodes that are ready it decides the health colour. */
export interface IndexLayout {
  elasticsearch: string;
  index: string;
  /** Primary shards. */
  primaries: number;
  /** Copies of each primary besides itself. No two copies of a shard share a node. */
  replicas: number;
}

/** What a topic has where no KafkaTopic says it. */
export const DEFAULT_TOPIC = {
  name: 'events',
  partitions: 3,
  replicas: 3,
  retentionMs: 7 * 24 * 3_600_000,
} as const;

/** Traffic of an element that no ConfigMap mentions. */
export const DEFAULT_FLOW = {
  recordsPerSecond: 40,
  recordBytes: 512,
  consumerRecordsPerSecond: 400,
  /** Share of a volume's size in use when it is new. */
  fillRatio: 0.01,
  index: { name: 'events', primaries: 1, replicas: 1 },
} as const;

/** What exists in a namespace, as far as the defaults depend on it. */
export interface FoundElements {
  kafkas: string[];
  /** Topics with the Kafka that holds them. */
  topics: Array<{ kafka: string; topic: string }>;
  elasticsearches: string[];
  /** Connectors with the Kafka their KafkaConnect reads from. */
  connectors: Array<{
    name: string;
    kafka: string | undefined;
    topics: string[];
    elasticsearch?: string;
  }>;
  /** Streaming applications with the Kafka they read from, as their `reads-from` says. */
  sparkApplications: Array<{
    name: string;
    kafka: string | undefined;
    elasticsearch?: string;
  }>;
}

/** Reads the ConfigMap's `data`; an absent or unreadable one is an empty spec. */
export function readWorkload(
  data: Record<string, string> | undefined,
): WorkloadSpec {
  const empty: WorkloadSpec = {
    sources: [],
    consumers: [],
    fills: [],
    indices: [],
  };
  const text = data?.[WORKLOAD_KEY];
  if (!text) {
    return empty;
  }
  try {
    const read: Partial<WorkloadSpec> = JSON.parse(text);
    return { ...empty, ...read };
  } catch {
    return empty;
  }
}

/** Adds default flows for every element that the spec leaves out. Pure. */
export function completeWorkload(
  spec: WorkloadSpec,
  found: FoundElements,
): WorkloadSpec {
  const topicOf = (kafka: string) =>
    spec.sources.find(source => source.kafka === kafka)?.topic ??
    found.topics.find(topic => topic.kafka === kafka)?.topic ??
    DEFAULT_TOPIC.name;

  const sources = found.kafkas
    .filter(kafka => !spec.sources.some(source => source.kafka === kafka))
    .map(kafka => ({
      kafka,
      topic: topicOf(kafka),
      recordsPerSecond: DEFAULT_FLOW.recordsPerSecond,
      recordBytes: DEFAULT_FLOW.recordBytes,
    }));

  const missing = (kind: ConsumerFlow['by']['kind'], name: string) =>
    !spec.consumers.some(({ by }) => by.kind === kind && by.name === name);
  const to = (elasticsearch: string | undefined) =>
    elasticsearch === undefined
      ? undefined
      : { elasticsearch, index: indexOf(spec, elasticsearch) };

  const consumers: ConsumerFlow[] = [];
  for (const connector of found.connectors) {
    const { kafka, name } = connector;
    if (kafka !== undefined && missing('KafkaConnector', name)) {
      consumers.push({
        kafka,
        topic: connector.topics[0] ?? topicOf(kafka),
        group: `connect-${name}`,
        by: { kind: 'KafkaConnector', name },
        recordsPerSecond: DEFAULT_FLOW.consumerRecordsPerSecond,
        startBacklog: 0,
        to: to(connector.elasticsearch),
      });
    }
  }
  for (const { name, kafka, elasticsearch } of found.sparkApplications) {
    if (kafka !== undefined && missing('SparkApplication', name)) {
      consumers.push({
        kafka,
        topic: topicOf(kafka),
        group: name,
        by: { kind: 'SparkApplication', name },
        recordsPerSecond: DEFAULT_FLOW.consumerRecordsPerSecond,
        startBacklog: 0,
        to: to(elasticsearch),
      });
    }
  }

  const indices = found.elasticsearches
    .filter(name => !spec.indices.some(layout => layout.elasticsearch === name))
    .map(name => defaultIndexOf(name));

  return {
    sources: [...spec.sources, ...sources],
    consumers: [...spec.consumers, ...consumers],
    fills: spec.fills,
    indices: [...spec.indices, ...indices],
  };
}

/** The index of an Elasticsearch that no ConfigMap mentions. */
export function defaultIndexOf(elasticsearch: string): IndexLayout {
  const { name: index, primaries, replicas } = DEFAULT_FLOW.index;
  return { elasticsearch, index, primaries, replicas };
}

/**
 * Shards as Elasticsearch would place them on `dataNodes` ready data nodes
 * when every node may hold one copy of each shard.
 */
export function placeShards(
  indices: IndexLayout[],
  dataNodes: number,
): { active: number; activePrimary: number; unassigned: number } {
  let active = 0;
  let activePrimary = 0;
  let unassigned = 0;
  for (const { primaries, replicas } of indices) {
    const copies = Math.min(replicas + 1, dataNodes);
    active += primaries * copies;
    activePrimary += copies > 0 ? primaries : 0;
    unassigned += primaries * (replicas + 1 - copies);
  }
  return { active, activePrimary, unassigned };
}

/** Colour that Elasticsearch gives such a placement. */
export function colourOf(shards: {
  activePrimary: number;
  unassigned: number;
}): 'green' | 'yellow' | 'red' {
  if (shards.unassigned === 0) {
    return 'green';
  }
  return shards.activePrimary > 0 ? 'yellow' : 'red';
}

function indexOf(spec: WorkloadSpec, elasticsearch: string): string {
  return (
    spec.indices.find(layout => layout.elasticsearch === elasticsearch)
      ?.index ?? DEFAULT_FLOW.index.name
  );
}
