import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import { fixture, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableAct, readableSteps } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { kafkaEngine } from '../engine';
import { kafkaOperations } from './kafkaOperations';
import { removePodSets, startKafka, stopKafka } from './stopStart';

const PATH = 'kafka/testdata/healthy.yaml';

function planned(objects: KubernetesObject[], root = 'Kafka orders') {
  return plannedElementOf(kafkaEngine, objects, { root });
}

function waitOf(said: ReturnType<typeof stopKafka>, id: string) {
  const wait = said.possible ? said.steps.find(step => step.id === id)?.wait : undefined;
  if (wait === undefined) throw new Error(`no wait in ${id}`);
  return wait;
}

const stop = stopKafka(planned(fixture(PATH)));
const start = startKafka(planned(fixture(PATH)));

describe('stopping and starting a Kafka', () => {
  it('gives an undo the time that starting and stopping take', () => {
    const seconds = [stop, start].flatMap(said => (said.possible ? said.steps : [])).flatMap(({ id, undoSeconds }) => (undoSeconds === undefined ? [] : [`${id} ${undoSeconds}`]));
    expect(seconds).toEqual(['stop/orders-kafka/pause 1800', 'start/orders-kafka/unpause 600']);
  });

  it('pauses Strimzi, takes the pod sets away, and gives it back', () => {
    expect([...readableSteps(stop), '---', ...readableSteps(start)]).toMatchInlineSnapshot(`
      [
        "stop/orders-kafka/pause [Running, 240 s] of orders-kafka: Pause Strimzi for Kafka orders",
        "  patch Kafka orders: metadata.annotations.strimzi.io/pause-reconciliation (absent) -> true",
        "  wait kafka.paused of Kafka orders with {}",
        "  undo: patch Kafka orders: metadata.annotations.strimzi.io/pause-reconciliation true -> (absent)",
        "  undo: wait kafka.healthy of Kafka orders; KafkaNodePools by orders; StrimziPodSets by orders, Kafka, kafka; Pods by orders, Kafka, kafka with {"clusterId":"kQ9xE3mYTlC0","nodeIds":{"broker":[0,1,2],"controller":[3,4,5]}}",
        "stop/orders-kafka/nodes [Running, 600 s] of orders-kafka: Stop the nodes of Kafka orders",
        "  delete StrimziPodSet orders-broker, background",
        "  delete StrimziPodSet orders-controller, background",
        "  wait kafka.stopped of Kafka orders; StrimziPodSets by orders, Kafka, kafka; Pods by orders, Kafka, kafka with {"claims":["data-0-orders-broker-0","data-0-orders-broker-1","data-0-orders-broker-2","data-0-orders-controller-3","data-0-orders-controller-4","data-0-orders-controller-5"]}",
        "---",
        "start/orders-kafka/unpause [Running, 240 s] of orders-kafka: Let Strimzi start Kafka orders",
        "  patch Kafka orders: metadata.annotations.strimzi.io/pause-reconciliation true -> (absent)",
        "  wait kafka.pod-sets-made of Kafka orders; StrimziPodSets by orders, Kafka, kafka; Pods by orders, Kafka, kafka with {"podSets":["orders-broker","orders-controller"]}",
        "  undo: patch Kafka orders: metadata.annotations.strimzi.io/pause-reconciliation (absent) -> true",
        "  undo: derive kafka.remove-pod-sets {"step":"start/orders-kafka/unpause","cluster":"prod-north","namespace":"pipeline-orders"}",
        "  undo: wait kafka.stopped of Kafka orders; StrimziPodSets by orders, Kafka, kafka; Pods by orders, Kafka, kafka with {"claims":["data-0-orders-broker-0","data-0-orders-broker-1","data-0-orders-broker-2","data-0-orders-controller-3","data-0-orders-controller-4","data-0-orders-controller-5"]}",
        "start/orders-kafka/ready [Finalizing, 1800 s] of orders-kafka: Wait until Kafka orders serves",
        "  wait kafka.healthy of Kafka orders; KafkaNodePools by orders; StrimziPodSets by orders, Kafka, kafka; Pods by orders, Kafka, kafka with {"clusterId":"kQ9xE3mYTlC0","nodeIds":{"broker":[0,1,2],"controller":[3,4,5]}}",
      ]
    `);
  });

  it('is refused where somebody else has paused it', () => {
    const objects = fixture(PATH);
    setField(objectOf(objects, 'Kafka'), 'metadata/annotations', {
      'strimzi.io/pause-reconciliation': 'true',
    });
    expect(readableSteps(stopKafka(planned(objects)))).toEqual([
      'block OPERATOR_NOT_PAUSED: Strimzi is already told to leave Kafka orders alone; whoever did that may be at work on it.',
    ]);
  });

  it('is refused where nobody could tell whether it is the same cluster afterwards', () => {
    const objects = fixture(PATH);
    setField(objectOf(objects, 'Kafka'), 'status/clusterId', undefined);
    expect(readableSteps(stopKafka(planned(objects)))).toEqual([
      'block IDENTITY_KNOWN: Kafka orders has no status.clusterId, so nobody could tell afterwards whether it is the same cluster.',
    ]);
  });

  it('of a Connect cluster stops and starts its connectors', () => {
    const element = planned(fixture('kafka/testdata/connect-as-element.yaml'), 'KafkaConnect orders-connect');
    expect([...readableSteps(stopKafka(element)), '---', ...readableSteps(startKafka(element))]).toMatchInlineSnapshot(`
      [
        "stop/orders-connect/connectors [Running, 300 s] of orders-connect: Stop the connectors of orders-connect",
        "  patch KafkaConnector orders-es-sink: spec.state (absent) -> stopped",
        "  wait kafka.connectors-in-state of KafkaConnector orders-es-sink with {"state":"STOPPED","tasks":false}",
        "  undo: patch KafkaConnector orders-es-sink: spec.state stopped -> (absent)",
        "  undo: wait kafka.connectors-in-state of KafkaConnector orders-es-sink with {"state":"RUNNING","tasks":false}",
        "---",
        "start/orders-connect/connectors [Finalizing, 300 s] of orders-connect: Start the connectors of orders-connect",
        "  patch KafkaConnector orders-es-sink: spec.state stopped -> (absent)",
        "  wait kafka.connectors-in-state of KafkaConnector orders-es-sink with {"state":"RUNNING","tasks":true}",
        "  undo: patch KafkaConnector orders-es-sink: spec.state (absent) -> stopped",
        "  undo: wait kafka.connectors-in-state of KafkaConnector orders-es-sink with {"state":"STOPPED","tasks":false}",
      ]
    `);
  });

  it('undoes a start by the pod sets that it found', () => {
    const facts = {
      step: {
        podSets: [
          {
            apiVersion: 'core.strimzi.io/v1',
            name: 'orders-broker',
            uid: 'u-1',
          },
        ],
      },
    };
    const input = { facts, operation: 'op-abcdefghijkl', pauses: [] };
    const params = { cluster: 'prod-north', namespace: 'pipeline-orders' };
    expect(removePodSets({ ...input, params: { ...params, step: 'step' } }).flatMap(readableAct)).toEqual(['delete StrimziPodSet orders-broker, background']);
    expect(removePodSets({ ...input, params: { ...params, step: 'never reached' } })).toEqual([]);
  });
});

