import { KubernetesObject } from '../../client';
import { connect, elasticsearch, frame, kafka } from '../elements';
import { controllerFills, fills } from '../fills';
import { PipelineSeed } from '../names';
import { WorkloadSpec } from '../workloadSpec';

const DAY_MS = 24 * 3_600_000;

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

/** Healthy: every consumer keeps up, volumes have room. */
export function orders(): KubernetesObject[] {
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
