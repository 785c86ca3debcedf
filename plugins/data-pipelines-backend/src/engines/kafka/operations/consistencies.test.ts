import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import { fixture, NAMES, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableOption } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { kafkaEngine } from '../engine';
import { kafkaOperations } from './kafkaOperations';

function user(name: string, spec: object): KubernetesObject {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: {
      name,
      namespace: 'pipeline-orders',
      uid: `uid-${name}`,
      generation: 1,
      labels: { 'strimzi.io/cluster': 'orders' },
    },
    spec,
    status: {
      observedGeneration: 1,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

const topic = (...operations: string[]) => ({
  type: 'simple',
  acls: [{ resource: { type: 'topic', name: 'orders.raw' }, operations }],
});
const WRITER = user('shop', { authorization: topic('Write', 'Describe') });
const LIMITED = user('archive', {
  quotas: { producerByteRate: 5000, consumerByteRate: 1 },
  authorization: topic('All'),
});
const READER = user('reports', { authorization: topic('Read') });

function optionsOf(objects: readonly KubernetesObject[]) {
  const element = plannedElementOf(kafkaEngine, objects, {
    root: 'Kafka orders',
  });
  return kafkaOperations.consistencies(element, {
    longestPauseSeconds: 20,
    names: NAMES,
  });
}

function source(objects: readonly KubernetesObject[]): KubernetesObject {
  const made = structuredClone(objectOf(objects, 'KafkaConnector'));
  setField(made, 'metadata/name', 'shop-db');
  setField(made, 'metadata/uid', 'uid-shop-db');
  setField(made, 'spec/config', { 'database.hostname': 'db' });
  setField(made, 'status/connectorStatus/type', 'source');
  return made;
}

describe('ways to cut a Kafka', () => {
  const objects = fixture('kafka/testdata/connect-healthy.yaml');

  it('hold back those who may write, record the offsets of sinks, and end with crash', () => {
    expect(optionsOf([...objects, WRITER, LIMITED, READER, source(objects)]).flatMap(readableOption)).toMatchInlineSnapshot(`
      [
        "application: The producers of Kafka orders are held back to a trickle for at most 20 s, so that brokers agree on nearly every record at the cut; they send afterwards what they kept.",
        "  pass OFFSETS_RECORDED: The offsets of orders-es-sink are recorded before the cut.",
        "  pass WRITERS_CAN_PAUSE: 2 logins have a quota that can hold them back.",
        "  pass ALL_WRITERS_PAUSED: Every listener asks for a login, so that every producer has a quota.",
        "  before offsets/orders-es-sink/list [Running, 300 s] of orders-kafka: Record the offsets of connector orders-es-sink",
        "  before   create ConfigMap pipeline-orders/off-orders-es-sink-abc",
        "  before   patch KafkaConnector orders-es-sink: spec.listOffsets (absent) -> {"toConfigMap":{"name":"off-orders-es-sink-abc"}}",
        "  before   patch KafkaConnector orders-es-sink: metadata.annotations.strimzi.io/connector-offsets (absent) -> list",
        "  before   wait kafka.offsets-listed of KafkaConnector orders-es-sink; ConfigMap off-orders-es-sink-abc with {"group":"connect-orders-es-sink"}",
        "  before   undo: patch KafkaConnector orders-es-sink: metadata.annotations.strimzi.io/connector-offsets list -> (absent)",
        "  before   undo: patch KafkaConnector orders-es-sink: spec.listOffsets {"toConfigMap":{"name":"off-orders-es-sink-abc"}} -> (absent)",
        "  before   undo: delete ConfigMap off-orders-es-sink-abc (its own), background",
        "  before offsets/orders-es-sink/tidy [Running, 60 s] of orders-kafka: Leave connector orders-es-sink as it was",
        "  before   patch KafkaConnector orders-es-sink: spec.listOffsets {"toConfigMap":{"name":"off-orders-es-sink-abc"}} -> (absent)",
        "  before   delete ConfigMap off-orders-es-sink-abc (its own), background",
        "  at the cut offsets/orders-kafka/log [Running, 120 s] of orders-kafka: Record the ends of the log of orders",
        "  at the cut   wait kafka.log-ends of logEndAge, logEndOffset of orders-kafka with {"element":"orders-kafka"}",
        "  pause quiesce/orders-kafka/hold [Quiescing, 20 s] of orders-kafka: Hold back the producers of Kafka orders",
        "  pause   patch KafkaUser shop: spec.quotas.producerByteRate (absent) -> 1",
        "  pause   patch KafkaUser archive: spec.quotas.producerByteRate 5000 -> 1",
        "  pause   patch KafkaConnector shop-db: spec.state (absent) -> paused",
        "  pause   wait kafka.writers-in-state of KafkaUser shop; KafkaUser archive; KafkaConnector shop-db with {"state":"PAUSED"}",
        "  pause   undo: patch KafkaUser shop: spec.quotas.producerByteRate 1 -> (absent)",
        "  pause   undo: patch KafkaUser archive: spec.quotas.producerByteRate 1 -> 5000",
        "  pause   undo: patch KafkaConnector shop-db: spec.state paused -> (absent)",
        "  pause   paused for at most 20 s",
        "  pause   owed: patch KafkaUser shop: spec.quotas.producerByteRate 1 -> (absent)",
        "  pause   owed: patch KafkaUser archive: spec.quotas.producerByteRate 1 -> 5000",
        "  pause   owed: patch KafkaConnector shop-db: spec.state paused -> (absent)",
        "  resume quiesce/orders-kafka/release [Running, 300 s] of orders-kafka: Let the producers of Kafka orders write again",
        "  resume   patch KafkaUser shop: spec.quotas.producerByteRate 1 -> (absent)",
        "  resume   patch KafkaUser archive: spec.quotas.producerByteRate 1 -> 5000",
        "  resume   patch KafkaConnector shop-db: spec.state paused -> (absent)",
        "  resume   wait kafka.writers-in-state of KafkaUser shop; KafkaUser archive; KafkaConnector shop-db with {"state":"RUNNING"}",
        "  resume   resumes quiesce/orders-kafka/hold",
        "crash: Every volume of Kafka orders is cut while the brokers write, as if all had lost power at that instant; what only one of them had at the cut is cut off at the start.",
        "  pass OFFSETS_RECORDED: The offsets of orders-es-sink are recorded before the cut.",
        "  before offsets/orders-es-sink/list [Running, 300 s] of orders-kafka: Record the offsets of connector orders-es-sink",
        "  before   create ConfigMap pipeline-orders/off-orders-es-sink-abc",
        "  before   patch KafkaConnector orders-es-sink: spec.listOffsets (absent) -> {"toConfigMap":{"name":"off-orders-es-sink-abc"}}",
        "  before   patch KafkaConnector orders-es-sink: metadata.annotations.strimzi.io/connector-offsets (absent) -> list",
        "  before   wait kafka.offsets-listed of KafkaConnector orders-es-sink; ConfigMap off-orders-es-sink-abc with {"group":"connect-orders-es-sink"}",
        "  before   undo: patch KafkaConnector orders-es-sink: metadata.annotations.strimzi.io/connector-offsets list -> (absent)",
        "  before   undo: patch KafkaConnector orders-es-sink: spec.listOffsets {"toConfigMap":{"name":"off-orders-es-sink-abc"}} -> (absent)",
        "  before   undo: delete ConfigMap off-orders-es-sink-abc (its own), background",
        "  before offsets/orders-es-sink/tidy [Running, 60 s] of orders-kafka: Leave connector orders-es-sink as it was",
        "  before   patch KafkaConnector orders-es-sink: spec.listOffsets {"toConfigMap":{"name":"off-orders-es-sink-abc"}} -> (absent)",
        "  before   delete ConfigMap off-orders-es-sink-abc (its own), background",
        "  at the cut offsets/orders-kafka/log [Running, 120 s] of orders-kafka: Record the ends of the log of orders",
        "  at the cut   wait kafka.log-ends of logEndAge, logEndOffset of orders-kafka with {"element":"orders-kafka"}",
      ]
    `);
  });

  it('take the quotas of a login away again that had none, and no others', () => {
    const [{ pause, resume }] = optionsOf([...objects, WRITER, LIMITED]);
    for (const acts of [pause?.undo, pause?.pause?.resume, resume?.acts]) {
      expect(acts?.map(act => (act.act === 'patch' ? [act.target.name, act.changes[0].emptied] : []))).toEqual([['shop', 1], ['archive', undefined]]);
    }
  });

  it('say why producers cannot be held back where none logs in', () => {
    const [application, crash] = optionsOf([...objects, READER]);
    expect(application.pause).toBeUndefined();
    expect(application.checks.filter(({ result }) => result === 'block')).toEqual([
      expect.objectContaining({
        code: 'WRITERS_CAN_PAUSE',
        sentence: 'No KafkaUser that may write belongs to Kafka orders, so there is no quota by which producers could be held back.',
      }),
    ]);
    expect(crash.checks.filter(({ result }) => result === 'block')).toEqual([]);
  });

  it('warn of listeners that ask for no login', () => {
    const changed = fixture('kafka/testdata/connect-healthy.yaml');
    setField(objectOf(changed, 'Kafka'), 'spec/kafka/listeners', [{ name: 'plain', port: 9092, type: 'internal', tls: false }]);
    const [application] = optionsOf([...changed, WRITER]);
    expect(application.checks).toContainEqual(
      expect.objectContaining({
        code: 'ALL_WRITERS_PAUSED',
        result: 'warn',
        sentence: 'Who writes by the listener plain needs no login and is not held back.',
      }),
    );
  });

  it('leave out offsets that a Connect cluster cannot tell, and say so', () => {
    const changed = fixture('kafka/testdata/connect-healthy.yaml');
    setField(objectOf(changed, 'KafkaConnect'), 'status/conditions', [{ type: 'NotReady', status: 'True', reason: 'TimeoutException' }]);
    const [, crash] = optionsOf(changed);
    expect(crash.before).toEqual([]);
    expect(crash.checks).toEqual([
      expect.objectContaining({
        code: 'OFFSETS_RECORDED',
        result: 'warn',
        sentence: 'The offsets of connector orders-es-sink cannot be recorded: KafkaConnect orders-connect is not ready.',
      }),
    ]);
  });
});

describe('observers of a cut of Kafka', () => {
  const objects = fixture('kafka/testdata/connect-healthy.yaml');
  const [application] = optionsOf([...objects, WRITER, source(objects)]);
  const list = application.before[0].wait;
  const hold = application.pause?.wait;
  if (list === undefined || hold === undefined) throw new Error('the steps have no waits');

  const configMap = (data: Record<string, string>): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'off-orders-es-sink-abc',
      namespace: 'pipeline-orders',
      uid: 'u',
    },
    data,
  });
  const offsets = JSON.stringify({
    offsets: [
      {
        partition: { kafka_topic: 'orders.raw', kafka_partition: 1 },
        offset: { kafka_offset: 7 },
      },
      {
        partition: { kafka_topic: 'orders.raw', kafka_partition: 0 },
        offset: { kafka_offset: 120 },
      },
      {
        partition: { kafka_topic: 'a', kafka_partition: 0 },
        offset: { kafka_offset: 3 },
      },
      { partition: { kafka_topic: 'a', kafka_partition: 1 }, offset: null },
    ],
  });
  const asked = (value: string | undefined) => {
    const connector = structuredClone(objectOf(objects, 'KafkaConnector'));
    setField(connector, 'metadata/annotations', value === undefined ? {} : { 'strimzi.io/connector-offsets': value });
    return connector;
  };

  it.each<[string, KubernetesObject[], string]>([
    ['no connector', [configMap({})], 'failed CONNECTOR_GONE: The KafkaConnector does not exist any more.'],
    ['still asked for', [asked('list'), configMap({ connector: 'orders-es-sink' })], 'waiting for Strimzi to list the offsets of orders-es-sink'],
    ['asked for something else', [asked('reset'), configMap({})], 'unknown: Somebody else asked Strimzi for "reset" of the offsets of orders-es-sink.'],
    ['nothing written', [asked(undefined), configMap({ connector: 'orders-es-sink' })], 'waiting for Strimzi to write the offsets of orders-es-sink'],
    ['no ConfigMap', [asked(undefined)], 'waiting for Strimzi to write the offsets of orders-es-sink'],
    ['no JSON', [asked(undefined), configMap({ 'offsets.json': '{' })], 'failed OFFSETS_UNREADABLE: What Strimzi wrote as offsets of orders-es-sink is no list of offsets.'],
    ['another shape', [asked(undefined), configMap({ 'offsets.json': '{}' })], 'failed OFFSETS_UNREADABLE: What Strimzi wrote as offsets of orders-es-sink is no list of offsets.'],
    ['nothing committed yet', [asked(undefined), configMap({ 'offsets.json': '{"offsets":[]}' })], 'done: 0 partitions of 0 topics {"offsets":[]}'],
    [
      'all written',
      [asked(undefined), configMap({ 'offsets.json': offsets })],
      'done: 3 partitions of 2 topics {"offsets":[{"group":"connect-orders-es-sink","topic":"a","partitions":[{"partition":0,"offset":3}]},{"group":"connect-orders-es-sink","topic":"orders.raw","partitions":[{"partition":0,"offset":120},{"partition":1,"offset":7}]}]}',
    ],
  ])('kafka.offsets-listed, %s', (_, shown, expected) => {
    expect(observe(kafkaOperations, list, shown)).toBe(expected);
  });

  const userIn = (status: object | undefined) => ({
    ...WRITER,
    metadata: { ...WRITER.metadata, generation: 2 },
    status,
  });
  const sourceIn = (state: string | undefined) => {
    const made = source(objects);
    setField(made, 'status/connectorStatus/connector/state', state);
    return made;
  };
  const applied = userIn({
    observedGeneration: 2,
    conditions: [{ type: 'Ready', status: 'True' }],
  });

  it.each<[string, KubernetesObject[], string]>([
    ['a user is gone', [sourceIn('PAUSED')], 'failed KAFKA_USER_GONE: KafkaUser shop does not exist any more.'],
    ['the quota is not seen', [userIn({ observedGeneration: 1 }), sourceIn('PAUSED')], 'waiting for the user operator to see generation 2 of KafkaUser shop'],
    ['the user operator is silent', [userIn(undefined), sourceIn('PAUSED')], 'waiting for the user operator to see generation 2 of KafkaUser shop'],
    [
      'the user is refused',
      [
        userIn({
          observedGeneration: 2,
          conditions: [{ type: 'NotReady', status: 'True' }],
        }),
        sourceIn('PAUSED'),
      ],
      'waiting for KafkaUser shop to be ready',
    ],
    ['neither word is there', [userIn({ observedGeneration: 2 }), sourceIn('PAUSED')], 'unknown: KafkaUser shop has neither Ready nor NotReady.'],
    ['a connector runs on', [applied, sourceIn('RUNNING')], 'waiting for 1 of 1 connectors to be PAUSED (0/1)'],
    ['a connector has no state', [applied, sourceIn(undefined)], 'waiting for 1 of 1 connectors to be PAUSED (0/1)'],
    ['a connector is gone', [applied], 'failed CONNECTOR_GONE: KafkaConnector shop-db does not exist any more.'],
    ['a state of the future', [applied, sourceIn('DREAMING')], 'unknown: KafkaConnector shop-db is in the unknown state "DREAMING".'],
    ['all hold still', [applied, sourceIn('PAUSED')], 'done: 1 connector is PAUSED'],
  ])('kafka.writers-in-state, %s', (_, shown, expected) => {
    expect(observe(kafkaOperations, hold, shown)).toBe(expected);
  });
});
