import { Condition } from '../../client';
import { isReady, PODS } from '../kinds/core';
import { Kafka, KafkaNodePool } from '../kinds/strimzi';
import { onlyConditions } from '../engine/conditions';
import { View } from '../engine/table';
import { isCrashLooping } from '../pods/brokerProcess';
import { bytesOf } from '../../quantity';
import {
  assignNodeIds,
  clusterIdOf,
  DEFAULT_KAFKA_VERSION,
  DEFAULT_METADATA_VERSION,
  OPERATOR_VERSION,
  poolsOf,
} from './names';
import { effectiveStorage, growth, overgrown } from './poolStorage';

/** Names of the pods that a Kafka should have. */
export function podNamesOf(kafka: Kafka, view: View): string[] {
  const pools = poolsOf(kafka, view);
  const ids = assignNodeIds(pools);
  return pools.flatMap(pool =>
    (ids.get(pool.metadata.name) ?? []).map(
      id => `${kafka.metadata.name}-${pool.metadata.name}-${id}`,
    ),
  );
}

/** Pods of a Kafka that are missing or not ready. */
export function podsNotReady(kafka: Kafka, view: View): string[] {
  return podNamesOf(kafka, view).filter(name => {
    const pod = view.get(PODS, kafka.metadata.namespace, name);
    return !pod || !isReady(pod);
  });
}

/** The first pod whose process ends again and again, if there is one. */
export function crashLooping(kafka: Kafka, view: View): string | undefined {
  return podsNotReady(kafka, view).find(name => {
    const pod = view.get(PODS, kafka.metadata.namespace, name);
    return pod !== undefined && isCrashLooping(pod);
  });
}

/** Status before the first complete reconcile. */
export function creatingStatus(kafka: Kafka, now: Date): object {
  return {
    observedGeneration: kafka.metadata.generation,
    conditions: onlyConditions(
      kafka.status?.conditions,
      [
        {
          type: 'NotReady',
          status: 'True',
          reason: 'Creating',
          message: 'Kafka cluster is being deployed',
        },
      ],
      now,
    ),
  };
}

/** Status while the user has paused the reconciliation. */
export function pausedStatus(kafka: Kafka, now: Date): object {
  return {
    observedGeneration: kafka.metadata.generation,
    conditions: onlyConditions(
      kafka.status?.conditions,
      [{ type: 'ReconciliationPaused', status: 'True' }],
      now,
    ),
  };
}

/** Status after a reconcile that failed: the other facts stay as they were. */
export function failedStatus(
  kafka: Kafka,
  failure: { reason: string; message: string },
  now: Date,
): object {
  return {
    observedGeneration: kafka.metadata.generation,
    conditions: onlyConditions(
      kafka.status?.conditions,
      [{ type: 'NotReady', status: 'True', ...failure }],
      now,
    ),
  };
}

/** What a reconcile of this cluster would fail with, if anything. */
export function failureOf(
  kafka: Kafka,
  view: View,
): { reason: string; message: string } | undefined {
  if (poolsOf(kafka, view).length === 0) {
    return {
      reason: 'InvalidResourceException',
      message: `No KafkaNodePools found for Kafka cluster ${kafka.metadata.name} in namespace ${kafka.metadata.namespace}.`,
    };
  }
  const [claim] = overgrown(kafka, view);
  if (claim) {
    const { name, namespace } = claim.claim.metadata;
    return {
      reason: 'KubernetesClientException',
      message: `Failure executing: PATCH of PersistentVolumeClaim ${namespace}/${name}: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity`,
    };
  }
  return undefined;
}

