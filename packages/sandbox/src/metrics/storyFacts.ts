import type {
  ConnectFacts,
  ElasticsearchFacts,
  KafkaFacts,
  SparkFacts,
  VolumeFacts,
  WorkloadFacts,
} from '../workload';

/** The time of the story. */
export const STORY_NOW = Date.UTC(2026, 10, 20, 14, 31);
const GIB = 2 ** 30;
const NAMESPACE = 'factory-telemetry';

const SEARCH_NODES = [0, 1, 2].map(id => ({
  id,
  pod: `readings-search-es-data-${id}`,
}));

/**
 * Facts like those of the seeded pipeline *factory-telemetry*, for tests: one
 * Kafka, one connector, one streaming query, one Elasticsearch, their volumes.
 */
export function storyFacts(): WorkloadFacts {
  return {
    at: STORY_NOW,
    seeded: [NAMESPACE],
    kafkas: [storyKafka()],
    connects: [storyConnect()],
    elasticsearches: [storyElasticsearch()],
    sparks: [storySpark()],
    volumes: storyVolumes(),
    pods: [
      {
        namespace: NAMESPACE,
        pod: 'enricher-driver',
        phase: 'Running',
        ready: true,
        restarts: [
          {
            container: 'spark-kubernetes-driver',
            count: 2,
            waitingReason: undefined,
          },
        ],
        claims: [{ volume: 'checkpoint', claim: 'enricher-checkpoint' }],
      },
    ],
  };
}

function storyConnect(): ConnectFacts {
  return {
    namespace: NAMESPACE,
    name: 'sinks',
    pods: [{ pod: 'sinks-connect-0', ready: true }],
    connectors: [
      {
        connector: 'to-search',
        pod: 'sinks-connect-0',
        state: 'running',
        topic: 'readings',
        tasks: [
          { id: 0, state: 'running' },
          { id: 1, state: 'failed' },
        ],
        recordsSent: 80_000_000,
        rate: 3_700,
      },
    ],
  };
}

function storyElasticsearch(): ElasticsearchFacts {
  return {
    namespace: NAMESPACE,
    name: 'readings-search',
    colour: 'yellow',
    rate: 3_500,
    shards: { active: 59, activePrimary: 30, unassigned: 1 },
    nodes: SEARCH_NODES.map(({ id, pod }) => ({
      pod,
      ready: true,
      data: true,
      claim: `elasticsearch-data-${pod}`,
      indexed: 600_000_000 + id * 1_000_000,
    })),
  };
}

function storySpark(): SparkFacts {
  return {
    namespace: NAMESPACE,
    application: 'enricher',
    applicationId: 'spark-1',
    driverPod: 'enricher-driver',
    executors: [{ pod: 'enricher-exec-1', id: '1', ready: true }],
    metricsNamespace: 'factory-telemetry.enricher',
    query: 'enrich-readings',
    lastBatch: {
      batch: 900,
      rows: 49_700,
      durationMs: 14_200,
      startedAt: STORY_NOW - 20_000,
      watermark: STORY_NOW - 245_000,
    },
  };
}

function storyVolumes(): VolumeFacts[] {
  const brokers = [91.2, 93, 90.4].map((used, id) =>
    storyVolume(`data-0-telemetry-broker-${id}`, used, 100, 0.78),
  );
  const search = SEARCH_NODES.map(({ id, pod }) =>
    storyVolume(`elasticsearch-data-${pod}`, 310 + id * 4, 500, 0.2),
  );
  const unused = storyVolume(
    'elasticsearch-data-readings-search-es-data-3',
    1,
    500,
    0,
  );
  return [...brokers, ...search, { ...unused, mounted: false, pod: undefined }];
}

function storyVolume(
  claim: string,
  used: number,
  capacity: number,
  perHour: number,
): VolumeFacts {
  return {
    namespace: NAMESPACE,
    claim,
    pod: claim.replace(/^(data-0|elasticsearch-data)-/, ''),
    mounted: true,
    node: 'worker-01',
    capacityBytes: capacity * GIB,
    usedBytes: Math.round(used * GIB),
    bytesPerHour: perHour * GIB,
  };
}

function storyKafka(): KafkaFacts {
  const node = (pod: string, nodeId: number, broker: boolean) => ({
    pod,
    nodeId,
    pool: broker ? 'broker' : 'controller',
    broker,
    controller: !broker,
    ready: true,
    full: false,
  });
  return {
    namespace: NAMESPACE,
    name: 'telemetry',
    nodes: [
      ...[0, 1, 2].map(id => node(`telemetry-broker-${id}`, id, true)),
      ...[3, 4, 5].map(id => node(`telemetry-controller-${id}`, id, false)),
    ],
    exporterPod: 'telemetry-kafka-exporter-abc',
    topics: [
      {
        topic: 'readings',
        recordBytes: 101,
        minInSync: 2,
        sourceRate: 3_700,
        expireRate: 233,
        takenBy: [0, 1, 2].map(nodeId => ({
          nodeId,
          records: 300_000_000 + nodeId * 1_000,
        })),
        partitions: [0, 1, 2, 3, 4, 5].map(partition => ({
          partition,
          startOffset: 2_000_000,
          endOffset: 160_000_000 + partition * 1_000,
          leader: partition % 3,
          replicas: [0, 1, 2].map(copy => (partition + copy) % 3),
          inSync: partition === 5 ? [2, 0] : [0, 1, 2],
        })),
      },
    ],
    groups: [
      {
        group: 'spark-enrich-readings',
        topic: 'readings',
        members: 0,
        rate: 3_500,
        committed: [0, 1, 2, 3, 4, 5].map(
          partition => 160_000_000 + partition * 1_000 - 151_000,
        ),
      },
      {
        group: 'connect-to-search',
        topic: 'readings',
        members: 2,
        rate: 3_700,
        committed: [0, 1, 2, 3, 4, 5].map(partition =>
          partition === 4 ? undefined : 160_000_000 + partition * 1_000 - 900,
        ),
      },
    ],
  };
}
