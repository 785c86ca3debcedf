import { define } from './definition';
import { each, FLAG, list, OPEN, record, RESOURCES, text, whole } from './fields';
import type { Schema } from '../schema/Schema';

/** Strimzi 1.2 serves `v1` only; fields after its API reference. */
const KAFKA_GROUP = 'kafka.strimzi.io';
const CATEGORIES = ['strimzi'];
const READY = '.status.conditions[?(@.type=="Ready")].status';

const METRICS = record(
  {
    type: text('jmxPrometheusExporter', 'strimziMetricsReporter'),
    valueFrom: OPEN,
    values: OPEN,
  },
  'type',
);

const RACK = record({
  type: text('topology-label', 'environment-variable'),
  topologyKey: text(),
  envVarName: text(),
});

const LISTENER = record(
  {
    name: { type: 'string', pattern: '^[a-z0-9]{1,11}$' },
    port: whole(9092),
    type: text(
      'internal',
      'route',
      'loadbalancer',
      'nodeport',
      'ingress',
      'cluster-ip',
    ),
    tls: FLAG,
    ...each('authentication configuration', OPEN),
    networkPolicyPeers: list(OPEN),
  },
  'name',
  'port',
  'type',
  'tls',
);

const OPERATOR_PART = OPEN;

const KAFKA_SPEC = record(
  {
    kafka: record(
      {
        ...each('version metadataVersion image brokerRackInitImage', text()),
        listeners: { ...list(LISTENER), minItems: 1 },
        ...each(
          'authorization config livenessProbe readinessProbe jvmOptions jmxOptions logging quotas tieredStorage template',
          OPEN,
        ),
        rack: RACK,
        metricsConfig: METRICS,
      },
      'listeners',
    ),
    entityOperator: record({
      ...each('topicOperator userOperator template', OPERATOR_PART),
    }),
    ...each('clusterCa clientsCa cruiseControl kafkaExporter', OPEN),
    maintenanceTimeWindows: list(text()),
  },
  'kafka',
);

const DISK: { [name: string]: Schema } = {
  id: whole(0),
  size: text(),
  class: text(),
  deleteClaim: FLAG,
  sizeLimit: text(),
  selector: OPEN,
  kraftMetadata: text('shared'),
  volumeAttributesClass: text(),
};

const NODE_POOL_SPEC = record(
  {
    replicas: whole(0),
    roles: list(text('controller', 'broker')),
    storage: record(
      {
        type: text('ephemeral', 'persistent-claim', 'jbod'),
        ...DISK,
        volumes: list(
          record(
            { type: text('ephemeral', 'persistent-claim'), ...DISK },
            'type',
          ),
        ),
      },
      'type',
    ),
    resources: RESOURCES,
    ...each('jvmOptions template', OPEN),
  },
  'replicas',
  'roles',
  'storage',
);

const ACL = record(
  {
    type: text('allow', 'deny'),
    host: text(),
    operations: list(
      text(
        'Read',
        'Write',
        'Create',
        'Delete',
        'Alter',
        'Describe',
        'ClusterAction',
        'AlterConfigs',
        'DescribeConfigs',
        'IdempotentWrite',
        'All',
      ),
    ),
    resource: record(
      {
        type: text('topic', 'group', 'cluster', 'transactionalId'),
        name: text(),
        patternType: text('literal', 'prefix'),
      },
      'type',
    ),
  },
  'resource',
);

const CONNECT_SPEC = record(
  {
    replicas: whole(0),
    ...each(
      'version image bootstrapServers groupId configStorageTopic offsetStorageTopic statusStorageTopic clientRackInitImage',
      text(),
    ),
    resources: RESOURCES,
    rack: RACK,
    metricsConfig: METRICS,
    tls: record({ trustedCertificates: list(OPEN) }),
    ...each(
      'authentication config livenessProbe readinessProbe jvmOptions jmxOptions logging tracing template build',
      OPEN,
    ),
    plugins: list(OPEN),
  },
  'replicas',
  'bootstrapServers',
  'groupId',
  'configStorageTopic',
  'offsetStorageTopic',
  'statusStorageTopic',
);

