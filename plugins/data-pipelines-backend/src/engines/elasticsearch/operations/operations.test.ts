import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import { fixture, NAMES, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableCheck, readableOption, readableSteps } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { kafkaEngine } from '../../kafka/engine';
import { sparkEngine } from '../../spark/engine';
import { elasticsearchEngine } from '../engine';
import { copyElasticsearch } from './copy';
import { elasticsearchOperations } from './elasticsearchOperations';

function statefulSet(nodeSet: string): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: `orders-es-${nodeSet}`,
      namespace: 'pipeline-orders',
      uid: `uid-${nodeSet}`,
      labels: {
        'elasticsearch.k8s.elastic.co/cluster-name': 'orders',
        'common.k8s.elastic.co/type': 'elasticsearch',
      },
    },
    spec: { replicas: 3 },
  };
}

function world(): KubernetesObject[] {
  const objects = fixture('elasticsearch/testdata/healthy.yaml').filter(({ kind }) => kind !== 'StatefulSet');
  return [...objects, statefulSet('master'), statefulSet('data')];
}

/** Connect and its sink, which the fixture of the Kafka engine lets write to the element that is called so. */
function feeders(): KubernetesObject[] {
  const objects = fixture('kafka/testdata/connect-healthy.yaml').filter(({ kind }) => ['Kafka', 'KafkaConnect', 'KafkaConnector'].includes(kind));
  const connector = objectOf(objects, 'KafkaConnector');
  setField(connector, 'metadata/annotations', {
    'penstock.dev/writes-to': planned(world()).id,
  });
  return objects;
}

function planned(objects: readonly KubernetesObject[]) {
  return plannedElementOf(elasticsearchEngine, objects, {
    root: 'Elasticsearch orders',
    others: [kafkaEngine, sparkEngine],
  });
}

const optionsOf = (objects: readonly KubernetesObject[]) =>
  elasticsearchOperations.consistencies(planned(objects), {
    longestPauseSeconds: 20,
    names: NAMES,
  });

describe('ways to cut an Elasticsearch', () => {
  it('pause the connectors that write to it, and say what Elastic thinks of it', () => {
    expect(optionsOf([...world(), ...feeders()]).flatMap(readableOption)).toMatchInlineSnapshot(`
      [
        "native: Elasticsearch orders writes a snapshot of its own into a repository.",
        "  block NATIVE_SNAPSHOT_OFFERED: Penstock does not drive the snapshots of Elasticsearch yet.",
        "application: The connectors that write to Elasticsearch orders are paused for at most 20 s; records wait in Kafka, and searching goes on.",
        "  warn VOLUME_CUT_SUPPORTED: Elastic does not support snapshots of volumes as a backup of Elasticsearch; its own snapshots are the only way that it calls reliable.",
        "  pass OFFSETS_RECORDED: The offsets of orders-es-sink are recorded before the cut.",
        "  pass WRITERS_CAN_PAUSE: orders-es-sink can be paused.",
        "  pass ALL_WRITERS_PAUSED: Nobody else is known to write to it.",
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
        "  pause quiesce/orders-search/connectors [Quiescing, 20 s] of orders-kafka: Pause orders-es-sink",
        "  pause   patch KafkaConnector orders-es-sink: spec.state (absent) -> paused",
        "  pause   wait kafka.connectors-in-state of KafkaConnector orders-es-sink with {"state":"PAUSED","tasks":false}",
        "  pause   undo: patch KafkaConnector orders-es-sink: spec.state paused -> (absent)",
        "  pause   paused for at most 20 s",
        "  pause   owed: patch KafkaConnector orders-es-sink: spec.state paused -> (absent)",
        "  resume quiesce/orders-search/connectors-resume [Running, 300 s] of orders-kafka: Resume orders-es-sink",
        "  resume   patch KafkaConnector orders-es-sink: spec.state paused -> (absent)",
        "  resume   wait kafka.connectors-in-state of KafkaConnector orders-es-sink with {"state":"RUNNING","tasks":false}",
        "  resume   resumes quiesce/orders-search/connectors",
        "crash: Every volume of Elasticsearch orders is cut while it writes, as if all nodes had lost power at that instant.",
        "  warn VOLUME_CUT_SUPPORTED: Elastic does not support snapshots of volumes as a backup of Elasticsearch; its own snapshots are the only way that it calls reliable.",
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
      ]
    `);
  });

  it('say why nobody can be paused where no connector writes to it', () => {
    const [, application, crash] = optionsOf(world());
    expect(application.pause).toBeUndefined();
    expect(application.checks.filter(({ result }) => result === 'block').map(readableCheck)).toEqual([
      'block WRITERS_CAN_PAUSE: No connector is known to write to Elasticsearch orders, so there is nobody that could be paused.',
    ]);
    expect(crash.checks.map(({ code, result }) => `${result} ${code}`)).toEqual(['warn VOLUME_CUT_SUPPORTED']);
  });

  it('warn of a job that writes to it as well', () => {
    const job: KubernetesObject = {
      apiVersion: 'sparkoperator.k8s.io/v1beta2',
      kind: 'SparkApplication',
      metadata: {
        name: 'fraud',
        namespace: 'pipeline-orders',
        uid: 'u-fraud',
        annotations: { 'penstock.dev/writes-to': planned(world()).id },
      },
      spec: {},
    };
    const [, application] = optionsOf([...world(), ...feeders(), job]);
    expect(application.checks.map(readableCheck)).toContain('warn ALL_WRITERS_PAUSED: SparkApplication fraud also writes to it and goes on.');
  });

  it('need no pause where the connectors do not run', () => {
    const paused = feeders();
    setField(objectOf(paused, 'KafkaConnector'), 'spec/state', 'paused');
    const [, application] = optionsOf([...world(), ...paused]);
    expect([application.pause, application.sentence]).toEqual([undefined, 'The connectors that write to Elasticsearch orders do not run, so it is cut at rest.']);
  });
});

