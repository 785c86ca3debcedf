import type { PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { EngineSteps, Observer, PlannedElement, PlannedWait, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { patchOf, possible, reversed } from '../../shared/engineSteps';
import { referenceTo } from '../../shared/finding';
import { isSpecUnobserved } from '../../shared/gates';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, podOfUnknownPhase, seenOf, servingPods, waiting, whyNotServing } from '../../shared/observing';
import { textAt } from '../../shared/reading';
import { replicasOf, selectorOf } from '../claimTemplates';

const STOP_SECONDS = 600;
const START_SECONDS = 1800;

function watched({ root, inventory }: PlannedElement): Watched[] {
  const { cluster } = inventory;
  return [watchedByName(keyOf(inventory, root)), { by: 'labels', cluster, apiVersion: 'v1', kind: 'Pod', namespace: root.metadata.namespace ?? '', labels: selectorOf(root) }];
}

function stoppedWait(element: PlannedElement): PlannedWait {
  return { observer: 'statefulset.stopped', objects: watched(element), params: {} };
}

/** Waits until all its pods serve. */
export function statefulSetHealthyWait(element: PlannedElement): PlannedWait {
  return { observer: 'statefulset.healthy', objects: watched(element), params: {} };
}

function scaleOf({ root, inventory }: PlannedElement) {
  return patchOf(keyOf(inventory, root), root.metadata.uid, { path: ['spec', 'replicas'], from: replicasOf(root), to: 0 });
}

function changeOf({ root, inventory }: PlannedElement, from: number, to: number): PlanChange {
  return { act: 'change', sentence: `StatefulSet ${root.metadata.name}`, object: referenceTo(inventory.cluster, root), field: 'spec.replicas', from: String(from), to: String(to), by: 'Penstock' };
}

/** Scales it to none; the claims stay. */
export function stopStatefulSet(element: PlannedElement): EngineSteps {
  const { root, id } = element;
  const { name } = root.metadata;
  const scale = scaleOf(element);
  if (replicasOf(root) === 0) return possible([]);
  return possible(
    [
      {
        id: `stop/${id}`,
        title: `Stop the pods of StatefulSet ${name}`,
        detail: 'Scales it to none; the claims stay.',
        phase: 'Running',
        element: id,
        acts: [scale],
        wait: stoppedWait(element),
        undo: [reversed(scale)],
        undoWait: statefulSetHealthyWait(element),
        undoSeconds: START_SECONDS,
        deadlineSeconds: STOP_SECONDS,
      },
    ],
    [changeOf(element, replicasOf(root), 0)],
    [`StatefulSet ${name} is stopped until it is started again.`],
  );
}

/** Scales it back and waits until all pods serve. */
export function startStatefulSet(element: PlannedElement): EngineSteps {
  const { root, id } = element;
  const { name } = root.metadata;
  const scale = scaleOf(element);
  if (replicasOf(root) === 0) return possible([]);
  return possible(
    [
      {
        id: `start/${id}/pods`,
        title: `Start the pods of StatefulSet ${name}`,
        phase: 'Running',
        element: id,
        acts: [reversed(scale)],
        // stops it again: what was done to the volumes before is undone after this
        undo: [scale],
        undoWait: stoppedWait(element),
        undoSeconds: STOP_SECONDS,
        deadlineSeconds: 60,
      },
      {
        id: `start/${id}/ready`,
        title: `Wait until StatefulSet ${name} serves`,
        phase: 'Finalizing',
        element: id,
        acts: [],
        wait: statefulSetHealthyWait(element),
        deadlineSeconds: START_SECONDS,
      },
    ],
    [changeOf(element, 0, replicasOf(root))],
    [`StatefulSet ${name} starts on its volumes with the same ordinals.`],
  );
}

/** `statefulset.stopped`: it wants no pod and none is left. */
export const statefulSetStopped: Observer = input => {
  const [set] = seenOf(input, 'StatefulSet');
  const gone = goneOrGoing('StatefulSet', set);
  if (gone) return gone;
  if (replicasOf(set) > 0) {
    return {
      state: 'failed',
      code: 'STATEFULSET_SCALED_BACK',
      cause: `Somebody scaled StatefulSet ${set.metadata.name} back to ${replicasOf(set)}.`,
      remedy: 'Find out who or what scales it, then try again.',
    };
  }
  const pods = seenOf(input, 'Pod');
  if (pods.length === 0) return { state: 'done', found: 'no pod is left' };
  return waiting(`${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} to end`, { evidence: whyNotServing(pods) });
};

/** `statefulset.healthy`: its newest spec seen, and as many pods ready as it wants. */
export const statefulSetHealthy: Observer = input => {
  const [set] = seenOf(input, 'StatefulSet');
  const gone = goneOrGoing('StatefulSet', set);
  if (gone) return gone;
  const { name, generation } = set.metadata;
  if (isSpecUnobserved(set)) return waiting(`Kubernetes to see generation ${generation} of StatefulSet ${name}`);
  const pods = seenOf(input, 'Pod');
  const strange = podOfUnknownPhase(pods);
  if (strange) return { state: 'unknown', reason: `Pod ${strange.metadata.name} is in the unknown phase "${textAt(strange, 'status.phase')}".` };
  const total = replicasOf(set);
  const ready = servingPods(pods).length;
  if (ready < total) return waiting(`${total - ready} of ${total} pods of ${name} to be ready`, { done: ready, total, evidence: whyNotServing(pods) });
  return { state: 'done', found: `${total} of ${total} pods are ready` };
};