/** Kafka, KafkaNodePool, KafkaTopic, KafkaUser, KafkaConnect, KafkaConnector, StrimziPodSet. */
export const STRIMZI = [
  define({
    group: KAFKA_GROUP,
    version: 'v1',
    kind: 'Kafka',
    plural: 'kafkas',
    shortNames: ['k'],
    categories: CATEGORIES,
    spec: KAFKA_SPEC,
    columns: [
      ['Ready', READY],
      ['Kafka Version', '.status.kafkaVersion'],
    ],
  }),
  define({
    group: KAFKA_GROUP,
    version: 'v1',
    kind: 'KafkaNodePool',
    plural: 'kafkanodepools',
    shortNames: ['knp'],
    categories: CATEGORIES,
    spec: NODE_POOL_SPEC,
    columns: [
      ['Desired replicas', '.spec.replicas'],
      ['Roles', '.status.roles'],
      ['NodeIds', '.status.nodeIds'],
    ],
  }),
  define({
    group: KAFKA_GROUP,
    version: 'v1',
    kind: 'KafkaTopic',
    plural: 'kafkatopics',
    shortNames: ['kt'],
    categories: CATEGORIES,
    spec: record({
      topicName: text(),
      partitions: whole(1),
      replicas: { type: 'integer', minimum: 1, maximum: 32767 },
      config: OPEN,
    }),
    columns: [
      ['Partitions', '.spec.partitions'],
      ['Replication factor', '.spec.replicas'],
      ['Ready', READY],
    ],
  }),
  define({
    group: KAFKA_GROUP,
    version: 'v1',
    kind: 'KafkaUser',
    plural: 'kafkausers',
    shortNames: ['ku'],
    categories: CATEGORIES,
    spec: record({
      authentication: record(
        { type: text('tls', 'tls-external', 'scram-sha-512'), password: OPEN },
        'type',
      ),
      authorization: record(
        { type: text('simple'), acls: list(ACL) },
        'type',
        'acls',
      ),
      ...each('quotas template', OPEN),
    }),
    columns: [['Ready', READY]],
  }),
  define({
    group: KAFKA_GROUP,
    version: 'v1',
    kind: 'KafkaConnect',
    plural: 'kafkaconnects',
    shortNames: ['kc'],
    categories: CATEGORIES,
    spec: CONNECT_SPEC,
    columns: [
      ['Desired replicas', '.spec.replicas'],
      ['Ready', READY],
    ],
  }),
  define({
    group: KAFKA_GROUP,
    version: 'v1',
    kind: 'KafkaConnector',
    plural: 'kafkaconnectors',
    shortNames: ['kctr'],
    categories: CATEGORIES,
    spec: record({
      ...each('class version', text()),
      tasksMax: whole(1),
      autoRestart: record({ enabled: FLAG, maxRestarts: whole() }),
      config: OPEN,
      state: text('paused', 'stopped', 'running'),
      ...each('listOffsets alterOffsets', OPEN),
    }),
    columns: [
      ['Connector class', '.spec.class'],
      ['Max Tasks', '.spec.tasksMax'],
      ['Ready', READY],
    ],
  }),
  define({
    group: 'core.strimzi.io',
    version: 'v1',
    kind: 'StrimziPodSet',
    plural: 'strimzipodsets',
    shortNames: ['sps'],
    categories: CATEGORIES,
    spec: record({ selector: OPEN, pods: list(OPEN) }, 'selector', 'pods'),
    columns: [
      ['Pods', '.status.pods'],
      ['Ready Pods', '.status.readyPods'],
      ['Current Pods', '.status.currentPods'],
    ],
  }),
];
