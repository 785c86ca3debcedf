import {
  CLAIMS,
  DEPLOYMENTS,
  DISRUPTION_BUDGETS,
  PODS,
  SECRETS,
  SERVICES,
  STORAGE_CLASSES,
} from '../kinds/core';
import { Kafka, KAFKAS, NODE_POOLS, POD_SETS } from '../kinds/strimzi';
import { create, Effect, patch, patchStatus, remove } from '../engine/effects';
import {
  createStage,
  Stage,
  statusStage,
  Table,
  View,
  wouldChange,
} from '../engine/table';
import { kafkaChildren, nodesOf } from './kafkaChildren';
import {
  crashLooping,
  creatingStatus,
  failedStatus,
  failureOf,
  pausedStatus,
  podsNotReady,
  poolStatus,
  readyStatus,
} from './kafkaStatus';
import { assignNodeIds, isPaused, poolsOf } from './names';
import { kafkaPodSets, samePods } from './podSets';
import { growth, podToRestart, reclassed, wantedClaims } from './poolStorage';
import { sideDeployments } from './sideDeployments';

/*
 * Plays Strimzi 1.2 for Kafka and KafkaNodePool: node ids, claims, pod sets,
 * services, disruption budget, growth of volumes and their attributes class by
 * server-side apply, status.
 * A pod whose file system waits for a restart is restarted, one at a time. Not
 * emulated: what Cruise Control does, real certificates and their renewal,
 * ConfigMaps per broker, network policies, rolling updates after a change of
 * template, removal of JBOD volumes, the scale-down check, rebalancing.
 */

/** Scripted time between two reconciles without a change. */
const RECONCILE_MS = 120_000;
/** How long the operator waits for a pod before it gives up a reconcile. */
const OPERATION_TIMEOUT_MS = 300_000;

/** How long a file system may take to grow by itself before its pod is restarted. */
const RESIZE_PATIENCE_MS = 30_000;

const wasReady = (kafka: Kafka) =>
  (kafka.status?.conditions ?? []).some(({ type }) => type === 'Ready');

function poolPatches(kafka: Kafka, view: View): Effect[] {
  const pools = poolsOf(kafka, view);
  const ids = assignNodeIds(pools);
  return pools.flatMap(pool => {
    const status = poolStatus(kafka, pool, ids.get(pool.metadata.name) ?? []);
    return wouldChange(pool.status, status)
      ? [patchStatus(NODE_POOLS, pool, status)]
      : [];
  });
}

function podSetEffects(kafka: Kafka, view: View): Effect[] {
  return kafkaPodSets(kafka, view).flatMap(wanted => {
    const { namespace, name } = wanted.metadata;
    const existing = view.get(POD_SETS, namespace, name);
    if (!existing) {
      return [create(POD_SETS, wanted)];
    }
    return samePods(existing, wanted)
      ? []
      : [
          patch(POD_SETS, existing, {
            metadata: { annotations: wanted.metadata.annotations },
            spec: { pods: wanted.spec.pods },
          }),
        ];
  });
}

function growthEffects(kafka: Kafka, view: View): Effect[] {
  return growth(kafka, view)
    .filter(({ allowed }) => allowed)
    .map(({ claim }) => ({
      act: 'apply',
      resource: CLAIMS,
      object: claim,
      fieldManager: 'strimzi-kafka-operator',
    }));
}

/** Claims get the attributes class of their pool; the driver then changes their volumes. */
function classEffects(kafka: Kafka, view: View): Effect[] {
  return reclassed(kafka, view).map(claim => ({
    act: 'apply',
    resource: CLAIMS,
    object: claim,
    fieldManager: 'strimzi-kafka-operator',
  }));
}

/** The budget follows the number of nodes. */
function budgetPatch(kafka: Kafka, view: View): Effect[] {
  return kafkaChildren(kafka, view)
    .filter(({ resource }) => resource === DISRUPTION_BUDGETS)
    .flatMap(({ object }) => {
      const { namespace, name } = object.metadata;
      const existing = view.get(DISRUPTION_BUDGETS, namespace, name);
      const minAvailable = nodesOf(kafka, view) - 1;
      return existing && existing.spec.minAvailable !== minAvailable
        ? [patch(DISRUPTION_BUDGETS, existing, { spec: { minAvailable } })]
        : [];
    });
}

