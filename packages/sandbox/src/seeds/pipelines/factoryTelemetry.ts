import { KubernetesObject } from '../../client';
import { elasticsearch, frame, kafka, sparkStream } from '../elements';
import { controllerFills, fills } from '../fills';
import { GIB, PipelineSeed } from '../names';
import { WorkloadSpec } from '../workloadSpec';

const DAY_MS = 24 * 3_600_000;

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
      recordsPerSecond: 50_000,
      whileFull: { above: 0.85, recordsPerSecond: 3_500 },
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
    ...fills('elasticsearch-data-readings-search-es-master', [0.3, 0.3, 0.3]),
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

/** Critical: a source that writes 2.6 times its normal rate, volumes nearly full, a stream that falls behind for as long as they are. */
export function factoryTelemetry(): KubernetesObject[] {
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
