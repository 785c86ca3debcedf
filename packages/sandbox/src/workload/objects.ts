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
} from '../controllers/kinds/strimzi';

/** The objects of one cluster from which the workload learns what to move. */
export interface WorkloadObjects {
  pods: readonly Pod[];
  claims: readonly PersistentVolumeClaim[];
  configMaps: readonly ConfigMap[];
  kafkas: readonly Kafka[];
  topics: readonly KafkaTopic[];
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

/** Bytes of a Kubernetes quantity like `100Gi`; undefined for one that cannot be read. */
export function bytesOf(quantity: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$/.exec(
    quantity ?? '',
  );
  if (!match) return undefined;
  const powers: Record<string, number> = {
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
    Pi: 2 ** 50,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    P: 1e15,
  };
  return Number(match[1]) * (match[2] ? powers[match[2]] : 1);
}
