import { groupKindKey } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Engine, GroupKind, KindState, KubernetesObject, MetricReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { elasticsearchEngine } from './elasticsearch/engine';
import { ELASTICSEARCH } from './elasticsearch/kinds';
import { kafkaEngine } from './kafka/engine';
import { KAFKA, KAFKA_CONNECT, KAFKA_CONNECTOR, KAFKA_NODE_POOL, KAFKA_TOPIC, STRIMZI_POD_SET } from './kafka/kinds';
import { PERSISTENT_VOLUME_CLAIM, POD } from './shared/members';
import { sparkEngine } from './spark/engine';
import { SCHEDULED_SPARK_APPLICATION, SPARK_APPLICATION, SPARK_CONNECT } from './spark/kinds';
import { statefulSetEngine } from './statefulset/engine';
import { STATEFUL_SET } from './statefulset/kinds';

const NOW = new Date('2026-11-20T12:00:00Z');
const NO_METRICS: MetricReader = { answer: () => ({ state: 'not-measured', reason: 'no source' }) };

function unreadable(engine: Engine, rootKind: GroupKind, kind: GroupKind, state: KindState) {
  const root: KubernetesObject = {
    apiVersion: `${rootKind.group}/v1`,
    kind: rootKind.kind,
    metadata: { name: 'orders', namespace: 'plant', uid: 'u' },
    status: {},
  };
  const inventory = inventoryOf([root], { kindStates: { [groupKindKey(kind)]: state } });
  const element = engine.describe(root, inventory);
  const findings = engine.assess({ root, element, inventory, metrics: NO_METRICS, now: NOW });
  return findings.filter(({ code }) => code === 'KIND_NOT_READABLE').map(({ severity, sentence }) => `${severity}: ${sentence}`);
}

const OF_KAFKA = [KAFKA_NODE_POOL, STRIMZI_POD_SET, KAFKA_TOPIC, KAFKA_CONNECT, KAFKA_CONNECTOR, POD, PERSISTENT_VOLUME_CLAIM];

const READ: [Engine, GroupKind, readonly GroupKind[]][] = [
  [kafkaEngine, KAFKA, OF_KAFKA],
  [kafkaEngine, KAFKA_CONNECT, [KAFKA_CONNECTOR, POD]],
  [elasticsearchEngine, ELASTICSEARCH, [POD, PERSISTENT_VOLUME_CLAIM]],
  [sparkEngine, SPARK_APPLICATION, [POD, PERSISTENT_VOLUME_CLAIM]],
  [sparkEngine, SCHEDULED_SPARK_APPLICATION, [SPARK_APPLICATION, POD, PERSISTENT_VOLUME_CLAIM]],
  [sparkEngine, SPARK_CONNECT, [POD]],
  [statefulSetEngine, STATEFUL_SET, [POD, PERSISTENT_VOLUME_CLAIM]],
];

const CASES = READ.flatMap(([engine, root, kinds]) => kinds.map(kind => ({ engine, root, kind, name: `${root.kind}, ${kind.kind}` })));

describe('kinds that an element is read from', () => {
  it.each(CASES)('denied or not read yet is Unknown, not none: $name', ({ engine, root, kind }) => {
    for (const state of ['denied', 'pending'] as const) {
      const sentence = `unknown: ${groupKindKey(kind)} objects cannot be read: list refused`;
      expect(unreadable(engine, root, kind, { state, reason: 'list refused' })).toEqual([sentence]);
    }
  });

  it.each(CASES)('not installed is none: $name', ({ engine, root, kind }) => {
    expect(unreadable(engine, root, kind, { state: 'not-installed', reason: 'no such kind' })).toEqual([]);
  });
});
