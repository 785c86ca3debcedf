import { Condition, KubernetesObject, namespaced } from '../../client';
import { Pod } from './core';

const API = 'kafka.strimzi.io/v1';

/** Status that all Strimzi kinds share. */
export interface StrimziStatus {
  observedGeneration?: number;
  conditions?: Condition[];
}

export interface Kafka extends KubernetesObject {
  spec: {
    kafka: {
      version?: string;
      metadataVersion?: string;
      listeners: Array<{
        name: string;
        port: number;
        type: string;
        tls?: boolean;
        authentication?: { type: string };
      }>;
      config?: Record<string, unknown>;
      rack?: { type?: string; topologyKey: string };
      authorization?: { type: string };
    };
    [part: string]: unknown;
  };
  status?: StrimziStatus & {
    listeners?: object[];
    kafkaNodePools?: Array<{ name: string }>;
    clusterId?: string;
    kafkaVersion?: string;
    kafkaMetadataVersion?: string;
    operatorLastSuccessfulVersion?: string;
  };
}

export const KAFKAS = namespaced<Kafka>(API, 'Kafka');

export interface PoolVolume {
  id?: number;
  type: string;
  size?: string;
  class?: string;
  deleteClaim?: boolean;
  kraftMetadata?: string;
  volumeAttributesClass?: string;
}

export interface KafkaNodePool extends KubernetesObject {
  spec: {
    replicas: number;
    roles: string[];
    storage: PoolVolume & { volumes?: PoolVolume[] };
    template?: { pod?: Record<string, unknown> };
    resources?: object;
  };
  status?: StrimziStatus & {
    nodeIds?: number[];
    roles?: string[];
    replicas?: number;
    clusterId?: string;
    labelSelector?: string;
  };
}

export const NODE_POOLS = namespaced<KafkaNodePool>(API, 'KafkaNodePool');

export interface StrimziPodSet extends KubernetesObject {
  spec: {
    selector: { matchLabels: Record<string, string> };
    pods: Pod[];
  };
  status?: StrimziStatus & {
    pods?: number;
    readyPods?: number;
    currentPods?: number;
  };
}

export const POD_SETS = namespaced<StrimziPodSet>(
  'core.strimzi.io/v1',
  'StrimziPodSet',
);

export interface KafkaTopic extends KubernetesObject {
  spec: {
    topicName?: string;
    partitions?: number;
    replicas?: number;
    config?: Record<string, unknown>;
  };
  status?: StrimziStatus & { topicName?: string; topicId?: string };
}

export const TOPICS = namespaced<KafkaTopic>(API, 'KafkaTopic');

export interface KafkaUser extends KubernetesObject {
  spec: {
    authentication?: { type: string };
    authorization?: {
      type: string;
      acls: Array<{
        type?: string;
        operations?: string[];
        resource: { type: string; name?: string; patternType?: string };
      }>;
    };
    /** Bytes per second and broker. */
    quotas?: { producerByteRate?: number; consumerByteRate?: number };
  };
  status?: StrimziStatus & { username?: string; secret?: string };
}

export const USERS = namespaced<KafkaUser>(API, 'KafkaUser');

export interface KafkaConnect extends KubernetesObject {
  spec: {
    version?: string;
    replicas: number;
    bootstrapServers: string;
    groupId: string;
  };
  status?: StrimziStatus & {
    url?: string;
    replicas?: number;
    labelSelector?: string;
    connectorPlugins?: Array<{ class: string; type: string; version: string }>;
  };
}

export const CONNECTS = namespaced<KafkaConnect>(API, 'KafkaConnect');

export interface KafkaConnector extends KubernetesObject {
  spec: {
    class: string;
    tasksMax?: number;
    state?: string;
    config?: Record<string, unknown>;
    listOffsets?: { toConfigMap: { name: string } };
    alterOffsets?: { fromConfigMap: { name: string } };
  };
  status?: StrimziStatus & {
    connectorStatus?: object;
    tasksMax?: number;
    topics?: string[];
  };
}

export const CONNECTORS = namespaced<KafkaConnector>(API, 'KafkaConnector');
