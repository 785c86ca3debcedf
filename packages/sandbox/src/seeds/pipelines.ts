import { KubernetesObject } from '../client';
import { connect, elasticsearch, frame, kafka, sparkStream } from './elements';
import { GIB, PipelineSeed } from './names';
import { VolumeFill, WorkloadSpec } from './workloadSpec';

const DAY_MS = 24 * 3_600_000;

/** The demo's pipelines by cluster. */
export const PIPELINES: Record<string, Array<() => KubernetesObject[]>> = {
  'prod-north': [factoryTelemetry, orders],
  'prod-south': [clickstream],
};

/** Fills of numbered claims: `claim-<n>` with the n-th use in GiB, each growing by `perHour` GiB. */
function fills(claim: string, used: number[], perHour = 0): VolumeFill[] {
  return used.map((gib, index) => ({
    claim: `${claim}-${index}`,
    usedBytes: Math.round(gib * GIB),
    bytesPerHour: Math.round(perHour * GIB),
  }));
}

/** Controllers follow the three brokers in the numbering of a cluster's nodes. */
function controllerFills(kafkaName: string): VolumeFill[] {
  return [3, 4, 5].map(id => ({
    claim: `data-0-${kafkaName}-controller-${id}`,
    usedBytes: Math.round(0.43 * GIB),
    bytesPerHour: 0,
  }));
}

/** Critical: a source that writes 2.6 times its normal rate, volumes nearly full, a stream that falls behind. */
function factoryTelemetry(): KubernetesObject[] {
  const seed: PipelineSeed = {
    pipeline: 'factory-telemetry',
    namespace: 'factory-telemetry',
    owner: 'group:default/plant-data',
  };
  const topic = 'telemetry.readings';
  const workload: WorkloadSpec = {
    sources: [
      { kafka: 'telemetry', topic, recordsPerSecond: 3_700, recordBytes: 180 },
    ],
    consumers: [
      {
        kafka: 'telemetry',
        topic,
        group: 'enricher',
        by: {
          kind: 'SparkApplication',
          name: 'enricher',
          checkpointClaim: 'enricher-checkpoint',
        },
        recordsPerSecond: 3_500,
        startBacklog: 906_500,
        to: { elasticsearch: 'readings-search', index: 'readings' },
      },
    ],
    fills: [
      ...fills('data-0-telemetry-broker', [91.2, 93.0, 90.4], 0.78),
      ...controllerFills('telemetry'),
      {
        claim: 'enricher-checkpoint',
        usedBytes: Math.round(6.8 * GIB),
        bytesPerHour: 0,
      },
      ...fills(
        'elasticsearch-data-readings-search-es-data',
        [312.4, 309.8, 318.1],
        0.2,
      ),
      ...fills(
        'elasticsearch-data-readings-search-es-master',
        [0.3, 0.3, 0.3],
      ),
    ],
    indices: [
      {
        elasticsearch: 'readings-search',
        index: 'readings',
        primaries: 30,
        replicas: 1,
      },
    ],
  };
  return [
    ...frame(seed, workload),
    ...kafka(seed, {
      name: 'telemetry',
      title: 'telemetry',
      brokerSize: '100Gi',
      topic: { name: topic, partitions: 54, retentionMs: 5 * DAY_MS },
    }),
    ...sparkStream(seed, {
      name: 'enricher',
      title: 'enricher',
      readsFrom: ['telemetry'],
      writesTo: ['readings-search'],
      executors: 3,
      checkpointSize: '20Gi',
    }),
    ...elasticsearch(seed, {
      name: 'readings-search',
      title: 'readings-search',
      dataNodes: 3,
      dataSize: '500Gi',
    }),
  ];
}

