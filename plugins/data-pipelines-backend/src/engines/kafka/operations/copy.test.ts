import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import { fixture, NAMES, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableCheck, readableSteps } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { kafkaEngine } from '../engine';
import { copyKafka } from './copy';
import { kafkaOperations } from './kafkaOperations';

const PATH = 'kafka/testdata/healthy.yaml';

function whole(): KubernetesObject[] {
  const objects = fixture(PATH);
  const kafka = objectOf(objects, 'Kafka');
  setField(kafka, 'spec/kafka/listeners', [
    {
      name: 'tls',
      port: 9093,
      type: 'internal',
      tls: true,
      authentication: { type: 'scram-sha-512' },
    },
    { name: 'outside', port: 9094, type: 'loadbalancer', tls: true },
  ]);
  setField(kafka, 'spec/kafka/metricsConfig', {
    type: 'jmxPrometheusExporter',
    valueFrom: { configMapKeyRef: { name: 'kafka-metrics', key: 'kafka.yml' } },
  });
  setField(kafka, 'metadata/annotations', {
    'penstock.dev/title': 'Orders',
    'penstock.dev/writes-to': 'orders-search',
    'argocd.argoproj.io/tracking-id': 'x',
  });
  setField(kafka, 'metadata/managedFields', [{ manager: 'argocd-controller' }]);
  const configMap: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'kafka-metrics',
      namespace: 'pipeline-orders',
      uid: 'u-cm',
      labels: { 'argocd.argoproj.io/instance': 'orders' },
    },
    data: { 'kafka.yml': 'rules: []' },
  };
  const user: KubernetesObject = {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: {
      name: 'shop',
      namespace: 'pipeline-orders',
      uid: 'u-user',
      labels: { 'strimzi.io/cluster': 'orders' },
    },
    spec: { authentication: { type: 'scram-sha-512' } },
    status: { secret: 'shop' },
  };
  return [...objects, configMap, user];
}

function copy(to: { name: string; namespace: string }, objects = whole()) {
  return copyKafka(plannedElementOf(kafkaEngine, objects, { root: 'Kafka orders' }), { ...to, names: NAMES });
}

