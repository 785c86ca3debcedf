import type { Freshness, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementDescription, KubernetesObject, MetricAnswer, MetricReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { kafkaEngine } from '../../engines/kafka/engine';
import type { Metrics } from '../../metrics';
import type { ElementFacts, JudgedElement } from '../context';
import { DEFAULT_SETTINGS, healthRules } from '../index';

const NOW = new Date('2026-11-20T12:00:00Z');
export const AT = '2026-11-20T11:59:55Z';
export const GIB = 2 ** 30;
export const rules = healthRules({ settings: DEFAULT_SETTINGS, metricsStaleAfterSeconds: 45 });
const FRESH: Freshness = { state: 'fresh', observedAt: AT };

export const storageClass: KubernetesObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast-ssd', uid: 'sc' },
  provisioner: 'ebs.csi.aws.com',
  allowVolumeExpansion: true,
  parameters: { type: 'gp3', encrypted: 'true' },
};

export const claim: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data-0-telemetry-broker-1', namespace: 'plant', uid: 'pvc' },
  spec: { storageClassName: 'fast-ssd', volumeName: 'pv-1', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100Gi' } } },
  status: { phase: 'Bound', capacity: { storage: '100Gi' } },
};

const kafka: KubernetesObject = {
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'Kafka',
  metadata: { name: 'telemetry', namespace: 'plant', uid: 'k' },
};

export const description: ElementDescription = {
  title: 'telemetry',
  members: [],
  volumes: [
    {
      namespace: 'plant',
      claim: 'data-0-telemetry-broker-1',
      member: 'telemetry-broker-1',
      role: 'log',
      engineReplication: '3 Kafka replicas',
      sizeOwner: {
        object: { cluster: 'prod-north', apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', namespace: 'plant', name: 'broker' },
        field: 'spec.storage.volumes[0].size',
        sentence: 'KafkaNodePool broker owns it.',
      },
    },
  ],
  parts: [],
  queryScope: { namespace: 'plant', name: 'telemetry', extra: { kind: 'Kafka' } },
  streaming: true,
};

export function measured(value: number, labels: Record<string, string> = {}, observedAt = AT): MetricAnswer {
  return { state: 'measured', unit: 'count', samples: [{ labels, value }], observedAt, source: 'Prometheus (prod-north)' };
}

export const NOTHING: MetricAnswer = { state: 'not-measured', reason: 'no such series' };

interface Given {
  used?: MetricAnswer;
  capacity?: MetricAnswer;
  growth?: MetricAnswer;
  growthLastHour?: MetricAnswer;
  answers?: Record<string, MetricAnswer>;
  freshness?: Freshness;
  facts?: Partial<ElementFacts>;
}

const QUIET = { offlinePartitions: measured(0), underReplicatedPartitions: measured(0) };

function metricsOf(given: Given): Metrics {
  const reader: MetricReader = { answer: key => ({ ...QUIET, ...given.answers })[key] ?? NOTHING };
  return {
    element: () => reader,
    volume: () => ({
      used: given.used ?? measured(50 * GIB),
      capacity: given.capacity ?? measured(100 * GIB),
      growth: given.growth ?? measured(0),
      growthLastHour: given.growthLastHour ?? NOTHING,
    }),
  };
}

export function factsOf(given: Given = {}): ElementFacts {
  return {
    id: 'telemetry',
    engine: kafkaEngine,
    root: kafka,
    description,
    findings: [],
    freshness: given.freshness ?? FRESH,
    inventory: inventoryOf([claim, storageClass]),
    metrics: metricsOf(given),
    now: NOW,
    ...given.facts,
  };
}

export function judge(given: Given = {}) {
  return rules.element(factsOf(given));
}

export function volumeOf(given: Given): Volume {
  return judge(given).volumes[0];
}

export function backlogAnswers(seconds: number, growth: number, group = 'spark-enricher'): Record<string, MetricAnswer> {
  const labels = { consumergroup: group, topic: 'sensor.readings' };
  return {
    backlogMessages: measured(seconds * 100, labels),
    backlogTime: measured(seconds, labels),
    backlogGrowth: measured(growth, labels),
    produceRate: measured(100, { topic: 'sensor.readings' }),
  };
}

export function judged(over: Partial<JudgedElement> & { id: string }, given: Given = {}): JudgedElement {
  return { title: over.id, ...judge(given), ...over };
}
