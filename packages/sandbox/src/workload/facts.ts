/**
 * What the workload knows at one instant. All numbers are what the records
 * stand for, not what is stored; the metrics room turns them into series.
 */
export interface WorkloadFacts {
  /** Milliseconds since the epoch. */
  at: number;
  /** Namespaces whose past is declared; only for them a past may be computed. */
  seeded: string[];
  kafkas: KafkaFacts[];
  connects: ConnectFacts[];
  elasticsearches: ElasticsearchFacts[];
  sparks: SparkFacts[];
  volumes: VolumeFacts[];
  pods: PodFacts[];
}

/** One `Kafka` with its nodes, topics and groups. */
export interface KafkaFacts {
  namespace: string;
  name: string;
  nodes: KafkaNodeFacts[];
  topics: TopicFacts[];
  groups: GroupFacts[];
  /** Ready pod of the exporter; without it there are no series of groups and partitions. */
  exporterPod: string | undefined;
}

/** One node of a Kafka cluster. */
export interface KafkaNodeFacts {
  pod: string;
  nodeId: number;
  pool: string;
  broker: boolean;
  controller: boolean;
  ready: boolean;
  /** Its log directory takes no more bytes. */
  full: boolean;
}

/** One topic. */
export interface TopicFacts {
  topic: string;
  recordBytes: number;
  minInSync: number;
  /** Records per second the source sends while it can. */
  sourceRate: number;
  /** Records per second that retention removes from each partition. */
  expireRate: number;
  /** Records that a broker has taken as leader, by node id; only ever grows. */
  takenBy: { nodeId: number; records: number }[];
  partitions: PartitionFacts[];
}

/** One partition; offsets in records. */
export interface PartitionFacts {
  partition: number;
  startOffset: number;
  endOffset: number;
  /** Node id of the leader, undefined while no replica can lead. */
  leader: number | undefined;
  replicas: number[];
  inSync: number[];
}

/** One consumer group on one topic. */
export interface GroupFacts {
  group: string;
  topic: string;
  /** Per partition, in records; undefined where nothing has been committed. */
  committed: (number | undefined)[];
  members: number;
  /** Records per second it reads while it runs. */
  rate: number;
}

/** One `KafkaConnect` with its connectors. */
export interface ConnectFacts {
  namespace: string;
  name: string;
  pods: { pod: string; ready: boolean }[];
  connectors: ConnectorFacts[];
}

/** One connector. */
export interface ConnectorFacts {
  connector: string;
  pod: string | undefined;
  /** `running`, `paused`, `stopped`, `failed`, `unassigned`, as Connect reports it. */
  state: string;
  tasks: { id: number; state: string }[];
  topic: string;
  /** Records sent since the connector exists. */
  recordsSent: number;
  rate: number;
}

/** One `Elasticsearch`. */
export interface ElasticsearchFacts {
  namespace: string;
  name: string;
  /** `indexed` counts documents taken by primaries on the node and only ever grows. */
  nodes: {
    pod: string;
    ready: boolean;
    data: boolean;
    claim: string | undefined;
    indexed: number;
  }[];
  shards: { active: number; activePrimary: number; unassigned: number };
  colour: 'green' | 'yellow' | 'red';
  /** Documents per second over all nodes while the sinks run. */
  rate: number;
}

/** One streaming `SparkApplication` whose driver runs. */
export interface SparkFacts {
  namespace: string;
  application: string;
  applicationId: string;
  driverPod: string;
  executors: { pod: string; id: string; ready: boolean }[];
  /** `spark.metrics.namespace`, else the application id. */
  metricsNamespace: string;
  query: string;
  /** Of the last finished micro-batch; undefined before the first. */
  lastBatch:
    | {
        batch: number;
        rows: number;
        durationMs: number;
        startedAt: number;
        watermark: number;
      }
    | undefined;
}

/** One claim that is bound. */
export interface VolumeFacts {
  namespace: string;
  claim: string;
  /** A running pod mounts it; only then the kubelet reports it. */
  mounted: boolean;
  pod: string | undefined;
  node: string | undefined;
  capacityBytes: number;
  usedBytes: number;
  /** Declared growth, for the computed past. */
  bytesPerHour: number;
}

/** One pod. */
export interface PodFacts {
  namespace: string;
  pod: string;
  phase: string;
  ready: boolean;
  restarts: {
    container: string;
    count: number;
    waitingReason: string | undefined;
  }[];
  claims: { volume: string; claim: string }[];
}
