import type { PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';
import { patchOf } from './engineSteps';
import { fieldChange } from './fieldChange';
import { keyOf } from './objectKeys';
import { numberAt } from './reading';

/** How many pods a StatefulSet wants; 1 where it does not say, as Kubernetes has it. */
export function replicasOf(set: KubernetesObject): number {
  return numberAt(set, 'spec.replicas') ?? 1;
}

/** Scales a StatefulSet to none; its claims stay. */
export function scaleToNone(cluster: string, set: KubernetesObject): Extract<PlannedAct, { act: 'patch' }> {
  return patchOf(keyOf({ cluster }, set), set.metadata.uid, { path: ['spec', 'replicas'], from: replicasOf(set), to: 0 });
}

/** How a plan tells that a StatefulSet is scaled. */
export function scaleChange(cluster: string, set: KubernetesObject, { from, to, note }: { from: number; to: number; note?: string }): PlanChange {
  return fieldChange(cluster, set, 'spec.replicas', { from: String(from), to: String(to), note });
}

/** That one of the StatefulSets, which are to stay at none, wants pods: somebody else did that. */
export function scaledBack(sets: readonly KubernetesObject[]): { cause: string; remedy: string } | undefined {
  const back = sets.find(set => replicasOf(set) > 0);
  return (
    back && {
      cause: `Somebody scaled StatefulSet ${back.metadata.name} back to ${replicasOf(back)}.`,
      remedy: 'Find out who or what scales it, then try again.',
    }
  );
}
