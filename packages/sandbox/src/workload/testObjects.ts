import type { Condition } from '../client';
import type { PersistentVolumeClaim, Pod } from '../controllers/kinds/core';
import type { WorkloadSpec } from '../seeds/workloadSpec';
import type { WorkloadObjects } from './objects';

/** Objects for tests: one namespace with a Kafka of three brokers, a sink connector or a Spark query, and an Elasticsearch. */

const GI = 2 ** 30;
export const NAMESPACE = 'plant';

/** Changes that a test makes to the usual objects. */
export interface TestObjects {
  spec: Partial<WorkloadSpec>;
  /** Names of pods that are not ready. */
  down?: readonly string[];
  partitions?: number;
  brokers?: number;
  retentionMs?: number;
  brokerVolumeGi?: number;
  connectorState?: string;
  users?: WorkloadObjects['users'];
  /** Another generation of pods: what runs in them has been started anew. */
  generation?: number;
  /** Volumes that claims are bound to instead of `pv-<claim>`. */
  volumes?: Record<string, string>;
  /** Names of elements whose pods are not there at all. */
  stopped?: readonly string[];
}

const meta = (name: string) => ({ name, namespace: NAMESPACE, uid: name });

/** All objects of the namespace, as the test wants them. */
export function testObjects(options: TestObjects): WorkloadObjects {
  return {
    ...podsAndClaims(options),
    ...kafkaObjects(options),
    ...connectObjects(options),
    ...readerObjects(),
    users: options.users ?? [],
    configMaps: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: meta('sandbox-workload'),
        data: { 'workload.json': JSON.stringify(options.spec) },
      },
    ],
  };
}

const BROKER_LABELS = {
  'strimzi.io/cluster': 'log',
  'strimzi.io/name': 'log-kafka',
  'strimzi.io/kind': 'Kafka',
  'strimzi.io/pool-name': 'broker',
  'strimzi.io/broker-role': 'true',
  'strimzi.io/controller-role': 'true',
};

function podsAndClaims(
  options: TestObjects,
): Pick<WorkloadObjects, 'pods' | 'claims'> {
  const down = new Set(options.down ?? []);
  const brokers = Array.from(
    { length: options.brokers ?? 3 },
    (_, id) => `log-broker-${id}`,
  );
  const searches = [0, 1].map(id => `search-es-data-${id}`);
  const claimOf: Record<string, string> = {
    ...Object.fromEntries(
      brokers.map((name, id) => [name, `data-0-log-broker-${id}`]),
    ),
    ...Object.fromEntries(
      searches.map(name => [name, `elasticsearch-data-${name}`]),
    ),
    'enrich-driver': 'enrich-checkpoint',
  };
  const make = (name: string, labels: Record<string, string>) =>
    pod(name, labels, {
      ready: !down.has(name),
      claimName: claimOf[name],
      uid: `${name}#${options.generation ?? 0}`,
    });
  const pods = [
    ...brokers.map(name => make(name, BROKER_LABELS)),
    make('log-kafka-exporter-0', {
      'strimzi.io/cluster': 'log',
      'strimzi.io/name': 'log-kafka-exporter',
      'strimzi.io/kind': 'Kafka',
    }),
    ...searches.map(name =>
      make(name, {
        'elasticsearch.k8s.elastic.co/cluster-name': 'search',
        'elasticsearch.k8s.elastic.co/node-data': 'true',
      }),
    ),
    make('sinks-connect-0', {
      'strimzi.io/kind': 'KafkaConnect',
      'strimzi.io/cluster': 'sinks',
    }),
    make('enrich-driver', {
      'sparkoperator.k8s.io/app-name': 'enrich',
      'spark-role': 'driver',
      'spark-app-selector': 'spark-1',
    }),
    make('enrich-exec-1', {
      'sparkoperator.k8s.io/app-name': 'enrich',
      'spark-role': 'executor',
      'spark-exec-id': '1',
    }),
  ];
  return {
    pods: pods.filter(
      ({ metadata }) =>
        !(options.stopped ?? []).some(element =>
          metadata.name.startsWith(`${element}-`),
        ),
    ),
    claims: Object.entries(claimOf).map(([owner, name]) =>
      claim(
        name,
        owner.startsWith('log-') ? options.brokerVolumeGi ?? 100 : 500,
        options.volumes?.[name] ?? `pv-${name}`,
      ),
    ),
  };
}