describe('stopping and starting an Elasticsearch', () => {
  const stop = elasticsearchOperations.stop(planned(world()), NAMES);
  const start = elasticsearchOperations.start(planned(world()), NAMES);

  it('tells ECK to leave it alone, scales it to none, and back', () => {
    expect([...readableSteps(stop), '---', ...readableSteps(start)]).toMatchInlineSnapshot(`
      [
        "stop/orders-search/pause [Running, 60 s] of orders-search: Pause ECK for Elasticsearch orders",
        "  patch Elasticsearch orders: metadata.annotations.eck.k8s.elastic.co/managed (absent) -> false",
        "  undo: patch Elasticsearch orders: metadata.annotations.eck.k8s.elastic.co/managed false -> (absent)",
        "  undo: wait elasticsearch.healthy of Elasticsearch orders; Pods by orders, elasticsearch with {"colours":["green"]}",
        "stop/orders-search/nodes [Running, 600 s] of orders-search: Stop the nodes of Elasticsearch orders",
        "  patch StatefulSet orders-es-master: spec.replicas 3 -> 0",
        "  patch StatefulSet orders-es-data: spec.replicas 3 -> 0",
        "  wait elasticsearch.stopped of Elasticsearch orders; StatefulSets by orders, elasticsearch; Pods by orders, elasticsearch with {}",
        "  undo: patch StatefulSet orders-es-master: spec.replicas 0 -> 3",
        "  undo: patch StatefulSet orders-es-data: spec.replicas 0 -> 3",
        "---",
        "start/orders-search/nodes [Running, 60 s] of orders-search: Start the nodes of Elasticsearch orders",
        "  patch StatefulSet orders-es-master: spec.replicas 0 -> 3",
        "  patch StatefulSet orders-es-data: spec.replicas 0 -> 3",
        "  patch Elasticsearch orders: metadata.annotations.eck.k8s.elastic.co/managed false -> (absent)",
        "  undo: patch Elasticsearch orders: metadata.annotations.eck.k8s.elastic.co/managed (absent) -> false",
        "  undo: patch StatefulSet orders-es-master: spec.replicas 3 -> 0",
        "  undo: patch StatefulSet orders-es-data: spec.replicas 3 -> 0",
        "  undo: wait elasticsearch.stopped of Elasticsearch orders; StatefulSets by orders, elasticsearch; Pods by orders, elasticsearch with {}",
        "start/orders-search/ready [Finalizing, 1800 s] of orders-search: Wait until Elasticsearch orders serves",
        "  wait elasticsearch.healthy of Elasticsearch orders; Pods by orders, elasticsearch with {"colours":["green"]}",
      ]
    `);
  });

  it('is refused where it is paused, or no StatefulSet can be seen', () => {
    const paused = world();
    setField(objectOf(paused, 'Elasticsearch'), 'metadata/annotations', {
      'eck.k8s.elastic.co/managed': 'false',
    });
    expect(readableSteps(elasticsearchOperations.stop(planned(paused), NAMES))).toEqual(['block OPERATOR_NOT_PAUSED: ECK is told to leave Elasticsearch orders alone.']);
    const without = world().filter(({ kind }) => kind !== 'StatefulSet');
    expect(readableSteps(elasticsearchOperations.stop(planned(without), NAMES))).toEqual([
      'block ELEMENT_CAN_STOP: No StatefulSet of Elasticsearch orders can be seen, so there is nothing that could be scaled down.',
    ]);
  });

  const wait = stop.possible ? stop.steps[1].wait : undefined;
  if (wait === undefined) throw new Error('no wait');
  const scaled = (replicas: number) => {
    const objects = world();
    setField(objectOf(objects, 'Elasticsearch'), 'metadata/annotations', {
      'eck.k8s.elastic.co/managed': 'false',
    });
    for (const set of objects.filter(({ kind }) => kind === 'StatefulSet')) setField(set, 'spec/replicas', replicas);
    return objects;
  };
  it.each<[string, () => KubernetesObject[], string]>([
    ['pods are left', () => scaled(0), 'waiting for 6 pods to end'],
    ['nothing is left', () => scaled(0).filter(({ kind }) => kind !== 'Pod'), 'done: no pod is left'],
    ['somebody scaled it back', () => scaled(3), 'failed ES_SCALED_BACK: Somebody scaled StatefulSet orders-es-master back to 3.'],
    ['somebody gave it back to ECK', () => world(), 'failed ES_UNPAUSED: Somebody gave Elasticsearch orders back to ECK: it starts the nodes again.'],
    ['gone', () => [], 'failed ELEMENT_GONE: Elasticsearch does not exist any more.'],
  ])('elasticsearch.stopped, %s', (_, shown, expected) => {
    expect(observe(elasticsearchOperations, wait, shown())).toBe(expected);
  });
});

