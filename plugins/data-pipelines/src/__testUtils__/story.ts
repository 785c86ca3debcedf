import type { Cluster, ClusterList, Element, Health, Pipeline, PipelineMeasures, PipelineSummary } from '@penstock/backstage-plugin-data-pipelines-common';
import { element, elementMeasure, finding, member, objectOf, volume, WELL } from './elements';
import { measured, NO_LATENCY, NO_POINT, notMeasured, STORY_OBSERVED, target, trend } from './measures';

function summaryOf(name: string, runsIn: string, owner: string, elements: Element[], health: Health, measures: Partial<PipelineMeasures>): PipelineSummary {
  return {
    name,
    title: name,
    entityRef: `system:default/${name}`,
    owner: `group:default/${owner}`,
    clusters: [runsIn],
    engines: [...new Set(elements.map(({ engine }) => engine))],
    elementCount: elements.length,
    health,
    measures: {
      latency: NO_LATENCY,
      backlogTime: measured(2, 'seconds', { target: target(45, 'met'), trend: trend('steady', 0) }),
      backlogMessages: measured(2800, 'messages'),
      produceRate: measured(1400, 'messagesPerSecond'),
      fullestVolume: measured(0.61, 'ratio', { source: 'kubelet volume stats', target: target(0.8, 'met') }),
      fullIn: measured(41 * 86400, 'seconds', { source: 'growth of the last 6 h' }),
      recoveryPointAge: NO_POINT,
      ...measures,
    },
    freshness: { state: 'fresh', observedAt: STORY_OBSERVED },
    simulated: true,
  };
}

const telemetryObject = objectOf('kafka', 'telemetry', 'prod-north', 'factory-telemetry');
const fullVolume = finding(
  'VOLUME_NEARLY_FULL',
  'critical',
  'Volume data-0-telemetry-broker-1 is 93 % full, full in about 9 h',
  { ...telemetryObject, apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'data-0-telemetry-broker-1' },
  'Grow spec.storage of the node pool broker; the class can expand.',
);

const telemetry = element('telemetry', 'kafka', 'factory-telemetry', 'prod-north', {
  version: '4.1.0',
  writesTo: ['enricher'],
  health: {
    word: 'Critical',
    cause: 'telemetry: volume data-0-telemetry-broker-1 is 93 % full, full in about 9 h',
    since: '2026-11-20T13:28:00Z',
    findings: [fullVolume],
    action: { kind: 'show-volumes', label: 'Show volumes', element: 'telemetry' },
  },
  measures: [
    elementMeasure('in', 'In', measured(3700, 'messagesPerSecond', { trend: trend('growing', 0.2, '2026-11-18T15:30:00Z') })),
    elementMeasure('fullIn', 'Disk full in', measured(32400, 'seconds', { target: target(7 * 86400, 'missed') })),
  ],
  members: [
    member('telemetry-broker-0', 'broker'),
    member('telemetry-broker-1', 'broker', { word: 'Warning', reason: 'Restarted 2 times in the last hour', restarts: 2, zone: 'b' }),
    member('telemetry-broker-2', 'broker', { zone: 'c' }),
  ],
  volumes: [
    volume('data-0-telemetry-broker-0', 91.2),
    volume('data-0-telemetry-broker-1', 93),
    volume('data-0-telemetry-broker-2', 90.4),
    volume('data-0-telemetry-broker-3', undefined, { member: undefined, word: 'Warning', reason: 'No pod mounts it since 6 November' }),
  ],
  parts: [{ object: { ...telemetryObject, kind: 'KafkaNodePool', name: 'broker' }, role: 'node pool', word: 'Healthy', summary: '3 of 3 brokers ready' }],
});

const enricher = element('enricher', 'spark', 'factory-telemetry', 'prod-north', {
  version: '4.0.1',
  readsFrom: ['telemetry'],
  writesTo: ['readings-search'],
  health: {
    word: 'Warning',
    cause: 'enricher: 4 min 05 s behind telemetry and growing',
    findings: [finding('BACKLOG_GROWING', 'warning', 'enricher is 4 min 05 s behind and does not catch up', objectOf('spark', 'enricher', 'prod-north', 'factory-telemetry'))],
    action: { kind: 'show-findings', label: 'Show findings', element: 'enricher' },
  },
  measures: [elementMeasure('rows', 'Rows in', measured(3500, 'recordsPerSecond'))],
  members: [member('enricher-driver', 'driver')],
});

