import { KubernetesObject } from '../../client';
import { Kafka, KafkaNodePool, NODE_POOLS } from '../kinds/strimzi';
import { uuid } from '../engine/seeded';
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

/** Id of a Kafka's cluster: the one in its status, whoever wrote it there, else a fresh one for this resource. */
export function clusterIdOf(kafka: Kafka): string {
  const { namespace = '', name, uid = '' } = kafka.metadata;
  return (
    kafka.status?.clusterId ??
    Buffer.from(uuid(namespace, name, uid).replaceAll('-', ''), 'hex').toString(
      'base64url',
    )
  );
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

/** Annotation on a node pool: ids that its next nodes get, such as `[0, 1, 10-19]`. */
export const NEXT_NODE_IDS = 'strimzi.io/next-node-ids';
/** Ids of one range that are looked at. */
const MOST_NEXT_IDS = 1_000;

/**
 * Node ids per pool: those in use stay; new ones are the first free of the
 * pool's annotation, else the lowest that are free over all pools; a smaller
 * pool loses its highest.
 */
export function assignNodeIds(pools: KafkaNodePool[]): Map<string, number[]> {
  const used = new Set(pools.flatMap(pool => pool.status?.nodeIds ?? []));
  const assigned = new Map<string, number[]>();
  for (const pool of pools) {
    const ids = [...(pool.status?.nodeIds ?? [])]
      .sort((a, b) => a - b)
      .slice(0, pool.spec.replicas);
    const wished = nextNodeIds(pool).filter(id => !used.has(id));
    while (ids.length < pool.spec.replicas) {
      const id = wished.shift() ?? lowestFree(used);
      used.add(id);
      ids.push(id);
    }
    assigned.set(
      pool.metadata.name,
      ids.sort((a, b) => a - b),
    );
  }
  return assigned;
}

function lowestFree(used: ReadonlySet<number>): number {
  let id = 0;
  while (used.has(id)) {
    id += 1;
  }
  return id;
}

/** Ids in the order of the annotation; one that cannot be read is ignored, as the operator does. */
function nextNodeIds({ metadata }: KafkaNodePool): number[] {
  const text = metadata.annotations?.[NEXT_NODE_IDS] ?? '';
  const list = /^\s*\[([\d\s,-]*)\]\s*$/.exec(text)?.[1];
  return (list ?? '').split(',').flatMap(part => {
    const range = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part);
    if (!range) {
      return [];
    }
    const from = Number(range[1]);
    const to = Number(range[2] ?? range[1]);
    const step = from <= to ? 1 : -1;
    const count = Math.min(Math.abs(to - from) + 1, MOST_NEXT_IDS);
    return Array.from({ length: count }, (_, index) => from + index * step);
  });
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
