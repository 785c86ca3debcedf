import { KubernetesObject } from '../../client';
import {
  CLAIMS,
  ClaimTemplate,
  hasLabels,
  isReady,
  PersistentVolumeClaim,
  Pod,
  PODS,
  STATEFUL_SETS,
  StatefulSet,
} from '../kinds/core';
import { patch, remove } from '../engine/effects';
import { controllerOf, isOwnedBy } from '../engine/owner';
import { hex } from '../engine/seeded';
import { createStage, statusStage, Table, View } from '../engine/table';

/*
 * Stands in for the StatefulSet controller of kube-controller-manager where
 * none runs: claims and pods by ordinal, adoption of orphans, status.
 * Not emulated: updates of pods after a change of the template (OnDelete is
 * what ECK asks for), ordered start, ControllerRevision objects.
 */

function podsOf(set: StatefulSet, view: View): Pod[] {
  return view
    .list(PODS, set.metadata.namespace)
    .filter(pod => isOwnedBy(pod, set));
}

function ordinalOf({ metadata }: KubernetesObject): number {
  return Number(metadata.name.split('-').pop());
}

function revisionOf(set: StatefulSet): string {
  const { name } = set.metadata;
  return `${name}-${hex(10, name, JSON.stringify(set.spec.template))}`;
}

function claimFor(
  set: StatefulSet,
  template: ClaimTemplate,
  ordinal: number,
): PersistentVolumeClaim {
  const { namespace, name } = set.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `${template.metadata.name}-${name}-${ordinal}`,
      namespace,
      labels: { ...set.spec.selector.matchLabels },
    },
    spec: template.spec,
  };
}

function podFor(set: StatefulSet, ordinal: number): Pod {
  const { namespace, name } = set.metadata;
  const { template, volumeClaimTemplates = [], serviceName } = set.spec;
  const pod = `${name}-${ordinal}`;
  const claimed = volumeClaimTemplates.map(({ metadata }) => ({
    name: metadata.name,
    persistentVolumeClaim: { claimName: `${metadata.name}-${pod}` },
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod,
      namespace,
      labels: {
        ...template.metadata.labels,
        'apps.kubernetes.io/pod-index': String(ordinal),
        'controller-revision-hash': revisionOf(set),
        'statefulset.kubernetes.io/pod-name': pod,
      },
      annotations: { ...template.metadata.annotations },
      ownerReferences: [controllerOf(set)],
    },
    spec: {
      ...template.spec,
      hostname: pod,
      subdomain: serviceName,
      volumes: [...(template.spec.volumes ?? []), ...claimed],
    },
  };
}

function children(set: StatefulSet) {
  return Array.from({ length: set.spec.replicas }, (_, ordinal) => [
    ...(set.spec.volumeClaimTemplates ?? []).map(template => ({
      resource: CLAIMS,
      object: claimFor(set, template, ordinal),
    })),
    { resource: PODS, object: podFor(set, ordinal) },
  ]).flat();
}

function orphans(set: StatefulSet, view: View): Pod[] {
  return view
    .list(PODS, set.metadata.namespace)
    .filter(
      pod =>
        hasLabels(pod, set.spec.selector.matchLabels) &&
        !pod.metadata.deletionTimestamp &&
        !(pod.metadata.ownerReferences ?? []).some(
          ({ controller }) => controller,
        ),
    );
}

function surplus(set: StatefulSet, view: View): Pod[] {
  return podsOf(set, view).filter(
    pod =>
      ordinalOf(pod) >= set.spec.replicas && !pod.metadata.deletionTimestamp,
  );
}

function statusFor(set: StatefulSet, view: View): object {
  const pods = podsOf(set, view);
  const ready = pods.filter(isReady).length;
  return {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: pods.length,
    updatedReplicas: pods.length,
    currentRevision: revisionOf(set),
    updateRevision: revisionOf(set),
    collisionCount: 0,
  };
}

/** StatefulSets: their claims, their pods, their numbers. */
export const statefulSetsTable: Table<StatefulSet> = {
  name: 'statefulsets',
  subject: STATEFUL_SETS,
  watches: [PODS, CLAIMS],
  stages: [
    {
      name: 'being deleted',
      delay: { ms: 3_600_000 },
      when: set => set.metadata.deletionTimestamp !== undefined,
      effects: () => [],
    },
    {
      name: 'adopt orphans',
      delay: { ms: 50 },
      when: (set, view) => orphans(set, view).length > 0,
      effects: (set, view) =>
        orphans(set, view).map(pod =>
          patch(PODS, pod, {
            metadata: {
              resourceVersion: pod.metadata.resourceVersion,
              ownerReferences: [
                controllerOf(set),
                ...(pod.metadata.ownerReferences ?? []),
              ],
            },
          }),
        ),
    },
    createStage<StatefulSet>('create claims and pods', { ms: 300 }, children),
    {
      name: 'delete surplus pods',
      delay: { ms: 300 },
      when: (set, view) => surplus(set, view).length > 0,
      effects: (set, view) => surplus(set, view).map(pod => remove(PODS, pod)),
    },
    statusStage('count', { ms: 50 }, STATEFUL_SETS, statusFor),
  ],
};