describe('a copy of a Kafka', () => {
  const elsewhere = copy({ name: 'orders', namespace: 'test' });
  const beside = copy({ name: 'drill', namespace: 'pipeline-orders' });

  it('in another namespace has its users, settings and names', () => {
    expect(elsewhere.manifests).toMatchInlineSnapshot(`
      [
        {
          "apiVersion": "v1",
          "data": {
            "kafka.yml": "rules: []",
          },
          "kind": "ConfigMap",
          "metadata": {
            "annotations": {},
            "labels": {
              "penstock.dev/copy-of": "orders-kafka",
              "penstock.dev/operation": "op-abcdefghijkl",
            },
            "name": "kafka-metrics",
            "namespace": "test",
          },
        },
        {
          "apiVersion": "kafka.strimzi.io/v1",
          "kind": "KafkaUser",
          "metadata": {
            "annotations": {},
            "labels": {
              "penstock.dev/copy-of": "orders-kafka",
              "penstock.dev/operation": "op-abcdefghijkl",
              "strimzi.io/cluster": "orders",
            },
            "name": "shop",
            "namespace": "test",
          },
          "spec": {
            "authentication": {
              "type": "scram-sha-512",
            },
          },
        },
        {
          "apiVersion": "kafka.strimzi.io/v1",
          "kind": "Kafka",
          "metadata": {
            "annotations": {
              "penstock.dev/title": "Orders (copy)",
              "strimzi.io/pause-reconciliation": "true",
            },
            "labels": {
              "app.kubernetes.io/part-of": "orders",
              "penstock.dev/copy-of": "orders-kafka",
              "penstock.dev/element": "orders-kafka-ghijkl",
              "penstock.dev/operation": "op-abcdefghijkl",
            },
            "name": "orders",
            "namespace": "test",
          },
          "spec": {
            "cruiseControl": {},
            "entityOperator": {
              "topicOperator": {},
              "userOperator": {},
            },
            "kafka": {
              "authorization": {
                "type": "simple",
              },
              "config": {
                "auto.create.topics.enable": false,
                "default.replication.factor": 3,
                "min.insync.replicas": 2,
                "offsets.topic.replication.factor": 3,
              },
              "listeners": [
                {
                  "authentication": {
                    "type": "scram-sha-512",
                  },
                  "name": "tls",
                  "port": 9093,
                  "tls": true,
                  "type": "internal",
                },
              ],
              "metadataVersion": "4.3-IV0",
              "metricsConfig": {
                "type": "jmxPrometheusExporter",
                "valueFrom": {
                  "configMapKeyRef": {
                    "key": "kafka.yml",
                    "name": "kafka-metrics",
                  },
                },
              },
              "version": "4.3.1",
            },
            "kafkaExporter": {
              "groupRegex": ".*",
              "topicRegex": ".*",
            },
          },
        },
        {
          "apiVersion": "kafka.strimzi.io/v1",
          "kind": "KafkaNodePool",
          "metadata": {
            "annotations": {
              "strimzi.io/next-node-ids": "[0,1,2]",
            },
            "labels": {
              "penstock.dev/copy-of": "orders-kafka",
              "penstock.dev/operation": "op-abcdefghijkl",
              "strimzi.io/cluster": "orders",
            },
            "name": "broker",
            "namespace": "test",
          },
          "spec": {
            "replicas": 3,
            "roles": [
              "broker",
            ],
            "storage": {
              "type": "jbod",
              "volumes": [
                {
                  "class": "fast-ssd",
                  "deleteClaim": false,
                  "id": 0,
                  "kraftMetadata": "shared",
                  "size": "500Gi",
                  "type": "persistent-claim",
                },
              ],
            },
          },
        },
        {
          "apiVersion": "kafka.strimzi.io/v1",
          "kind": "KafkaNodePool",
          "metadata": {
            "annotations": {
              "strimzi.io/next-node-ids": "[3,4,5]",
            },
            "labels": {
              "penstock.dev/copy-of": "orders-kafka",
              "penstock.dev/operation": "op-abcdefghijkl",
              "strimzi.io/cluster": "orders",
            },
            "name": "controller",
            "namespace": "test",
          },
          "spec": {
            "replicas": 3,
            "roles": [
              "controller",
            ],
            "storage": {
              "type": "jbod",
              "volumes": [
                {
                  "class": "fast-ssd",
                  "deleteClaim": false,
                  "id": 0,
                  "kraftMetadata": "shared",
                  "size": "20Gi",
                  "type": "persistent-claim",
                },
              ],
            },
          },
        },
      ]
    `);
    expect(elsewhere.claims['data-0-orders-broker-0']).toBe('data-0-orders-broker-0');
  });

  it('beside the original has names of its own and the users of the data', () => {
    expect(beside.manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Kafka drill', 'KafkaNodePool drill-broker', 'KafkaNodePool drill-controller']);
    expect(beside.claims).toEqual({
      'data-0-orders-broker-0': 'data-0-drill-drill-broker-0',
      'data-0-orders-broker-1': 'data-0-drill-drill-broker-1',
      'data-0-orders-broker-2': 'data-0-drill-drill-broker-2',
      'data-0-orders-controller-3': 'data-0-drill-drill-controller-3',
      'data-0-orders-controller-4': 'data-0-drill-drill-controller-4',
      'data-0-orders-controller-5': 'data-0-drill-drill-controller-5',
    });
    expect(beside.manifests[0].spec).toMatchObject({
      entityOperator: { topicOperator: {} },
    });
    expect(beside.manifests[0].spec).not.toHaveProperty('entityOperator.userOperator');
    expect(beside.checks.map(readableCheck)).toEqual([
      'pass COPY_POSSIBLE: Kafka orders and its 2 pools were read whole; the copy is the element orders-kafka-ghijkl.',
      'warn COPY_COMPLETE: Certificates are made anew for the copy; it is made without listener outside, the user operator, so that the users stay as they are in the data. Topics come with the data; connectors are not copied.',
    ]);
  });

  it('renames pools that are named after their Kafka', () => {
    const text = JSON.stringify(whole())
      .replaceAll('"name":"broker"', '"name":"orders-broker"')
      .replaceAll('"strimzi.io/pool-name":"broker"', '"strimzi.io/pool-name":"orders-broker"')
      .replaceAll('data-0-orders-broker-', 'data-0-orders-orders-broker-');
    const objects: KubernetesObject[] = JSON.parse(text);
    const made = copy({ name: 'drill', namespace: 'pipeline-orders' }, objects);
    expect(made.manifests.map(({ metadata }) => metadata.name)).toContain('drill-broker');
    expect(made.claims['data-0-orders-orders-broker-0']).toBe('data-0-drill-drill-broker-0');
  });

  it('starts with the cluster id and the node ids of its data', () => {
    expect(readableSteps(beside.start)).toMatchInlineSnapshot(`
      [
        "copy/orders-kafka-ghijkl/identity [Running, 240 s] of orders-kafka-ghijkl: Give Kafka drill the cluster id of its data",
        "  patch Kafka/status drill (its own): status.clusterId (absent) -> kQ9xE3mYTlC0",
        "  wait kafka.identity-set of Kafka drill with {"clusterId":"kQ9xE3mYTlC0"}",
        "copy/orders-kafka-ghijkl/start [Finalizing, 1800 s] of orders-kafka-ghijkl: Let Strimzi start Kafka drill",
        "  patch Kafka drill (its own): metadata.annotations.strimzi.io/pause-reconciliation true -> (absent)",
        "  wait kafka.healthy of Kafka drill; KafkaNodePools by drill; StrimziPodSets by drill, Kafka, kafka; Pods by drill, Kafka, kafka with {"clusterId":"kQ9xE3mYTlC0","nodeIds":{"drill-broker":[0,1,2],"drill-controller":[3,4,5]}}",
      ]
    `);
  });

  it('is refused where the identity is not known, or something could not be read', () => {
    const nameless = whole();
    setField(objectOf(nameless, 'Kafka'), 'status/clusterId', undefined);
    expect(copy({ name: 'drill', namespace: 'test' }, nameless).checks.map(({ code, result }) => `${result} ${code}`)).toEqual(['block COPY_POSSIBLE']);
    const unread = plannedElementOf(kafkaEngine, whole(), {
      root: 'Kafka orders',
      unread: true,
    });
    expect(copyKafka(unread, { name: 'drill', namespace: 'test', names: NAMES })).toMatchObject({
      manifests: [],
      checks: [{ code: 'COPY_POSSIBLE', result: 'block' }],
    });
  });

  it('is not made of a Connect cluster', () => {
    const element = plannedElementOf(kafkaEngine, fixture('kafka/testdata/connect-as-element.yaml'), { root: 'KafkaConnect orders-connect' });
    expect(
      copyKafka(element, {
        name: 'drill',
        namespace: 'test',
        names: NAMES,
      }).checks.map(readableCheck),
    ).toEqual(['block COPY_POSSIBLE: Connect clusters are not copied: their connectors would write to the sinks of the original.']);
  });

  const wait = beside.start.possible ? beside.start.steps[0].wait : undefined;
  if (wait === undefined) throw new Error('no wait');
  const made = (status: object | undefined): KubernetesObject => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'Kafka',
    metadata: { name: 'drill', namespace: 'pipeline-orders', uid: 'u' },
    status,
  });
  it.each<[string, KubernetesObject[], string]>([
    ['gone', [], 'failed ELEMENT_GONE: Kafka does not exist any more.'],
    ['no status', [made(undefined)], 'waiting for Kafka drill to have the cluster id'],
    ['another id', [made({ clusterId: 'new' })], 'failed KAFKA_CLUSTER_ID_DIFFERS: Kafka drill already has the cluster id new; its data belongs to kQ9xE3mYTlC0.'],
    ['not seen yet', [made({ clusterId: 'kQ9xE3mYTlC0' })], 'waiting for Strimzi to say that Kafka drill is paused'],
    [
      'set',
      [
        made({
          clusterId: 'kQ9xE3mYTlC0',
          conditions: [{ type: 'ReconciliationPaused', status: 'True' }],
        }),
      ],
      'done: cluster id kQ9xE3mYTlC0',
    ],
  ])('kafka.identity-set, %s', (_, objects, expected) => {
    expect(observe(kafkaOperations, wait, objects)).toBe(expected);
  });
});
