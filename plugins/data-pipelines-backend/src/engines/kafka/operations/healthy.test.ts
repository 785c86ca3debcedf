import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import { fixture, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { kafkaEngine } from '../engine';
import { kafkaHealthyWait } from './healthy';
import { kafkaOperations } from './kafkaOperations';

type Change = (objects: KubernetesObject[]) => KubernetesObject[] | void;

/** Plans on the fixture as it is, then looks at what a change made of it. */
function seen(path: string, root: string, change: Change): string {
  const objects = fixture(path);
  const wait = kafkaHealthyWait(plannedElementOf(kafkaEngine, objects, { root }));
  return observe(kafkaOperations, wait, change(objects) ?? objects);
}

const conditions =
  (...entries: object[]) =>
  (objects: KubernetesObject[]) =>
    setField(objectOf(objects, 'Kafka'), 'status/conditions', entries);
const without = (kind: string, name?: string) => (objects: KubernetesObject[]) =>
  objects.filter(object => object.kind !== kind || (name !== undefined && object.metadata.name !== name));

describe('kafka.healthy', () => {
  it.each<[string, Change, string]>([
    ['all is well', () => {}, 'done: 6 of 6 nodes are ready {"nodes":6,"clusterId":"kQ9xE3mYTlC0"}'],
    ['the Kafka is gone', without('Kafka'), 'failed ELEMENT_GONE: Kafka does not exist any more.'],
    [
      'it is being deleted',
      objects => setField(objectOf(objects, 'Kafka'), 'metadata/deletionTimestamp', '2026-11-20T12:00:00Z'),
      'failed ELEMENT_GONE: Kafka orders is being deleted.',
    ],
    [
      'it is paused',
      objects => setField(objectOf(objects, 'Kafka'), 'metadata/annotations', { 'strimzi.io/pause-reconciliation': 'true' }),
      'waiting for Kafka orders to be no longer paused',
    ],
    ['it was paused until now', conditions({ type: 'ReconciliationPaused', status: 'True' }), 'waiting for Strimzi to take up Kafka orders again'],
    ['there is no status', objects => setField(objectOf(objects, 'Kafka'), 'status', undefined), 'waiting for Strimzi to say anything about Kafka orders'],
    ['the status is about an older spec', objects => setField(objectOf(objects, 'Kafka'), 'metadata/generation', 4), 'waiting for Strimzi to see generation 4 of Kafka orders'],
    ['it is being made', conditions({ type: 'NotReady', status: 'True', reason: 'Creating' }), 'waiting for Kafka orders to be ready'],
    ['neither word is there', conditions({ type: 'Warning', status: 'True' }), 'unknown: Kafka orders has neither Ready nor NotReady.'],
    ['Ready has a strange value', conditions({ type: 'Ready', status: 'Perhaps' }), 'unknown: Kafka orders says Ready "Perhaps", which Strimzi does not say of it.'],
    ['pools are gone', without('KafkaNodePool'), 'waiting for node pools of Kafka orders'],
    [
      'a pool is not seen yet',
      objects => setField(objectOf(objects, 'KafkaNodePool', 'broker'), 'metadata/generation', 2),
      'waiting for Strimzi to see generation 2 of KafkaNodePool broker',
    ],
    ['there is no address', objects => setField(objectOf(objects, 'Kafka'), 'status/listeners', []), 'waiting for Kafka orders to have an address'],
    [
      'the cluster id is another',
      objects => setField(objectOf(objects, 'Kafka'), 'status/clusterId', 'other'),
      'failed KAFKA_CLUSTER_ID_DIFFERS: Kafka orders runs with the cluster id other; its data belongs to kQ9xE3mYTlC0.',
    ],
    ['the cluster id is not reported yet', objects => setField(objectOf(objects, 'Kafka'), 'status/clusterId', undefined), 'waiting for Kafka orders to report its cluster id'],
    [
      'the node ids are others',
      objects => setField(objectOf(objects, 'KafkaNodePool', 'broker'), 'status/nodeIds', [0, 1, 6]),
      'failed KAFKA_NODE_IDS_DIFFER: KafkaNodePool broker has the nodes 0, 1, 6; its volumes belong to 0, 1, 2.',
    ],
    [
      'the node ids are not reported yet',
      objects => setField(objectOf(objects, 'KafkaNodePool', 'broker'), 'status/nodeIds', []),
      'waiting for KafkaNodePool broker to report its node ids',
    ],
    ['a node is missing', without('Pod', 'orders-broker-1'), 'waiting for 1 of 3 nodes of pool broker to be ready (5/6)'],
    [
      'a node is not ready',
      objects => setField(objectOf(objects, 'Pod', 'orders-controller-4'), 'status/conditions', [{ type: 'Ready', status: 'False' }]),
      'waiting for 1 of 3 nodes of pool controller to be ready (5/6)',
    ],
    [
      'a node is on its way out',
      objects => setField(objectOf(objects, 'Pod', 'orders-broker-0'), 'metadata/deletionTimestamp', '2026-11-20T12:00:00Z'),
      'waiting for 1 of 3 nodes of pool broker to be ready (5/6)',
    ],
    [
      'a pod is in a phase of the future',
      objects => {
        setField(objectOf(objects, 'Pod', 'orders-broker-0'), 'status/conditions', []);
        setField(objectOf(objects, 'Pod', 'orders-broker-0'), 'status/phase', 'Hibernating');
      },
      'unknown: Pod orders-broker-0 is in the unknown phase "Hibernating".',
    ],
    [
      'pods are being replaced',
      objects => setField(objectOf(objects, 'StrimziPodSet', 'orders-broker'), 'status/currentPods', 2),
      'waiting for the rolling update of orders-broker (6/6)',
    ],
  ])('%s', (_, change, expected) => {
    expect(seen('kafka/testdata/healthy.yaml', 'Kafka orders', change)).toBe(expected);
  });

  it('does not mind a node more', () => {
    const more: Change = objects => {
      setField(objectOf(objects, 'KafkaNodePool', 'broker'), 'status/nodeIds', [0, 1, 2, 6]);
    };
    expect(seen('kafka/testdata/healthy.yaml', 'Kafka orders', more)).toMatch(/^done/);
  });
});

describe('kafka.connect-healthy', () => {
  it.each<[string, Change, string]>([
    ['the Connect cluster is gone', without('KafkaConnect'), 'failed ELEMENT_GONE: KafkaConnect does not exist any more.'],
    ['a worker is missing', objects => objects.filter(object => object.kind !== 'Pod'), 'waiting for 2 of 2 workers to be ready (0/2)'],
    [
      'a connector has failed',
      objects => setField(objectOf(objects, 'KafkaConnector'), 'status/connectorStatus/connector/state', 'FAILED'),
      'waiting for KafkaConnector orders-es-sink to be running',
    ],
    [
      'a connector is in a state of the future',
      objects => setField(objectOf(objects, 'KafkaConnector'), 'status/connectorStatus/connector/state', 'DREAMING'),
      'unknown: KafkaConnector orders-es-sink is in the unknown state "DREAMING".',
    ],
    [
      'neither word is there',
      objects => setField(objectOf(objects, 'KafkaConnect'), 'status/conditions', []),
      'unknown: KafkaConnect orders-connect has neither Ready nor NotReady.',
    ],
    ['all is well', () => {}, 'done: 2 of 2 workers are ready'],
  ])('%s', (_, change, expected) => {
    expect(seen('kafka/testdata/connect-as-element.yaml', 'KafkaConnect orders-connect', change)).toBe(expected);
  });
});
