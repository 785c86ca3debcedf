import type { KubernetesObject } from '../client';
import type {
  ConfigMap,
  PersistentVolumeClaim,
  Pod,
} from '../controllers/kinds/core';
import type { Elasticsearch } from '../controllers/kinds/eck';
import type { SparkApplication } from '../controllers/kinds/spark';
import type {
  Kafka,
  KafkaConnect,
  KafkaConnector,
  KafkaTopic,
  KafkaUser,
} from '../controllers/kinds/strimzi';

/** The objects of one cluster from which the workload learns what to move. */
export interface WorkloadObjects {
  pods: readonly Pod[];
  claims: readonly PersistentVolumeClaim[];
  configMaps: readonly ConfigMap[];
  kafkas: readonly Kafka[];
  topics: readonly KafkaTopic[];
  users: readonly KafkaUser[];
  connects: readonly KafkaConnect[];
  connectors: readonly KafkaConnector[];
  elasticsearches: readonly Elasticsearch[];
  sparkApplications: readonly SparkApplication[];
}

/** Objects of one namespace. */
export function inNamespace<T extends KubernetesObject>(
  objects: readonly T[],
  namespace: string,
): T[] {
  return objects.filter(object => object.metadata.namespace === namespace);
}

/** A label's value, or the empty text. */
export function labelOf(object: KubernetesObject, name: string): string {
  return object.metadata.labels?.[name] ?? '';
}