type Change = (objects: KubernetesObject[]) => KubernetesObject[] | void;
const paused: Change = objects =>
  setField(objectOf(objects, 'Kafka'), 'metadata/annotations', {
    'strimzi.io/pause-reconciliation': 'true',
  });
const only = (objects: KubernetesObject[], ...kinds: string[]) => objects.filter(({ kind }) => kinds.includes(kind));

describe.each<[string, ReturnType<typeof waitOf>, [string, Change, string][]]>([
  [
    'kafka.paused',
    waitOf(stop, 'stop/orders-kafka/pause'),
    [
      ['not noticed yet', paused, 'waiting for Strimzi to say that Kafka orders is paused'],
      ['said', objects => setField(objectOf(objects, 'Kafka'), 'status/conditions', [{ type: 'ReconciliationPaused', status: 'True' }]), 'done: Strimzi says that it is paused'],
      ['gone', () => [], 'failed ELEMENT_GONE: Kafka does not exist any more.'],
    ],
  ],
  [
    'kafka.stopped',
    waitOf(stop, 'stop/orders-kafka/nodes'),
    [
      ['pods run', paused, 'waiting for 6 pods to end, 6 of them with a volume'],
      [
        'pod sets are left',
        objects => {
          paused(objects);
          return only(objects, 'Kafka', 'StrimziPodSet');
        },
        'waiting for the pod sets to go',
      ],
      ['unpaused by somebody', () => {}, 'failed KAFKA_UNPAUSED: Somebody took the pause away from Kafka orders: Strimzi starts it again.'],
      [
        'nothing is left',
        objects => {
          paused(objects);
          return only(objects, 'Kafka');
        },
        'done: no pod is left',
      ],
      ['gone', objects => only(objects, 'Pod'), 'failed ELEMENT_GONE: Kafka does not exist any more.'],
    ],
  ],
  [
    'kafka.pod-sets-made',
    waitOf(start, 'start/orders-kafka/unpause'),
    [
      [
        'one is missing',
        objects => objects.filter(({ metadata, kind }) => kind !== 'StrimziPodSet' || metadata.name !== 'orders-broker'),
        'waiting for Strimzi to make StrimziPodSet orders-broker',
      ],
      [
        'all are there',
        () => {},
        'done: 2 pod sets {"podSets":[{"apiVersion":"core.strimzi.io/v1","name":"orders-broker","uid":"00000000-0000-4000-8000-000000000004"},{"apiVersion":"core.strimzi.io/v1","name":"orders-controller","uid":"00000000-0000-4000-8000-000000000005"}]}',
      ],
      ['gone', () => [], 'failed ELEMENT_GONE: Kafka does not exist any more.'],
    ],
  ],
])('%s', (_observer, wait, cases) => {
  it.each(cases)('%s', (_, change, expected) => {
    const objects = fixture(PATH);
    expect(observe(kafkaOperations, wait, change(objects) ?? objects)).toBe(expected);
  });
});