/** Status after a complete reconcile. */
export function readyStatus(kafka: Kafka, view: View, now: Date): object {
  const { namespace, name } = kafka.metadata;
  return {
    observedGeneration: kafka.metadata.generation,
    conditions: onlyConditions(
      kafka.status?.conditions,
      [...warnings(kafka, view), { type: 'Ready', status: 'True' }],
      now,
    ),
    clusterId: clusterIdOf(kafka),
    kafkaVersion: kafka.spec.kafka.version ?? DEFAULT_KAFKA_VERSION,
    kafkaMetadataVersion:
      kafka.spec.kafka.metadataVersion ?? DEFAULT_METADATA_VERSION,
    operatorLastSuccessfulVersion: OPERATOR_VERSION,
    kafkaNodePools: poolsOf(kafka, view).map(pool => ({
      name: pool.metadata.name,
    })),
    listeners: kafka.spec.kafka.listeners.map(listener => {
      const host = `${name}-kafka-bootstrap.${namespace}.svc`;
      return {
        name: listener.name,
        addresses: [{ host, port: listener.port }],
        bootstrapServers: `${host}:${listener.port}`,
      };
    }),
  };
}

/** Status of one node pool: never a Ready of its own. */
export function poolStatus(
  kafka: Kafka,
  pool: KafkaNodePool,
  ids: number[],
): object {
  return {
    observedGeneration: pool.metadata.generation,
    nodeIds: ids,
    clusterId: clusterIdOf(kafka),
    roles: pool.spec.roles,
    replicas: pool.spec.replicas,
    labelSelector: [
      `strimzi.io/cluster=${kafka.metadata.name}`,
      `strimzi.io/name=${kafka.metadata.name}-kafka`,
      'strimzi.io/kind=Kafka',
      `strimzi.io/pool-name=${pool.metadata.name}`,
    ].join(),
  };
}

function warnings(kafka: Kafka, view: View): Condition[] {
  const pools = poolsOf(kafka, view);
  const count = (role: string) =>
    pools
      .filter(({ spec }) => spec.roles.includes(role))
      .reduce((sum, { spec }) => sum + spec.replicas, 0);
  const brokers = count('broker');
  const controllers = count('controller');
  const config = kafka.spec.kafka.config ?? {};
  const found: Array<[string, string]> = [];
  if (brokers > 1 && config['default.replication.factor'] === undefined) {
    found.push([
      'KafkaDefaultReplicationFactor',
      'default.replication.factor option is not configured. It defaults to 1 which does not guarantee reliability and availability. You should configure this option in .spec.kafka.config.',
    ]);
  }
  if (brokers > 1 && config['min.insync.replicas'] === undefined) {
    found.push([
      'KafkaMinInsyncReplicas',
      'min.insync.replicas option is not configured. It defaults to 1 which does not guarantee reliability and availability. You should configure this option in .spec.kafka.config.',
    ]);
  }
  if (controllers === 2 || (controllers > 0 && controllers % 2 === 0)) {
    found.push([
      'KafkaKRaftControllerNodeCount',
      `Running KRaft controller quorum with an even number of nodes (${controllers}) is not recommended.`,
    ]);
  }
  for (const pool of pools) {
    if (effectiveStorage(kafka, pool, view).refused) {
      found.push([
        'KafkaStorage',
        `The desired Kafka storage configuration in the KafkaNodePool resource ${kafka.metadata.namespace}/${pool.metadata.name} contains changes which are not allowed. As a result, all storage changes will be ignored. Use DEBUG level logging for more information about the detected changes.`,
      ]);
    }
  }
  growth(kafka, view)
    .filter(({ allowed }) => !allowed)
    .forEach(({ existing }) => {
      const capacity = existing.status?.capacity?.storage;
      found.push([
        'PvcResizingWarning',
        `Storage Class ${existing.spec.storageClassName} of PVC ${
          existing.metadata.name
        } does not support resizing of volumes. The PVC keeps ${Math.round(
          bytesOf(capacity) / 2 ** 30,
        )}Gi.`,
      ]);
    });
  return found.map(([reason, message]) => ({
    type: 'Warning',
    status: 'True',
    reason,
    message,
  }));
}
