import {
  DEPLOYMENTS,
  isReady,
  Pod,
  PODS,
  REPLICA_SETS,
  Replicated,
} from '../kinds/core';
import { onlyConditions } from '../engine/conditions';
import { controllerOf, isOwnedBy } from '../engine/owner';
import { hex } from '../engine/seeded';
import { createStage, statusStage, Table, View } from '../engine/table';

/*
 * Stands in for the Deployment and ReplicaSet controllers where none run.
 * Not emulated: rollouts and scaling of a Deployment (one ReplicaSet for ever),
 * progress deadlines, pod names that differ between two creations.
 */

const HASH = 'pod-template-hash';

function hashOf(deployment: Replicated): string {
  const { namespace = '', name } = deployment.metadata;
  return hex(10, namespace, name);
}

function replicaSetFor(deployment: Replicated): Replicated {
  const { name, namespace, labels } = deployment.metadata;
  const hash = { [HASH]: hashOf(deployment) };
  const { replicas = 1, selector, template } = deployment.spec;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash[HASH]}`,
      namespace,
      labels: { ...labels, ...hash },
      ownerReferences: [controllerOf(deployment)],
    },
    spec: {
      replicas,
      selector: { matchLabels: { ...selector.matchLabels, ...hash } },
      template: {
        metadata: { labels: { ...template.metadata.labels, ...hash } },
        spec: template.spec,
      },
    },
  };
}

function podsFor(set: Replicated): Pod[] {
  const { name, namespace } = set.metadata;
  return Array.from({ length: set.spec.replicas ?? 1 }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${hex(5, name, String(index))}`,
      namespace,
      labels: set.spec.template.metadata.labels,
      ownerReferences: [controllerOf(set)],
    },
    spec: set.spec.template.spec,
  }));
}

function podsOf(owner: Replicated, view: View): Pod[] {
  return view
    .list(PODS, owner.metadata.namespace)
    .filter(pod => isOwnedBy(pod, owner));
}

function counts(set: Replicated, view: View): object {
  const pods = podsOf(set, view);
  const ready = pods.filter(isReady).length;
  return {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    fullyLabeledReplicas: pods.length,
    readyReplicas: ready,
    availableReplicas: ready,
  };
}

function deploymentStatus(
  deployment: Replicated,
  view: View,
  now: Date,
): object {
  const sets = view
    .list(REPLICA_SETS, deployment.metadata.namespace)
    .filter(set => isOwnedBy(set, deployment));
  const pods = sets.flatMap(set => podsOf(set, view));
  const ready = pods.filter(isReady).length;
  const available = ready >= (deployment.spec.replicas ?? 1);
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: pods.length,
    updatedReplicas: pods.length,
    readyReplicas: ready,
    availableReplicas: ready,
    conditions: onlyConditions(
      deployment.status?.conditions,
      [
        {
          type: 'Available',
          status: available ? 'True' : 'False',
          reason: available
            ? 'MinimumReplicasAvailable'
            : 'MinimumReplicasUnavailable',
          message: '',
        },
      ],
      now,
    ),
  };
}

/** Deployments: their one ReplicaSet and their numbers. */
export const deploymentsTable: Table<Replicated> = {
  name: 'deployments',
  subject: DEPLOYMENTS,
  watches: [REPLICA_SETS, PODS],
  stages: [
    createStage<Replicated>('create ReplicaSet', { ms: 200 }, deployment => [
      { resource: REPLICA_SETS, object: replicaSetFor(deployment) },
    ]),
    statusStage('count', { ms: 100 }, DEPLOYMENTS, deploymentStatus),
  ],
};

/** ReplicaSets: their pods and their numbers. */
export const replicaSetsTable: Table<Replicated> = {
  name: 'replicasets',
  subject: REPLICA_SETS,
  watches: [PODS],
  stages: [
    createStage<Replicated>('create pods', { ms: 200 }, set =>
      podsFor(set).map(object => ({ resource: PODS, object })),
    ),
    statusStage('count', { ms: 100 }, REPLICA_SETS, counts),
  ],
};
