import { parse } from 'yaml';

/**
 * How records flow in one namespace: the content of the ConfigMap
 * `sandbox-workload`, key `workload.yaml`. All names are those of objects in
 * the same namespace. What is not described still flows with the defaults of
 * `defaultFlows.ts`, so that elements made by a user live too.
 */
export interface WorkloadSpec {
  topics: TopicSpec[];
  indices: IndexSpec[];
  connectors: ConnectorSpec[];
  queries: QuerySpec[];
  volumes: VolumeFill[];
  /** Seconds of computed past to show in the metrics at start; 0 for none. */
  pastSeconds: number;
}

/** A source that writes into one Kafka topic. */
export interface TopicSpec {
  /** Name of the `Kafka`. */
  kafka: string;
  topic: string;
  /** Records per second that the source sends. */
  ratePerSecond: number;
  /** Bytes of one record in the log, as Kafka would store it. */
  recordBytes: number;
  /** How many records one stored record stands for. */
  scale: number;
  /** Used where no `KafkaTopic` object says it. */
  partitions: number;
  replicationFactor: number;
  retentionSeconds: number;
  /** Declared past of the log, newest era first; held as sizes and times, without records. */
  history: { ratePerSecond: number; seconds: number }[];
}

/** One index of an `Elasticsearch`. */
export interface IndexSpec {
  elasticsearch: string;
  index: string;
  shards: number;
  replicas: number;
  /** Bytes of one document on disk. */
  documentBytes: number;
  /** Replica shards that stay unassigned, e.g. 1 for a yellow cluster. */
  unassignedReplicas: number;
}

/** A `KafkaConnector` that moves a topic into an index; consumer group `connect-<connector>`. */
export interface ConnectorSpec {
  connector: string;
  /** Name of the `KafkaConnect`. */
  connect: string;
  kafka: string;
  topic: string;
  elasticsearch: string;
  index: string;
  /** Records per second that it can move at most. */
  maxRatePerSecond: number;
  commitSeconds: number;
  /** Records not yet read at the seed. */
  initialBacklog: number;
}

/** A streaming query of a `SparkApplication`; its offsets are published under the group `spark-<query>`. */
export interface QuerySpec {
  application: string;
  query: string;
  kafka: string;
  topic: string;
  /** Where its rows go; without it they only count. */
  elasticsearch?: string;
  index?: string;
  maxRatePerSecond: number;
  /** Rows of one micro-batch at most. */
  maxOffsetsPerTrigger: number;
  triggerSeconds: number;
  initialBacklog: number;
}

/** How full a claim is at the seed; what records do not explain is a declared base fill. */
export interface VolumeFill {
  claim: string;
  usedBytes: number;
}

/** Name of the ConfigMap that holds a {@link WorkloadSpec}. */
export const WORKLOAD_CONFIG_MAP = 'sandbox-workload';
/** Its key. */
export const WORKLOAD_KEY = 'workload.yaml';

export const TOPIC_DEFAULTS = {
  ratePerSecond: 500,
  recordBytes: 200,
  scale: 100,
  partitions: 6,
  replicationFactor: 3,
  retentionSeconds: 604_800,
  history: [],
} as const;
export const INDEX_DEFAULTS = { shards: 6, replicas: 1, documentBytes: 120, unassignedReplicas: 0 } as const;
export const CONNECTOR_DEFAULTS = { maxRatePerSecond: 5_000, commitSeconds: 5, initialBacklog: 0 } as const;
export const QUERY_DEFAULTS = {
  maxRatePerSecond: 5_000,
  maxOffsetsPerTrigger: 100_000,
  triggerSeconds: 10,
  initialBacklog: 0,
} as const;

type Fields = Record<string, unknown>;

/**
 * Reads the ConfigMap's text; fields left out take the defaults above.
 * Throws with the field's name where a value is missing or of the wrong kind.
 */
