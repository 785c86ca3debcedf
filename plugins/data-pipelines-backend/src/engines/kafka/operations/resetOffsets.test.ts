import type { KubernetesObject, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import { fixture, NAMES, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableSteps } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { kafkaEngine } from '../engine';
import { kafkaOperations } from './kafkaOperations';
import { resetOffsets } from './resetOffsets';

const OFFSETS: RecordedOffsets[] = [
  {
    group: 'connect-orders-es-sink',
    topic: 'orders.raw',
    partitions: [
      { partition: 0, offset: 120 },
      { partition: 1, offset: 7 },
    ],
  },
  {
    group: 'spark-fraud',
    topic: 'orders.raw',
    partitions: [{ partition: 0, offset: 1 }],
  },
];

function reset(objects: KubernetesObject[], root = 'Kafka orders', offsets = OFFSETS, fed: string[] = []) {
  return resetOffsets(plannedElementOf(kafkaEngine, objects, { root }), offsets, NAMES, fed);
}

describe('setting sinks back to recorded offsets', () => {
  it('stops the connector, writes the offsets by Strimzi, and starts it as it was', () => {
    const { before, after } = reset(fixture('kafka/testdata/connect-healthy.yaml'));
    expect([...readableSteps(before), '---', ...readableSteps(after)]).toMatchInlineSnapshot(`
      [
        "replay/orders-kafka/stop [Running, 300 s] of orders-kafka: Stop orders-es-sink",
        "  patch KafkaConnector orders-es-sink: spec.state (absent) -> stopped",
        "  wait kafka.connectors-in-state of KafkaConnector orders-es-sink with {"state":"STOPPED","tasks":false}",
        "  undo: patch KafkaConnector orders-es-sink: spec.state stopped -> (absent)",
        "---",
        "replay/orders-es-sink/write [Running, 300 s] of orders-kafka: Set connector orders-es-sink back to the recorded offsets",
        "  create ConfigMap pipeline-orders/set-orders-es-sink-abc",
        "  patch KafkaConnector orders-es-sink: spec.alterOffsets (absent) -> {"fromConfigMap":{"name":"set-orders-es-sink-abc"}}",
        "  patch KafkaConnector orders-es-sink: metadata.annotations.strimzi.io/connector-offsets (absent) -> alter",
        "  wait kafka.offsets-altered of KafkaConnector orders-es-sink with {}",
        "  undo: patch KafkaConnector orders-es-sink: metadata.annotations.strimzi.io/connector-offsets alter -> (absent)",
        "  undo: patch KafkaConnector orders-es-sink: spec.alterOffsets {"fromConfigMap":{"name":"set-orders-es-sink-abc"}} -> (absent)",
        "  undo: delete ConfigMap set-orders-es-sink-abc (its own), background",
        "replay/orders-es-sink/tidy [Running, 60 s] of orders-kafka: Take away what set connector orders-es-sink back",
        "  patch KafkaConnector orders-es-sink: spec.alterOffsets {"fromConfigMap":{"name":"set-orders-es-sink-abc"}} -> (absent)",
        "  delete ConfigMap set-orders-es-sink-abc (its own), background",
        "replay/orders-kafka/start [Finalizing, 300 s] of orders-kafka: Start the connectors that ran",
        "  patch KafkaConnector orders-es-sink: spec.state stopped -> (absent)",
        "  wait kafka.connectors-in-state of KafkaConnector orders-es-sink with {"state":"RUNNING","tasks":true}",
        "  undo: patch KafkaConnector orders-es-sink: spec.state (absent) -> stopped",
        "  undo: wait kafka.connectors-in-state of KafkaConnector orders-es-sink with {"state":"STOPPED","tasks":false}",
      ]
    `);
    const made = after.possible && after.steps[0].acts[0];
    expect(made && made.act === 'create' && made.object.data).toEqual({
      'offsets.json':
        '{"offsets":[{"partition":{"kafka_topic":"orders.raw","kafka_partition":0},"offset":{"kafka_offset":120}},{"partition":{"kafka_topic":"orders.raw","kafka_partition":1},"offset":{"kafka_offset":7}}]}',
    });
  });

  it('leaves a connector paused that was paused', () => {
    const objects = fixture('kafka/testdata/connect-healthy.yaml');
    setField(objectOf(objects, 'KafkaConnector'), 'spec/state', 'paused');
    const { after } = reset(objects);
    expect(readableSteps(after).filter(line => line.includes('spec.state'))).toEqual([
      '  patch KafkaConnector orders-es-sink: spec.state stopped -> paused',
      '  undo: patch KafkaConnector orders-es-sink: spec.state paused -> stopped',
    ]);
  });

  it('does nothing for groups of others', () => {
    const { before, after } = reset(fixture('kafka/testdata/connect-healthy.yaml'), 'Kafka orders', [OFFSETS[1]]);
    expect([...readableSteps(before), ...readableSteps(after)]).toEqual([]);
  });

  it('stops those that write to what is replaced although nothing is recorded of them, and starts them where they are', () => {
    const { before, record, after, groups } = reset(fixture('kafka/testdata/connect-healthy.yaml'), 'Kafka orders', [], ['orders-search']);
    expect(groups).toEqual([]);
    expect([before, after].map(steps => (steps.possible ? steps.steps.map(({ id }) => id) : []))).toEqual([['replay/orders-kafka/stop'], ['replay/orders-kafka/start']]);
    expect(record?.steps.map(({ id }) => id)).toEqual(['offsets/orders-es-sink/list', 'offsets/orders-es-sink/tidy']);
    expect(reset(fixture('kafka/testdata/connect-healthy.yaml'), 'Kafka orders', [], ['another']).before).toEqual({ possible: true, steps: [], changes: [], sentences: [] });
  });

  it('records where they are once they have stopped, for the undo; where Connect does not answer it says what an undo leaves', () => {
    const objects = fixture('kafka/testdata/connect-healthy.yaml');
    expect(reset(objects)).toMatchObject({ groups: ['connect-orders-es-sink'], record: { steps: [{ id: 'offsets/orders-es-sink/list' }, { id: 'offsets/orders-es-sink/tidy' }], checks: [{ result: 'pass' }] } });
    setField(objectOf(objects, 'KafkaConnect'), 'status/conditions', [{ type: 'NotReady', status: 'True' }]);
    expect(reset(objects).record).toEqual({ steps: [], checks: [expect.objectContaining({ result: 'warn', remedy: 'Mend KafkaConnect orders-connect first, or know that an undo leaves group connect-orders-es-sink where it is then.' })] });
  });

  it('is done by the Connect cluster where that is an element of its own', () => {
    const { before } = reset(fixture('kafka/testdata/connect-as-element.yaml'), 'KafkaConnect orders-connect');
    expect(readableSteps(before)[1]).toBe('  patch KafkaConnector orders-es-sink: spec.state (absent) -> stopped');
  });
});

describe('kafka.offsets-altered', () => {
  const objects = fixture('kafka/testdata/connect-healthy.yaml');
  const { after } = reset(objects);
  const wait = after.possible ? after.steps[0].wait : undefined;
  if (wait === undefined) throw new Error('the step has no wait');

  it.each<[string, (connector: KubernetesObject) => KubernetesObject[], string]>([
    ['the connector is gone', () => [], 'failed CONNECTOR_GONE: The KafkaConnector does not exist any more.'],
    [
      'still asked for',
      connector => {
        setField(connector, 'metadata/annotations', {
          'strimzi.io/connector-offsets': 'alter',
        });
        return [connector];
      },
      'waiting for Strimzi to write the offsets of orders-es-sink',
    ],
    [
      'asked for something else',
      connector => {
        setField(connector, 'metadata/annotations', {
          'strimzi.io/connector-offsets': 'list',
        });
        return [connector];
      },
      'unknown: Somebody else asked Strimzi for "list" of the offsets of orders-es-sink.',
    ],
    ['taken away', connector => [connector], 'done: orders-es-sink goes on at the recorded offsets'],
  ])('%s', (_, shown, expected) => {
    expect(observe(kafkaOperations, wait, shown(structuredClone(objectOf(objects, 'KafkaConnector'))))).toBe(expected);
  });
});
