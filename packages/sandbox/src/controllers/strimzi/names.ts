import { KubernetesObject } from '../../client';
import { Kafka, KafkaNodePool, NODE_POOLS } from '../kinds/strimzi';
import { View } from '../engine/table';

/** Version that the scripted operator says it is. */
export const OPERATOR_VERSION = '1.2.0';
export const DEFAULT_KAFKA_VERSION = '4.3.1';
export const DEFAULT_METADATA_VERSION = '4.3-IV0';
export const CLUSTER_LABEL = 'strimzi.io/cluster';
export const PAUSE_ANNOTATION = 'strimzi.io/pause-reconciliation';
/** Annotation on a StrimziPodSet: the storage that it was made with. */
export const STORAGE_ANNOTATION = 'strimzi.io/storage';

/** Whether the user asked the operator to leave this object alone. */
export function isPaused({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[PAUSE_ANNOTATION] === 'true';
}

/** Node pools of a Kafka, by name. */
export function poolsOf(kafka: Kafka, view: View): KafkaNodePool[] {
  return view
    .list(NODE_POOLS, kafka.metadata.namespace)
    .filter(
      pool => pool.metadata.labels?.[CLUSTER_LABEL] === kafka.metadata.name,
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/**
 * Node ids per pool: those in use stay, new ones are the lowest that are free
 * over all pools, and a smaller pool loses its highest.
 */
export function assignNodeIds(pools: KafkaNodePool[]): Map<string, number[]> {
  const used = new Set(pools.flatMap(pool => pool.status?.nodeIds ?? []));
  const assigned = new Map<string, number[]>();
  for (const pool of pools) {
    const ids = [...(pool.status?.nodeIds ?? [])]
      .sort((a, b) => a - b)
      .slice(0, pool.spec.replicas);
    for (let id = 0; ids.length < pool.spec.replicas; id += 1) {
      if (!used.has(id)) {
        used.add(id);
        ids.push(id);
      }
    }
    assigned.set(pool.metadata.name, ids);
  }
  return assigned;
}

/** Labels that every child of a component carries. The operator hands its part-of label down. */
export function componentLabels(
  owner: KubernetesObject,
  component: { kind: string; name: string; type: string },
): Record<string, string> {
  const { name } = owner.metadata;
  const handedDown = Object.fromEntries(
    Object.entries(owner.metadata.labels ?? {}).filter(
      ([key]) =>
        !key.startsWith('strimzi.io/') &&
        (!key.startsWith('app.kubernetes.io/') ||
          key === 'app.kubernetes.io/part-of'),
    ),
  );
  return {
    'app.kubernetes.io/part-of': `strimzi-${name}`,
    ...handedDown,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'strimzi-cluster-operator',
    'app.kubernetes.io/name': component.type,
    [CLUSTER_LABEL]: name,
    'strimzi.io/kind': component.kind,
    'strimzi.io/name': component.name,
    'strimzi.io/component-type': component.type,
  };
}

/** Labels of everything that belongs to one node pool. */
export function poolLabels(
  kafka: Kafka,
  pool: KafkaNodePool,
): Record<string, string> {
  const { roles } = pool.spec;
  return {
    ...componentLabels(kafka, {
      kind: 'Kafka',
      name: `${kafka.metadata.name}-kafka`,
      type: 'kafka',
    }),
    'strimzi.io/pool-name': pool.metadata.name,
    'strimzi.io/broker-role': String(roles.includes('broker')),
    'strimzi.io/controller-role': String(roles.includes('controller')),
  };
}
