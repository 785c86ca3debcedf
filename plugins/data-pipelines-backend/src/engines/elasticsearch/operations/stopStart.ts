import type { EngineSteps, KubernetesObject, Observer, PlannedElement, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { annotationPatch, impossible, possible, reversed } from '../../shared/engineSteps';
import { annotationChange } from '../../shared/fieldChange';
import { referenceTo } from '../../shared/finding';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, podsEnded, seenOf } from '../../shared/observing';
import { ENGINE_CHECKS, objected } from '../../shared/preflightCodes';
import { replicasOf, scaleChange, scaledBack, scaleToNone } from '../../shared/scaling';
import { START_SECONDS, startSteps } from '../../shared/startSteps';
import { isPaused } from '../checks';
import { elasticsearchHealthyWait, watchedNodes } from './healthy';
import { notPaused } from './sizeGroups';

/** By which ECK leaves a cluster alone altogether; unlike pause-orchestration it also leaves the StatefulSets as they are. */
export const MANAGED_ANNOTATION = 'eck.k8s.elastic.co/managed';
const STATEFUL_SET = { group: 'apps', kind: 'StatefulSet' } as const;
/** ECK gives its pods 180 s to end. */
const STOP_SECONDS = 600;
const MEANWHILE = 'until it is started again';

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
  return { managed, scales: statefulSetsOf(element).map(set => scaleToNone(inventory.cluster, set)) };
}

/** Tells ECK to leave the cluster alone, then scales its StatefulSets to none. */
export function stopElasticsearch(element: PlannedElement): EngineSteps {
  const { root, inventory, id } = element;
  const { cluster } = inventory;
  const { name } = root.metadata;
  if (isPaused({ root })) return impossible(notPaused(element));
  const sets = statefulSetsOf(element);
  if (sets.length === 0) {
    return impossible(
      objected(ENGINE_CHECKS.ELEMENT_CAN_STOP, 'block', {
        sentence: `No StatefulSet of Elasticsearch ${name} can be seen, so there is nothing that could be scaled down.`,
        remedy: 'Wait until ECK has made its StatefulSets, or grant list and watch on statefulsets.',
        object: referenceTo(cluster, root),
      }),
    );
  }
  const { managed, scales } = actsOf(element);
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
    [
      annotationChange(cluster, root, MANAGED_ANNOTATION, { to: 'false', note: MEANWHILE }),
      ...sets.map(set => scaleChange(cluster, set, { from: replicasOf(set), to: 0, note: MEANWHILE })),
    ],
    [`Elasticsearch ${name} is stopped: nothing can be searched or stored until it is started again.`],
  );
}

/** Scales back, gives the cluster back to ECK, and waits until it is as green as before. */
export function startElasticsearch(element: PlannedElement): EngineSteps {
  const { root, inventory } = element;
  const { managed, scales } = actsOf(element);
  return possible(
    startSteps(element, {
      processes: 'nodes',
      detail: 'Scales its StatefulSets back and lets ECK look after them again.',
      ...{ start: [...scales.map(reversed), reversed(managed)], stop: [managed, ...scales] },
      ...{ stopped: stoppedWait(element), stopSeconds: STOP_SECONDS, serves: elasticsearchHealthyWait(element) },
    }),
    [annotationChange(inventory.cluster, root, MANAGED_ANNOTATION, { from: 'false' })],
    [`Elasticsearch ${root.metadata.name} starts on its volumes with the same nodes.`],
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
  const back = scaledBack(seenOf(input, 'StatefulSet'));
  if (back) return { state: 'failed', code: 'ES_SCALED_BACK', ...back };
  return podsEnded(seenOf(input, 'Pod'));
};