const search = element('readings-search', 'elasticsearch', 'factory-telemetry', 'prod-north', {
  version: '9.1.2',
  readsFrom: ['enricher'],
  measures: [
    elementMeasure('indexing', 'Indexing', measured(3500, 'recordsPerSecond')),
    elementMeasure('shards', 'Unassigned shards', measured(0, 'count', { target: target(0, 'met') })),
  ],
  members: [member('readings-search-es-data-0', 'data')],
  volumes: [
    volume('elasticsearch-data-readings-search-es-data-0', 62, {
      element: 'readings-search',
      encrypted: { answer: 'not-stated', source: 'Neither class fast nor its driver says so' },
      storageClass: 'fast',
    }),
  ],
});

/** The pipeline with a full volume and a growing backlog. */
export const factoryTelemetry: Pipeline = {
  summary: summaryOf('factory-telemetry', 'prod-north', 'plant-data', [telemetry, enricher, search], telemetry.health, {
    backlogTime: measured(245, 'seconds', { target: target(45, 'missed'), trend: trend('growing', 0.05, '2026-11-20T13:17:00Z') }),
    backlogMessages: measured(906500, 'messages'),
    produceRate: measured(3700, 'messagesPerSecond'),
    fullestVolume: measured(0.93, 'ratio', { source: 'kubelet volume stats', target: target(0.8, 'missed') }),
    fullIn: measured(32400, 'seconds', { source: 'growth of the last 6 h', target: target(7 * 86400, 'missed') }),
  }),
  elements: [telemetry, enricher, search],
  flow: [
    {
      from: 'telemetry',
      to: 'enricher',
      backlogTime: measured(245, 'seconds', { target: target(45, 'missed') }),
      backlogMessages: measured(906500, 'messages'),
    },
    {
      from: 'enricher',
      to: 'readings-search',
      backlogTime: notMeasured('Elasticsearch tells no offsets of what it has indexed.'),
      backlogMessages: notMeasured('Elasticsearch tells no offsets of what it has indexed.'),
    },
  ],
};

const ordersKafka = element('orders-kafka', 'kafka', 'orders', 'prod-north', {
  version: '4.1.0',
  measures: [elementMeasure('in', 'In', measured(1400, 'messagesPerSecond'))],
  members: [member('orders-kafka-broker-0', 'broker')],
});

/** The pipeline that is well. */
export const orders: Pipeline = {
  summary: summaryOf('orders', 'prod-north', 'checkout', [ordersKafka], WELL, {}),
  elements: [ordersKafka],
  flow: [],
};

const clickSearch = element('click-search', 'elasticsearch', 'clickstream', 'prod-south', {
  version: '9.1.2',
  health: {
    word: 'Warning',
    cause: 'click-search is yellow: 1 of 36 replica shards is unassigned',
    findings: [],
    action: { kind: 'show-members', label: 'Show members', element: 'click-search' },
  },
});

/** The pipeline with reduced redundancy. */
export const clickstream: Pipeline = {
  summary: summaryOf('clickstream', 'prod-south', 'web-analytics', [clickSearch], clickSearch.health, {
    fullestVolume: measured(0.58, 'ratio', { source: 'kubelet volume stats', target: target(0.8, 'met') }),
    backlogTime: notMeasured('Elasticsearch tells no offsets of what it has indexed.'),
  }),
  elements: [clickSearch],
  flow: [],
};

/** A cluster of the story. */
export function cluster(name: string, more: Partial<Cluster> = {}): Cluster {
  return {
    name,
    title: name,
    reachable: { state: 'reachable', latencyMs: 11 },
    version: 'v1.36.3',
    freshness: { state: 'fresh', observedAt: STORY_OBSERVED },
    capabilities: ['kafka', 'elasticsearch', 'spark'].map(engine => ({ id: `engine:${engine}`, title: engine, answer: 'yes' })),
    storageClasses: [
      {
        name: 'rbd-encrypted',
        provisioner: 'rbd.csi.ceph.com',
        isDefault: true,
        expandable: true,
        encrypted: { answer: 'yes', source: 'parameter encrypted of class rbd-encrypted' },
        replication: '3 volume copies',
      },
      { name: 'fast', provisioner: 'local.csi.example.com', isDefault: false, expandable: false, encrypted: { answer: 'not-stated', source: 'no parameter says so' } },
    ],
    pipelineCount: 2,
    elementCount: 4,
    simulated: true,
    ...more,
  };
}

/** Both clusters of the story, and the right to create. */
export const clusters: ClusterList = {
  items: [cluster('prod-north'), cluster('prod-south', { pipelineCount: 1, elementCount: 1 })],
  creation: { allowed: true, permission: 'data-pipelines.element.create' },
};

/** The three pipelines of the story. */
export const pipelines: Pipeline[] = [factoryTelemetry, clickstream, orders];
