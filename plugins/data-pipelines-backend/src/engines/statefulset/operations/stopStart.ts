import type { EngineSteps, Observer, PlannedElement, PlannedWait, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { possible, reversed } from '../../shared/engineSteps';
import { isSpecUnobserved } from '../../shared/gates';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, podsEnded, seenOf, servingPods, strangePhase, waiting, whyNotServing } from '../../shared/observing';
import { replicasOf, scaleChange, scaledBack, scaleToNone } from '../../shared/scaling';
import { START_SECONDS, startSteps } from '../../shared/startSteps';
import { selectorOf } from '../claimTemplates';

const STOP_SECONDS = 600;

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

/** Scales it to none; the claims stay. */
export function stopStatefulSet(element: PlannedElement): EngineSteps {
  const { root, inventory, id } = element;
  const { cluster } = inventory;
  const { name } = root.metadata;
  const scale = scaleToNone(cluster, root);
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
    [scaleChange(cluster, root, { from: replicasOf(root), to: 0 })],
    [`StatefulSet ${name} is stopped until it is started again.`],
  );
}

/** Scales it back and waits until all pods serve. */
export function startStatefulSet(element: PlannedElement): EngineSteps {
  const { root, inventory } = element;
  const { cluster } = inventory;
  if (replicasOf(root) === 0) return possible([]);
  const scale = scaleToNone(cluster, root);
  return possible(
    startSteps(element, {
      processes: 'pods',
      ...{ start: [reversed(scale)], stop: [scale] },
      ...{ stopped: stoppedWait(element), stopSeconds: STOP_SECONDS, serves: statefulSetHealthyWait(element) },
    }),
    [scaleChange(cluster, root, { from: 0, to: replicasOf(root) })],
    [`StatefulSet ${root.metadata.name} starts on its volumes with the same ordinals.`],
  );
}

/** `statefulset.stopped`: it wants no pod and none is left. */
export const statefulSetStopped: Observer = input => {
  const [set] = seenOf(input, 'StatefulSet');
  const gone = goneOrGoing('StatefulSet', set);
  if (gone) return gone;
  const back = scaledBack([set]);
  if (back) return { state: 'failed', code: 'STATEFULSET_SCALED_BACK', ...back };
  return podsEnded(seenOf(input, 'Pod'));
};

/** `statefulset.healthy`: its newest spec seen, and as many pods ready as it wants. */
export const statefulSetHealthy: Observer = input => {
  const [set] = seenOf(input, 'StatefulSet');
  const gone = goneOrGoing('StatefulSet', set);
  if (gone) return gone;
  const { name, generation } = set.metadata;
  if (isSpecUnobserved(set)) return waiting(`Kubernetes to see generation ${generation} of StatefulSet ${name}`);
  const pods = seenOf(input, 'Pod');
  const strange = strangePhase(pods);
  if (strange) return strange;
  const total = replicasOf(set);
  const ready = servingPods(pods).length;
  if (ready < total) return waiting(`${total - ready} of ${total} pods of ${name} to be ready`, { done: ready, total, evidence: whyNotServing(pods) });
  return { state: 'done', found: `${total} of ${total} pods are ready` };
};
