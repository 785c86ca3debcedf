/**
 * What the files of a namespace hold, against what its sources were told.
 * Offsets are as Kafka's clients count them; sequence numbers count stored
 * records, of which each stands for `scale` records. Ranges are `[first, last]`.
 */
export interface Ledger {
  namespace: string;
  kafkas: KafkaLedger[];
  elasticsearches: ElasticsearchLedger[];
}

/** Sequence numbers from the first that was written to the last that was acknowledged. */
export interface Sequences {
  /** How many different ones are there. */
  stored: number;
  first: number | undefined;
  last: number | undefined;
  /** Acknowledged, and not there. */
  missing: Array<[number, number]>;
  missingCount: number;
  /** There more than once, under different offsets. */
  duplicates: Array<[number, number]>;
}

/** One Kafka. */
export interface KafkaLedger {
  element: string;
  topics: TopicLedger[];
  groups: Array<{ group: string; topic: string; committed: number[] }>;
}

/** One topic in the brokers' volumes. */
export interface TopicLedger {
  topic: string;
  scale: number;
  /** Absent for a topic that came with its volumes and has no source here. */
  source?: { acknowledged: number; waiting: number };
  partitions: Array<{
    partition: number;
    firstOffset: number;
    endOffset: number;
    replicas: Array<{ nodeId: number; endOffset: number; damaged: boolean }>;
  }>;
  sequences: Sequences;
}

/** One Elasticsearch. */
export interface ElasticsearchLedger {
  element: string;
  indices: IndexLedger[];
}

/** One index in the data nodes' volumes. */
export interface IndexLedger {
  index: string;
  /** By weight, as Elasticsearch counts, declared ones included. */
  documents: number;
  /** Copies of shards that cannot be read. */
  damaged: Array<{ shard: number; volume: string }>;
  /** Shards of which no copy can be read. */
  lostShards: number[];
  topics: Array<
    Sequences & {
      topic: string;
      /** Acknowledged and still to be read by the sink; they are not missing. */
      waiting: number;
    }
  >;
}

/** A claim of the namespace, as far as the ledger reads it. */
export interface LedgerClaim {
  name: string;
  volume: string;
  /** The engine whose data it holds. */
  kafka?: string;
  elasticsearch?: string;
}

/** Which group fills an index from which topic. */
export interface LedgerFlow {
  kafka: string;
  topic: string;
  group: string;
  elasticsearch: string;
  index: string;
  /** Folder of the query's checkpoint, where the flow is a query's. */
  checkpoint?: string;
}