describe('a copy of an Elasticsearch', () => {
  const objects = world();
  const root = objectOf(objects, 'Elasticsearch');
  setField(root, 'metadata/annotations', {
    'elasticsearch.k8s.elastic.co/cluster-uuid': 'x',
    'penstock.dev/shard-copies': '2',
  });
  setField(root, 'spec/secureSettings', [{ secretName: 's3' }]);
  setField(root, 'spec/http', {
    service: { spec: { type: 'LoadBalancer' } },
    tls: {},
  });
  setField(root, 'spec/remoteClusterServer', {});
  setField(root, 'spec/monitoring', {
    metrics: { elasticsearchRefs: [{ name: 'watch' }] },
  });
  const made = copyElasticsearch(planned(objects), {
    name: 'drill',
    namespace: 'test',
    names: NAMES,
  });

  it('has the same node sets, is left alone by ECK at first, and talks to nobody', () => {
    const [manifest] = made.manifests;
    expect(manifest.metadata).toEqual({
      name: 'drill',
      namespace: 'test',
      labels: expect.objectContaining({
        'penstock.dev/element': `${planned(objects).id}-ghijkl`,
        'penstock.dev/copy-of': planned(objects).id,
        'penstock.dev/operation': 'op-abcdefghijkl',
      }),
      annotations: {
        'penstock.dev/shard-copies': '2',
        'eck.k8s.elastic.co/managed': 'false',
      },
    });
    const { nodeSets } = Object(root.spec);
    expect(manifest.spec).toMatchObject({ nodeSets, http: { tls: {} } });
    expect(manifest.spec).not.toHaveProperty('monitoring');
    expect(manifest.spec).not.toHaveProperty('secureSettings');
    expect(manifest).not.toHaveProperty('status');
    expect(made.claims['elasticsearch-data-orders-es-data-2']).toBe('elasticsearch-data-drill-es-data-2');
    expect(made.checks.map(readableCheck)[1]).toBe(
      'warn COPY_COMPLETE: Certificates and the password of the user elastic are made anew for the copy; it is made without monitoring, secureSettings, http.service of type LoadBalancer.',
    );
  });

  it('starts when it has its volumes', () => {
    expect(readableSteps(made.start)).toMatchInlineSnapshot(`
      [
        "copy/orders-search-ghijkl/start [Finalizing, 1800 s] of orders-search-ghijkl: Let ECK start Elasticsearch drill",
        "  patch Elasticsearch drill (its own): metadata.annotations.eck.k8s.elastic.co/managed false -> (absent)",
        "  wait elasticsearch.healthy of Elasticsearch drill; Pods by drill, elasticsearch with {"colours":["green"]}",
      ]
    `);
  });
});
