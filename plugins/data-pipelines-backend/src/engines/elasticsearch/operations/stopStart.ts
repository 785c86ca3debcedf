import type { PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { EngineSteps, KubernetesObject, Observer, PlannedElement, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { annotationPatch, impossible, patchOf, possible, reversed } from '../../shared/engineSteps';
import { referenceTo } from '../../shared/finding';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, seenOf, waiting } from '../../shared/observing';
import { ENGINE_CHECKS, objected } from '../../shared/preflightCodes';
import { numberAt } from '../../shared/reading';
import { isPaused } from '../checks';
import { elasticsearchHealthyWait, watchedNodes } from './healthy';
import { notPaused } from './sizeGroups';

/** By which ECK leaves a cluster alone altogether; unlike pause-orchestration it also leaves the StatefulSets as they are. */
export const MANAGED_ANNOTATION = 'eck.k8s.elastic.co/managed';
const STATEFUL_SET = { group: 'apps', kind: 'StatefulSet' } as const;
/** ECK gives its pods 180 s to end. */
const STOP_SECONDS = 600;
const START_SECONDS = 1800;

function labelsOf(root: KubernetesObject): Record<string, string> {
  return { 'elasticsearch.k8s.elastic.co/cluster-name': root.metadata.name, 'common.k8s.elastic.co/type': 'elasticsearch' };
}

function statefulSetsOf({ root, inventory }: PlannedElement): readonly KubernetesObject[] {
  return inventory.list(STATEFUL_SET, { namespace: root.metadata.namespace, labels: labelsOf(root) });
}

function stoppedWait({ root, inventory }: PlannedElement): PlannedWait {
  const { name, namespace = '' } = root.metadata;
  const { cluster } = inventory;
  return {
    observer: 'elasticsearch.stopped',
    objects: [
      watchedByName(keyOf(inventory, root)),
      { by: 'labels', cluster, namespace, apiVersion: 'apps/v1', kind: 'StatefulSet', labels: labelsOf(root) },
      watchedNodes(cluster, namespace, name),
    ],
    params: {},
  };
}

function actsOf(element: PlannedElement) {
  const { root, inventory } = element;
  const managed = annotationPatch(keyOf(inventory, root), root, MANAGED_ANNOTATION, 'false');
  const scales = statefulSetsOf(element).map(set =>
    patchOf(keyOf(inventory, set), set.metadata.uid, { path: ['spec', 'replicas'], from: numberAt(set, 'spec.replicas') ?? 1, to: 0 }),
  );
  return { managed, scales };
}

/** Tells ECK to leave the cluster alone, then scales its StatefulSets to none. */
export function stopElasticsearch(element: PlannedElement): EngineSteps {
  const { root, inventory, id } = element;
  const { name } = root.metadata;
  if (isPaused({ root })) return impossible(notPaused(element));
  const sets = statefulSetsOf(element);
  if (sets.length === 0) {
    return impossible(
      objected(ENGINE_CHECKS.ELEMENT_CAN_STOP, 'block', {
        sentence: `No StatefulSet of Elasticsearch ${name} can be seen, so there is nothing that could be scaled down.`,
        remedy: 'Wait until ECK has made its StatefulSets, or grant list and watch on statefulsets.',
        object: referenceTo(inventory.cluster, root),
      }),
    );
  }
  const { managed, scales } = actsOf(element);
  const changes: PlanChange[] = [
    {
      act: 'change',
      sentence: `Elasticsearch ${name}`,
      object: referenceTo(inventory.cluster, root),
      field: `metadata.annotations["${MANAGED_ANNOTATION}"]`,
      to: 'false',
      by: 'Penstock',
      note: 'until it is started again',
    },
    ...sets.map(
      (set): PlanChange => ({
        act: 'change',
        sentence: `StatefulSet ${set.metadata.name}`,
        object: referenceTo(inventory.cluster, set),
        field: 'spec.replicas',
        from: `${numberAt(set, 'spec.replicas') ?? 1}`,
        to: '0',
        by: 'Penstock',
        note: 'until it is started again',
      }),
    ),
  ];
  return possible(
    [
      {
        id: `stop/${id}/pause`,
        title: `Pause ECK for Elasticsearch ${name}`,
        detail: 'ECK leaves the cluster alone until the annotation is as it was.',
        phase: 'Running',
        element: id,
        acts: [managed],
        undo: [reversed(managed)],
        undoWait: elasticsearchHealthyWait(element),
        undoSeconds: START_SECONDS,
        deadlineSeconds: 60,
      },
      {
        id: `stop/${id}/nodes`,
        title: `Stop the nodes of Elasticsearch ${name}`,
        detail: 'Scales its StatefulSets to none; the claims stay.',
        phase: 'Running',
        element: id,
        acts: scales,
        wait: stoppedWait(element),
        undo: scales.map(reversed),
        deadlineSeconds: STOP_SECONDS,
      },
    ],
    changes,
    [`Elasticsearch ${name} is stopped: nothing can be searched or stored until it is started again.`],
  );
}

/** Scales back, gives the cluster back to ECK, and waits until it is as green as before. */
export function startElasticsearch(element: PlannedElement): EngineSteps {
  const { root, inventory, id } = element;
  const { name } = root.metadata;
  const { managed, scales } = actsOf(element);
  return possible(
    [
      {
        id: `start/${id}/nodes`,
        title: `Start the nodes of Elasticsearch ${name}`,
        detail: 'Scales its StatefulSets back and lets ECK look after them again.',
        phase: 'Running',
        element: id,
        acts: [...scales.map(reversed), reversed(managed)],
        // stops it again: what was done to the volumes before is undone after this
        undo: [managed, ...scales],
        undoWait: stoppedWait(element),
        undoSeconds: STOP_SECONDS,
        deadlineSeconds: 60,
      },
      {
        id: `start/${id}/ready`,
        title: `Wait until Elasticsearch ${name} serves`,
        phase: 'Finalizing',
        element: id,
        acts: [],
        wait: elasticsearchHealthyWait(element),
        deadlineSeconds: START_SECONDS,
      },
    ],
    [
      {
        act: 'change',
        sentence: `Elasticsearch ${name}`,
        object: referenceTo(inventory.cluster, root),
        field: `metadata.annotations["${MANAGED_ANNOTATION}"]`,
        from: 'false',
        by: 'Penstock',
      },
    ],
    [`Elasticsearch ${name} starts on its volumes with the same nodes.`],
  );
}

/** `elasticsearch.stopped`: StatefulSets want no pod and none is left. */
export const elasticsearchStopped: Observer = input => {
  const [root] = seenOf(input, 'Elasticsearch');
  const gone = goneOrGoing('Elasticsearch', root);
  if (gone) return gone;
  if (!isPaused({ root })) {
    return {
      state: 'failed',
      code: 'ES_UNPAUSED',
      cause: `Somebody gave Elasticsearch ${root.metadata.name} back to ECK: it starts the nodes again.`,
      remedy: 'Find out who works on it, then try again.',
    };
  }
  const back = seenOf(input, 'StatefulSet').find(set => (numberAt(set, 'spec.replicas') ?? 1) > 0);
  if (back) {
    return {
      state: 'failed',
      code: 'ES_SCALED_BACK',
      cause: `Somebody scaled StatefulSet ${back.metadata.name} back to ${numberAt(back, 'spec.replicas') ?? 1}.`,
      remedy: 'Find out who or what scales it, then try again.',
    };
  }
  const pods = seenOf(input, 'Pod');
  if (pods.length === 0) return { state: 'done', found: 'no pod is left' };
  return waiting(`${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} to end`, {
    evidence: pods.slice(0, 10).map(pod => `${pod.metadata.name}${pod.metadata.deletionTimestamp === undefined ? '' : ' is being deleted'}`),
  });
};