function kafkaObjects(
  options: TestObjects,
): Pick<WorkloadObjects, 'kafkas' | 'topics'> {
  return {
    kafkas: [
      {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'Kafka',
        metadata: meta('log'),
        spec: {
          kafka: { listeners: [], config: { 'min.insync.replicas': 2 } },
        },
      },
    ],
    topics: [
      {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaTopic',
        metadata: {
          ...meta('events'),
          labels: { 'strimzi.io/cluster': 'log' },
        },
        spec: {
          partitions: options.partitions ?? 3,
          replicas: 3,
          config: { 'retention.ms': options.retentionMs ?? 5 * 86_400_000 },
        },
      },
    ],
  };
}

function connectObjects(
  options: TestObjects,
): Pick<WorkloadObjects, 'connects' | 'connectors'> {
  return {
    connects: [
      {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaConnect',
        metadata: meta('sinks'),
        spec: {
          replicas: 1,
          bootstrapServers: 'log-kafka-bootstrap:9093',
          groupId: 'sinks',
        },
      },
    ],
    connectors: [
      {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaConnector',
        metadata: {
          ...meta('to-search'),
          labels: { 'strimzi.io/cluster': 'sinks' },
        },
        spec: { class: 'Sink', tasksMax: 1, config: { topics: 'events' } },
        status: {
          connectorStatus: {
            connector: { state: options.connectorState ?? 'RUNNING' },
            tasks: [{ id: 0, state: options.connectorState ?? 'RUNNING' }],
          },
        },
      },
    ],
  };
}

function readerObjects(): Pick<
  WorkloadObjects,
  'elasticsearches' | 'sparkApplications'
> {
  return {
    elasticsearches: [
      {
        apiVersion: 'elasticsearch.k8s.elastic.co/v1',
        kind: 'Elasticsearch',
        metadata: meta('search'),
        spec: { version: '8.19.6', nodeSets: [] },
      },
    ],
    sparkApplications: [
      {
        apiVersion: 'sparkoperator.k8s.io/v1beta2',
        kind: 'SparkApplication',
        metadata: {
          ...meta('enrich'),
          annotations: { 'penstock.dev/streaming-query': 'main' },
        },
        spec: {
          type: 'Python',
          sparkVersion: '4.0.4',
          driver: {},
          executor: {},
          sparkConf: { 'spark.metrics.namespace': 'plant.enrich' },
        },
      },
    ],
  };
}

/** A connector that moves `events` into the index `docs`. */
export const SINK: WorkloadSpec['consumers'][number] = {
  kafka: 'log',
  topic: 'events',
  group: 'connect-to-search',
  by: { kind: 'KafkaConnector', name: 'to-search' },
  recordsPerSecond: 100,
  startBacklog: 0,
  to: { elasticsearch: 'search', index: 'docs' },
};

/** A query that moves `events` into the index `docs`. */
export const QUERY: WorkloadSpec['consumers'][number] = {
  ...SINK,
  group: 'spark-main',
  by: {
    kind: 'SparkApplication',
    name: 'enrich',
    checkpointClaim: 'enrich-checkpoint',
  },
};

/** A source of `events`. */
export function source(
  recordsPerSecond: number,
  recordBytes = 100,
): WorkloadSpec['sources'][number] {
  return { kafka: 'log', topic: 'events', recordsPerSecond, recordBytes };
}

/** An index of two primaries with one replica each. */
export const DOCS: WorkloadSpec['indices'][number] = {
  elasticsearch: 'search',
  index: 'docs',
  primaries: 2,
  replicas: 1,
};

export const GIB = GI;

function pod(
  name: string,
  labels: Record<string, string>,
  {
    ready,
    claimName,
    uid,
  }: { ready: boolean; claimName: string | undefined; uid: string },
): Pod {
  const conditions: Condition[] = [
    { type: 'Ready', status: ready ? 'True' : 'False' },
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE, labels, uid },
    spec: {
      nodeName: 'worker-1',
      containers: [],
      ...(claimName
        ? { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] }
        : {}),
    },
    status: { phase: ready ? 'Running' : 'Pending', conditions },
  };
}

function claim(
  name: string,
  gi: number,
  volumeName: string,
): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      volumeName,
      resources: { requests: { storage: `${gi}Gi` } },
    },
    status: { phase: 'Bound', capacity: { storage: `${gi}Gi` } },
  };
}