const stages: Stage<Kafka>[] = [
  statusStage<Kafka>('paused', { ms: 500 }, KAFKAS, (kafka, _view, now) =>
    isPaused(kafka) ? pausedStatus(kafka, now) : undefined,
  ),
  {
    name: 'stay paused',
    delay: { ms: RECONCILE_MS },
    when: isPaused,
    effects: () => [],
  },
  statusStage<Kafka>('creating', { ms: 500 }, KAFKAS, (kafka, _view, now) =>
    kafka.status === undefined ? creatingStatus(kafka, now) : undefined,
  ),
  statusStage<Kafka>(
    'reconcile failed',
    { ms: 1_500 },
    KAFKAS,
    (kafka, view, now) => {
      const failure = failureOf(kafka, view);
      return failure && failedStatus(kafka, failure, now);
    },
  ),
  {
    name: 'stay failed',
    delay: { ms: RECONCILE_MS },
    when: (kafka, view) => failureOf(kafka, view) !== undefined,
    effects: () => [],
  },
  {
    name: 'assign node ids',
    delay: { ms: 300 },
    when: (kafka, view) => poolPatches(kafka, view).length > 0,
    effects: poolPatches,
  },
  createStage<Kafka>('create claims', { ms: 700 }, (kafka, view) =>
    wantedClaims(kafka, view).map(({ claim }) => ({
      resource: CLAIMS,
      object: claim,
    })),
  ),
  {
    name: 'grow claims',
    delay: { ms: 900, jitterMs: 400 },
    when: (kafka, view) => growthEffects(kafka, view).length > 0,
    effects: growthEffects,
  },
  {
    name: 'change the class of claims',
    delay: { ms: 900, jitterMs: 400 },
    when: (kafka, view) => classEffects(kafka, view).length > 0,
    effects: classEffects,
  },
  {
    name: 'adjust the budget',
    delay: { ms: 300 },
    when: (kafka, view) => budgetPatch(kafka, view).length > 0,
    effects: budgetPatch,
  },
  createStage<Kafka>(
    'create services, secrets, budget',
    { ms: 900, jitterMs: 400 },
    kafkaChildren,
  ),
  {
    name: 'create or change pod sets',
    delay: { ms: 500 },
    when: (kafka, view) => podSetEffects(kafka, view).length > 0,
    effects: podSetEffects,
  },
  createStage<Kafka>(
    'deploy exporter, entity operator, Cruise Control',
    { ms: 600 },
    (kafka, view) =>
      podsNotReady(kafka, view).length === 0 ? sideDeployments(kafka) : [],
  ),
  statusStage<Kafka>(
    'ready',
    { ms: 2_500, jitterMs: 1_000 },
    KAFKAS,
    (kafka, view, now) =>
      podsNotReady(kafka, view).length === 0
        ? readyStatus(kafka, view, now)
        : undefined,
  ),
  statusStage<Kafka>(
    'a pod cannot start',
    { ms: 30_000 },
    KAFKAS,
    (kafka, view, now) => {
      const pod = crashLooping(kafka, view);
      return pod === undefined
        ? undefined
        : failedStatus(
            kafka,
            {
              reason: 'FatalProblem',
              message: `Pod ${pod} is unschedulable or is not starting`,
            },
            now,
          );
    },
  ),
  statusStage<Kafka>(
    'give up waiting for a pod',
    { ms: OPERATION_TIMEOUT_MS, jitterMs: RECONCILE_MS },
    KAFKAS,
    (kafka, view, now) => {
      const [pod] = podsNotReady(kafka, view);
      return pod !== undefined && wasReady(kafka)
        ? failedStatus(
            kafka,
            {
              reason: 'TimeoutException',
              message: `Exceeded timeout of ${OPERATION_TIMEOUT_MS}ms while waiting for Pods resource ${pod} in namespace ${kafka.metadata.namespace} to be ready`,
            },
            now,
          )
        : undefined;
    },
  ),
  {
    name: 'restart a pod for its file system',
    delay: { ms: RESIZE_PATIENCE_MS },
    when: (kafka, view) => podToRestart(kafka, view) !== undefined,
    effects: (kafka, view) => {
      const pod = podToRestart(kafka, view);
      return pod ? [remove(PODS, pod)] : [];
    },
  },
];

/** Kafka clusters with their node pools. */
export const kafkaTable: Table<Kafka> = {
  name: 'strimzi kafka',
  subject: KAFKAS,
  watches: [
    NODE_POOLS,
    POD_SETS,
    PODS,
    CLAIMS,
    SERVICES,
    SECRETS,
    DISRUPTION_BUDGETS,
    STORAGE_CLASSES,
    DEPLOYMENTS,
  ],
  stages,
};
