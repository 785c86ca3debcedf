import type { WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { GITOPS_ANNOTATIONS, GITOPS_MANAGERS } from '../shared/gitOps';

/** Group of Strimzi's resources. Strimzi 1.0 and later serve only v1. */
export const STRIMZI = 'kafka.strimzi.io';

const CONDITIONS = ['status.conditions', 'status.observedGeneration'] as const;
/** The keys that the rules read, and no other: a config may hold credentials. */
const BROKER_SETTINGS = [
  'min.insync.replicas',
  'default.replication.factor',
  'log.retention.ms',
  'log.retention.minutes',
  'log.retention.hours',
].map(key => `spec.kafka.config["${key}"]`);
const TOPIC_SETTINGS = ['retention.ms', 'cleanup.policy'].map(key => `spec.config["${key}"]`);
const LINKS = ['penstock.dev/*', 'strimzi.io/pause-reconciliation'] as const;

/** The cluster: root of the element. */
export const KAFKA: WatchedKind = {
  group: STRIMZI,
  kind: 'Kafka',
  versions: ['v1'],
  keep: [
    ...CONDITIONS,
    'spec.kafka.version',
    ...BROKER_SETTINGS,
    'spec.kafka.listeners.*.name',
    'spec.kafka.listeners.*.authentication.type',
    // what a copy of the cluster refers to
    'spec.kafka.metricsConfig.valueFrom.configMapKeyRef.name',
    'spec.kafka.logging.valueFrom.configMapKeyRef.name',
    'spec.cruiseControl.metricsConfig.valueFrom.configMapKeyRef.name',
    'spec.cruiseControl.logging.valueFrom.configMapKeyRef.name',
    'spec.entityOperator.topicOperator.logging.valueFrom.configMapKeyRef.name',
    'spec.entityOperator.userOperator.logging.valueFrom.configMapKeyRef.name',
    'spec.kafkaExporter',
    'status.clusterId',
    'status.kafkaVersion',
    'status.listeners.*.name',
    'status.listeners.*.bootstrapServers',
  ],
  keepAnnotations: [...LINKS, ...GITOPS_ANNOTATIONS],
  keepManagers: GITOPS_MANAGERS,
};

/** Brokers and controllers of one shape; owns the size of their volumes. */
export const KAFKA_NODE_POOL: WatchedKind = {
  group: STRIMZI,
  kind: 'KafkaNodePool',
  versions: ['v1'],
  keep: ['spec.replicas', 'spec.roles', 'spec.storage', 'status.nodeIds', 'status.replicas', 'status.roles', ...CONDITIONS],
  keepAnnotations: [...LINKS, ...GITOPS_ANNOTATIONS],
  keepManagers: GITOPS_MANAGERS,
};

/** Strimzi's own StatefulSet; lives in a group of its own. */
export const STRIMZI_POD_SET: WatchedKind = {
  group: 'core.strimzi.io',
  kind: 'StrimziPodSet',
  versions: ['v1'],
  keep: ['status.pods', 'status.readyPods', 'status.currentPods', 'status.observedGeneration'],
};

export const KAFKA_TOPIC: WatchedKind = {
  group: STRIMZI,
  kind: 'KafkaTopic',
  versions: ['v1'],
  keep: ['spec.topicName', 'spec.partitions', 'spec.replicas', ...TOPIC_SETTINGS, 'status.topicName', ...CONDITIONS],
  keepAnnotations: LINKS,
};

/** Connect workers: a part of their Kafka, or an element when labelled as one. */
export const KAFKA_CONNECT: WatchedKind = {
  group: STRIMZI,
  kind: 'KafkaConnect',
  versions: ['v1'],
  keep: ['spec.replicas', 'spec.bootstrapServers', 'spec.groupId', 'spec.version', 'status.replicas', 'status.url', ...CONDITIONS],
  keepAnnotations: LINKS,
};

export const KAFKA_CONNECTOR: WatchedKind = {
  group: STRIMZI,
  kind: 'KafkaConnector',
  versions: ['v1'],
  keep: [
    ...CONDITIONS,
    'spec.class',
    'spec.tasksMax',
    'spec.state',
    'spec.config.topics',
    'spec.config["topics.regex"]',
    'spec.listOffsets',
    'spec.alterOffsets',
    'status.connectorStatus.type',
    'status.connectorStatus.connector.state',
    'status.connectorStatus.tasks.*.id',
    'status.connectorStatus.tasks.*.state',
    'status.connectorStatus.tasks.*.trace',
    'status.tasksMax',
    'status.topics',
    'status.autoRestart',
  ],
  keepAnnotations: [...LINKS, 'strimzi.io/connector-offsets', ...GITOPS_ANNOTATIONS],
  keepManagers: GITOPS_MANAGERS,
};

/** A login of Kafka; its quota is the operator's way to hold producers back. Passwords stand in Secrets, which nobody reads. */
export const KAFKA_USER: WatchedKind = {
  group: STRIMZI,
  kind: 'KafkaUser',
  versions: ['v1'],
  keep: ['spec.authentication.type', 'spec.authorization', 'spec.quotas', ...CONDITIONS],
  keepAnnotations: [...LINKS, ...GITOPS_ANNOTATIONS],
  keepManagers: GITOPS_MANAGERS,
};
