import { KubernetesObject } from '../../client';
import { elasticsearch, frame, kafka, sparkStream } from '../elements';
import { controllerFills, fills } from '../fills';
import { GIB, PipelineSeed } from '../names';
import { WorkloadSpec } from '../workloadSpec';

const DAY_MS = 24 * 3_600_000;

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

/**
 * Warning: one index of one shard wants three replicas on three data nodes, so
 * that one copy has no node to live on and the cluster stays yellow.
 */
export function clickstream(): KubernetesObject[] {
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
