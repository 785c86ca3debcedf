import { KubernetesObject } from '../../client';
import { Pod } from '../kinds/core';
import { Kafka, KafkaNodePool, StrimziPodSet } from '../kinds/strimzi';
import { controllerOf, ownerOf } from '../engine/owner';
import { hex } from '../engine/seeded';
import { isRecord, View } from '../engine/table';
import {
  assignNodeIds,
  DEFAULT_KAFKA_VERSION,
  poolLabels,
  poolsOf,
  STORAGE_ANNOTATION,
} from './names';
import { claimName, effectiveStorage, volumesOf } from './poolStorage';

/** The pod sets of a Kafka, one for each pool. */
export function kafkaPodSets(kafka: Kafka, view: View): StrimziPodSet[] {
  const pools = poolsOf(kafka, view);
  const ids = assignNodeIds(pools);
  return pools.map(pool => {
    const name = `${kafka.metadata.name}-${pool.metadata.name}`;
    const { storage } = effectiveStorage(kafka, pool, view);
    const labels = poolLabels(kafka, pool);
    const pods = (ids.get(pool.metadata.name) ?? []).map(id =>
      kafkaPod(kafka, { ...pool, spec: { ...pool.spec, storage } }, id),
    );
    return podSet({
      name,
      owner: ownerOf(pool),
      namespace: kafka.metadata.namespace,
      labels,
      selector: {
        'strimzi.io/cluster': kafka.metadata.name,
        'strimzi.io/kind': 'Kafka',
        'strimzi.io/name': `${kafka.metadata.name}-kafka`,
        'strimzi.io/pool-name': pool.metadata.name,
      },
      annotations: { [STORAGE_ANNOTATION]: JSON.stringify(storage) },
      pods,
    });
  });
}

/** A pod set whose pods know it by label; the owner reference needs its uid and is set when they are made. */
export function podSet(parts: {
  name: string;
  namespace?: string;
  owner: ReturnType<typeof ownerOf>;
  labels: Record<string, string>;
  selector: Record<string, string>;
  annotations?: Record<string, string>;
  pods: Pod[];
}): StrimziPodSet {
  const { name, namespace, owner, labels, selector, annotations } = parts;
  return {
    apiVersion: 'core.strimzi.io/v1',
    kind: 'StrimziPodSet',
    metadata: {
      name,
      namespace,
      labels,
      ...(annotations ? { annotations } : {}),
      ownerReferences: [
        { ...owner, controller: false, blockOwnerDeletion: false },
      ],
    },
    spec: {
      selector: { matchLabels: selector },
      pods: parts.pods.map(pod => ({
        ...pod,
        metadata: {
          ...pod.metadata,
          labels: {
            ...labels,
            ...pod.metadata.labels,
            'strimzi.io/controller': 'strimzipodset',
            'strimzi.io/controller-name': name,
            'strimzi.io/pod-name': pod.metadata.name,
          },
          annotations: {
            ...pod.metadata.annotations,
            'strimzi.io/revision': hex(8, JSON.stringify(pod.spec)),
          },
        },
      })),
    },
  };
}

/** The pod as the pod set controller makes it. */
export function podOf(set: StrimziPodSet, template: Pod): Pod {
  return {
    ...template,
    metadata: {
      ...template.metadata,
      namespace: set.metadata.namespace,
      ownerReferences: [controllerOf(set)],
    },
  };
}

function kafkaPod(kafka: Kafka, pool: KafkaNodePool, id: number): Pod {
  const name = `${kafka.metadata.name}-${pool.metadata.name}-${id}`;
  const version = kafka.spec.kafka.version ?? DEFAULT_KAFKA_VERSION;
  const data = volumesOf(pool.spec.storage).map(volume => ({
    name: pool.spec.storage.type === 'jbod' ? `data-${volume.id ?? 0}` : 'data',
    persistentVolumeClaim: { claimName: claimName(pool, volume, name) },
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: kafka.metadata.namespace },
    spec: {
      hostname: name,
      subdomain: `${kafka.metadata.name}-kafka-brokers`,
      terminationGracePeriodSeconds: 30,
      ...podTemplateOf(pool),
      containers: [
        {
          name: 'kafka',
          image: `quay.io/strimzi/kafka:1.2.0-kafka-${version}`,
          ports: [{ name: 'tcp-prometheus', containerPort: 9404 }],
          ...(pool.spec.resources ? { resources: pool.spec.resources } : {}),
        },
      ],
      volumes: data,
    },
  };
}

/** Fields of the pool's pod template that are fields of a pod as well. */
function podTemplateOf(pool: KafkaNodePool): Record<string, unknown> {
  const template = pool.spec.template?.pod;
  const known = [
    'affinity',
    'topologySpreadConstraints',
    'tolerations',
    'terminationGracePeriodSeconds',
    'priorityClassName',
    'securityContext',
  ];
  return isRecord(template)
    ? Object.fromEntries(
        Object.entries(template).filter(([key]) => known.includes(key)),
      )
    : {};
}

/** Whether two pod sets ask for the same pods with the same storage. */
export function samePods(a: StrimziPodSet, b: StrimziPodSet): boolean {
  return (
    podNames(a) === podNames(b) &&
    annotation(a, STORAGE_ANNOTATION) === annotation(b, STORAGE_ANNOTATION)
  );
}

function podNames({ spec }: StrimziPodSet): string {
  return spec.pods.map(({ metadata }) => metadata.name).join();
}

function annotation(object: KubernetesObject, key: string): string | undefined {
  return object.metadata.annotations?.[key];
}