export function parseWorkloadSpec(text: string): WorkloadSpec {
  const root = asFields(parse(text) ?? {}, 'workload.yaml');
  return {
    topics: items(root, 'topics').map(item => ({
      kafka: word(item, 'kafka'),
      topic: word(item, 'topic'),
      ratePerSecond: amount(item, 'ratePerSecond', TOPIC_DEFAULTS.ratePerSecond),
      recordBytes: positive(item, 'recordBytes', TOPIC_DEFAULTS.recordBytes),
      scale: positive(item, 'scale', TOPIC_DEFAULTS.scale),
      partitions: positive(item, 'partitions', TOPIC_DEFAULTS.partitions),
      replicationFactor: positive(item, 'replicationFactor', TOPIC_DEFAULTS.replicationFactor),
      retentionSeconds: positive(item, 'retentionSeconds', TOPIC_DEFAULTS.retentionSeconds),
      history: items(item, 'history').map(era => ({
        ratePerSecond: amount(era, 'ratePerSecond', 0),
        seconds: positive(era, 'seconds', 3_600),
      })),
    })),
    indices: items(root, 'indices').map(item => ({
      elasticsearch: word(item, 'elasticsearch'),
      index: word(item, 'index'),
      shards: positive(item, 'shards', INDEX_DEFAULTS.shards),
      replicas: amount(item, 'replicas', INDEX_DEFAULTS.replicas),
      documentBytes: positive(item, 'documentBytes', INDEX_DEFAULTS.documentBytes),
      unassignedReplicas: amount(item, 'unassignedReplicas', INDEX_DEFAULTS.unassignedReplicas),
    })),
    connectors: items(root, 'connectors').map(item => ({
      connector: word(item, 'connector'),
      connect: word(item, 'connect'),
      kafka: word(item, 'kafka'),
      topic: word(item, 'topic'),
      elasticsearch: word(item, 'elasticsearch'),
      index: word(item, 'index'),
      maxRatePerSecond: positive(item, 'maxRatePerSecond', CONNECTOR_DEFAULTS.maxRatePerSecond),
      commitSeconds: positive(item, 'commitSeconds', CONNECTOR_DEFAULTS.commitSeconds),
      initialBacklog: amount(item, 'initialBacklog', CONNECTOR_DEFAULTS.initialBacklog),
    })),
    queries: items(root, 'queries').map(item => ({
      application: word(item, 'application'),
      query: word(item, 'query'),
      kafka: word(item, 'kafka'),
      topic: word(item, 'topic'),
      ...(item.elasticsearch === undefined
        ? {}
        : { elasticsearch: word(item, 'elasticsearch'), index: word(item, 'index') }),
      maxRatePerSecond: positive(item, 'maxRatePerSecond', QUERY_DEFAULTS.maxRatePerSecond),
      maxOffsetsPerTrigger: positive(item, 'maxOffsetsPerTrigger', QUERY_DEFAULTS.maxOffsetsPerTrigger),
      triggerSeconds: positive(item, 'triggerSeconds', QUERY_DEFAULTS.triggerSeconds),
      initialBacklog: amount(item, 'initialBacklog', QUERY_DEFAULTS.initialBacklog),
    })),
    volumes: items(root, 'volumes').map(item => ({
      claim: word(item, 'claim'),
      usedBytes: amount(item, 'usedBytes', 0),
    })),
    pastSeconds: amount(root, 'pastSeconds', 0),
  };
}

function asFields(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${where} must be a mapping of fields.`);
  }
  return Object.fromEntries(Object.entries(value));
}

function items(of: Fields, field: string): Fields[] {
  const value = of[field] ?? [];
  if (!Array.isArray(value)) throw new Error(`${field} must be a list.`);
  return value.map((item, index) => asFields(item, `${field}[${index}]`));
}

function word(of: Fields, field: string): string {
  const value = of[field];
  if (typeof value !== 'string' || value === '') throw new Error(`${field} must be a name.`);
  return value;
}

function amount(of: Fields, field: string, otherwise: number): number {
  const value = of[field] ?? otherwise;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new Error(`${field} must be a number of at least 0.`);
  }
  return value;
}

function positive(of: Fields, field: string, otherwise: number): number {
  const value = amount(of, field, otherwise);
  if (value <= 0) throw new Error(`${field} must be greater than 0.`);
  return value;
}
