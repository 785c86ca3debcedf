import type { ElementVolume, KindState, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { retentionOf } from './retention';

const AT = '2026-11-20T12:00:00Z';
const LABELS = { 'strimzi.io/cluster': 'orders' };

function object(kind: string, name: string, spec: object): KubernetesObject {
  return { apiVersion: 'kafka.strimzi.io/v1', kind, metadata: { name, namespace: 'plant', uid: name, labels: LABELS }, spec };
}

const kafka = object('Kafka', 'orders', {});
const pool = object('KafkaNodePool', 'broker', { roles: ['broker'] });
const placed = object('KafkaTopic', 'placed', { replicas: 3, config: { 'retention.ms': 86_400_000 } });
const renamed = object('KafkaTopic', 'refunds', { topicName: 'Orders.Refunds', replicas: 3, config: { 'retention.ms': 3_600_000 } });
const volumes: ElementVolume[] = [
  {
    namespace: 'plant',
    claim: 'data-0-orders-broker-0',
    role: 'log',
    engineReplication: '3 Kafka replicas',
    sizeOwner: {
      object: { cluster: 'prod-north', apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', namespace: 'plant', name: 'broker' },
      field: 'spec.storage.size',
      sentence: 'KafkaNodePool broker owns it.',
    },
  },
];

function of(topics: readonly KubernetesObject[], state?: KindState) {
  const kindStates: Record<string, KindState> = state === undefined ? {} : { 'KafkaTopic.kafka.strimzi.io': state };
  return retentionOf(kafka, volumes, inventoryOf([kafka, pool, ...topics], { kindStates }));
}

describe('how a Kafka log levels off', () => {
  it('is known of the topics by their names in Kafka', () => {
    expect(of([placed, renamed])).toEqual({
      seconds: 86_400,
      copies: 3,
      volumes: ['data-0-orders-broker-0'],
      writeRateKey: 'bytesIn',
      covers: { label: 'topic', values: ['placed', 'Orders.Refunds'] },
    });
  });

  it.each<[string, KindState]>([
    ['denied', { state: 'denied', reason: 'forbidden' }],
    ['not read yet', { state: 'pending', reason: 'starting' }],
    ['not installed', { state: 'not-installed', reason: 'no such kind' }],
    ['read long ago', { state: 'watched', freshness: { state: 'stale', observedAt: AT, reason: 'The watch is broken' } }],
  ])('is not known while the list of topics is %s', (_what, state) => {
    expect(of([placed], state)).toBeUndefined();
  });

  it('is not known without topics, nor where one is compacted or kept for ever', () => {
    expect(of([])).toBeUndefined();
    expect(of([placed, object('KafkaTopic', 'state', { config: { 'cleanup.policy': 'compact' } })])).toBeUndefined();
    expect(of([placed, object('KafkaTopic', 'audit', { config: { 'retention.ms': -1 } })])).toBeUndefined();
  });
});