/** Healthy: every consumer keeps up, volumes have room. */
function orders(): KubernetesObject[] {
  const seed: PipelineSeed = {
    pipeline: 'orders',
    namespace: 'orders',
    owner: 'group:default/checkout',
  };
  const topic = 'orders.placed';
  const workload: WorkloadSpec = {
    sources: [
      { kafka: 'order-events', topic, recordsPerSecond: 420, recordBytes: 640 },
    ],
    consumers: [
      {
        kafka: 'order-events',
        topic,
        group: 'connect-order-sink',
        by: { kind: 'KafkaConnector', name: 'order-sink' },
        recordsPerSecond: 2_000,
        startBacklog: 0,
        to: { elasticsearch: 'order-search', index: 'orders' },
      },
    ],
    fills: [
      ...fills('data-0-order-events-broker', [121.4, 122.0, 120.9]),
      ...controllerFills('order-events'),
      ...fills(
        'elasticsearch-data-order-search-es-data',
        [88.0, 87.1, 89.3],
        0.04,
      ),
      ...fills('elasticsearch-data-order-search-es-master', [0.3, 0.3, 0.3]),
    ],
    indices: [
      {
        elasticsearch: 'order-search',
        index: 'orders',
        primaries: 6,
        replicas: 1,
      },
    ],
  };
  return [
    ...frame(seed, workload),
    ...kafka(seed, {
      name: 'order-events',
      title: 'order-events',
      brokerSize: '200Gi',
      topic: { name: topic, partitions: 12, retentionMs: 7 * DAY_MS },
    }),
    ...connect(seed, {
      name: 'order-connect',
      title: 'order-connect',
      kafka: 'order-events',
      connector: 'order-sink',
      topic,
      elasticsearch: 'order-search',
      tasks: 4,
    }),
    ...elasticsearch(seed, {
      name: 'order-search',
      title: 'order-search',
      dataNodes: 3,
      dataSize: '200Gi',
    }),
  ];
}

/**
 * Warning: one index of one shard wants three replicas on three data nodes, so
 * that one copy has no node to live on and the cluster stays yellow.
 */
function clickstream(): KubernetesObject[] {
  const seed: PipelineSeed = {
    pipeline: 'clickstream',
    namespace: 'clickstream',
    owner: 'group:default/web-analytics',
  };
  const topic = 'clicks.raw';
  const workload: WorkloadSpec = {
    sources: [
      { kafka: 'clicks', topic, recordsPerSecond: 1_200, recordBytes: 410 },
    ],
    consumers: [
      {
        kafka: 'clicks',
        topic,
        group: 'sessions',
        by: {
          kind: 'SparkApplication',
          name: 'sessions',
          checkpointClaim: 'sessions-checkpoint',
        },
        recordsPerSecond: 4_000,
        startBacklog: 0,
        to: { elasticsearch: 'click-search', index: 'sessions' },
      },
    ],
    fills: [
      ...fills('data-0-clicks-broker', [142.0, 145.2, 143.8]),
      ...controllerFills('clicks'),
      {
        claim: 'sessions-checkpoint',
        usedBytes: Math.round(5.1 * GIB),
        bytesPerHour: 0,
      },
      ...fills(
        'elasticsearch-data-click-search-es-data',
        [168.4, 171.0, 166.9],
        0.07,
      ),
      ...fills('elasticsearch-data-click-search-es-master', [0.3, 0.3, 0.3]),
    ],
    indices: [
      {
        elasticsearch: 'click-search',
        index: 'sessions',
        primaries: 16,
        replicas: 1,
      },
      {
        elasticsearch: 'click-search',
        index: 'session-state',
        primaries: 1,
        replicas: 3,
      },
    ],
  };
  return [
    ...frame(seed, workload),
    ...kafka(seed, {
      name: 'clicks',
      title: 'clicks',
      brokerSize: '250Gi',
      topic: { name: topic, partitions: 24, retentionMs: 3 * DAY_MS },
    }),
    ...sparkStream(seed, {
      name: 'sessions',
      title: 'sessions',
      readsFrom: ['clicks'],
      writesTo: ['click-search'],
      executors: 2,
      checkpointSize: '20Gi',
    }),
    ...elasticsearch(seed, {
      name: 'click-search',
      title: 'click-search',
      dataNodes: 3,
      dataSize: '300Gi',
    }),
  ];
}
