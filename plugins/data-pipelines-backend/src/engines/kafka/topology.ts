import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import { POD } from '../shared/members';
import { textAt, textsAt } from '../shared/reading';
import { KAFKA_CONNECT, KAFKA_CONNECTOR, KAFKA_NODE_POOL, KAFKA_TOPIC, STRIMZI_POD_SET } from './kinds';

const CLUSTER_LABEL = 'strimzi.io/cluster';

function labelled(inventory: InventoryReader, kind: { group: string; kind: string }, root: KubernetesObject, labels: Record<string, string> = {}) {
  return inventory.list(kind, {
    namespace: root.metadata.namespace,
    labels: { [CLUSTER_LABEL]: root.metadata.name, ...labels },
  });
}

/** The node pools of a Kafka. */
export function poolsOf(kafka: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  return labelled(inventory, KAFKA_NODE_POOL, kafka);
}

/** The pods of one pool; their ids are unique per cluster, so names are not rebuilt but selected. */
export function podsOfPool(kafka: KubernetesObject, pool: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  return labelled(inventory, POD, kafka, { 'strimzi.io/kind': 'Kafka', 'strimzi.io/pool-name': pool.metadata.name });
}

/** The StrimziPodSet of a pool, or of a Connect cluster (`<name>-connect`). */
export function podSetOf(owner: KubernetesObject, name: string, inventory: InventoryReader): KubernetesObject | undefined {
  return inventory.get(STRIMZI_POD_SET, { namespace: owner.metadata.namespace, name });
}

/** The topics that the topic operator keeps for a Kafka. */
export function topicsOf(kafka: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  return labelled(inventory, KAFKA_TOPIC, kafka);
}

/** Roles of a pool; a Kafka of today has no roles but these two. */
export function rolesOf(pool: KubernetesObject): readonly string[] {
  return textsAt(pool, 'spec.roles');
}

/**
 * The Connect clusters that read from or write to this Kafka: those whose
 * bootstrap servers name its bootstrap service. One that is labelled as an
 * element stands for itself and is not repeated here.
 */
export function connectsOf(kafka: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  return allConnectsOf(kafka, inventory).filter(connect => connect.metadata.labels?.[LABEL_ELEMENT] === undefined);
}

/** The Connect clusters of a Kafka, those that are elements of their own included. */
export function allConnectsOf(kafka: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  const { name, namespace } = kafka.metadata;
  const service = `${name}-kafka-bootstrap`;
  return inventory.list(KAFKA_CONNECT).filter(connect => {
    return (textAt(connect, 'spec.bootstrapServers') ?? '').split(',').some(server => {
      const [host, ns = connect.metadata.namespace] = server.trim().replace(/:\d+$/, '').split('.');
      return host === service && ns === namespace;
    });
  });
}

/** The connectors of a Connect cluster, by the label that Strimzi demands. */
export function connectorsOf(connect: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  return labelled(inventory, KAFKA_CONNECTOR, connect);
}

/** The workers of a Connect cluster. */
export function podsOfConnect(connect: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  return labelled(inventory, POD, connect, { 'strimzi.io/kind': 'KafkaConnect' });
}

/** The consumer group that Kafka Connect makes for a sink connector. */
export function consumerGroupOf(connector: KubernetesObject): string {
  return `connect-${connector.metadata.name}`;
}
