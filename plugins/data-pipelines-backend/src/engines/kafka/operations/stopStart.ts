import type { PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Derivation, EngineSteps, KubernetesObject, Observer, PlannedAct, PlannedElement, PlannedStep, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { trueCondition } from '../../shared/conditions';
import { annotationPatch, impossible, possible, reversed } from '../../shared/engineSteps';
import { annotationChange } from '../../shared/fieldChange';
import { claimsOf } from '../../shared/members';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, seenOf, waiting } from '../../shared/observing';
import { ENGINE_CHECKS, objected } from '../../shared/preflightCodes';
import { listAt, textAt, textsAt } from '../../shared/reading';
import { START_SECONDS, servesStep } from '../../shared/startSteps';
import { STRIMZI_POD_SET } from '../kinds';
import { poolsOf } from '../topology';
import { startConnectors, stopConnectors } from './connectorSteps';
import { identityOf, kafkaHealthyWait, nodeLabels, watchedNodes } from './healthy';
import { isPaused, PAUSE_ANNOTATION } from './sizeGroups';

/** Strimzi refreshes a resource every two minutes at the latest. */
const NOTICE_SECONDS = 240;
/** A broker may take its whole grace period to close its logs. */
const STOP_SECONDS = 600;

function podSetsOf({ root, inventory }: PlannedElement): readonly KubernetesObject[] {
  return inventory.list(STRIMZI_POD_SET, { namespace: root.metadata.namespace, labels: nodeLabels(root.metadata.name) });
}

function stoppedWait(element: PlannedElement): PlannedWait {
  const { root, inventory } = element;
  return {
    observer: 'kafka.stopped',
    objects: [watchedByName(keyOf(inventory, root)), ...watchedNodes(inventory.cluster, root.metadata.namespace ?? '', root.metadata.name)],
    params: { claims: element.description.volumes.map(volume => volume.claim).sort() },
  };
}

function stopChanges({ root, inventory }: PlannedElement, sets: readonly KubernetesObject[]): PlanChange[] {
  return [
    annotationChange(inventory.cluster, root, PAUSE_ANNOTATION, { to: 'true', note: 'until it is started again' }),
    {
      act: 'delete',
      count: sets.length,
      sentence: sets.length === 1 ? 'StrimziPodSet' : 'StrimziPodSets',
      names: sets.map(set => set.metadata.name),
      by: 'Penstock',
      note: 'Strimzi makes them again at the start',
    },
  ];
}

/** Pauses Strimzi, then takes its pod sets away: as long as it is paused it makes no new ones, and no pod holds a volume. */
export function stopKafka(element: PlannedElement): EngineSteps {
  const { root, inventory, id } = element;
  if (root.kind === 'KafkaConnect') return stopConnectors(element);
  const key = keyOf(inventory, root);
  if (isPaused(root)) {
    return impossible(
      objected(ENGINE_CHECKS.OPERATOR_NOT_PAUSED, 'block', {
        sentence: `Strimzi is already told to leave Kafka ${root.metadata.name} alone; whoever did that may be at work on it.`,
        remedy: `Remove the annotation ${PAUSE_ANNOTATION} and wait until Kafka is Ready.`,
        object: key,
      }),
    );
  }
  if (identityOf(root, poolsOf(root, inventory)).clusterId === undefined) {
    return impossible(
      objected(ENGINE_CHECKS.IDENTITY_KNOWN, 'block', {
        sentence: `Kafka ${root.metadata.name} has no status.clusterId, so nobody could tell afterwards whether it is the same cluster.`,
        remedy: 'Wait until Strimzi has reported the cluster id.',
        object: key,
      }),
    );
  }
  const sets = podSetsOf(element);
  if (sets.length === 0) {
    return impossible(
      objected(ENGINE_CHECKS.ELEMENT_CAN_STOP, 'block', {
        sentence: `No StrimziPodSet of Kafka ${root.metadata.name} can be seen, so there is nothing that could be taken away.`,
        remedy: 'Wait until Strimzi has made its pod sets, or grant list and watch on strimzipodsets.',
        object: key,
      }),
    );
  }
  const pause = annotationPatch(key, root, PAUSE_ANNOTATION, 'true');
  const steps: PlannedStep[] = [
    {
      id: `stop/${id}/pause`,
      title: `Pause Strimzi for Kafka ${root.metadata.name}`,
      detail: 'Strimzi leaves the cluster alone until the annotation is taken away.',
      phase: 'Running',
      element: id,
      acts: [pause],
      wait: { observer: 'kafka.paused', objects: [watchedByName(key)], params: {} },
      undo: [reversed(pause)],
      undoWait: kafkaHealthyWait(element),
      undoSeconds: START_SECONDS,
      deadlineSeconds: NOTICE_SECONDS,
    },
    {
      id: `stop/${id}/nodes`,
      title: `Stop the nodes of Kafka ${root.metadata.name}`,
      detail: `Deletes ${sets.map(set => `StrimziPodSet ${set.metadata.name}`).join(' and ')}; the claims stay.`,
      phase: 'Running',
      element: id,
      // undone by the step before: Strimzi makes the pod sets again as soon as it is no longer paused
      acts: sets.map(set => ({ act: 'delete', target: keyOf(inventory, set), uid: set.metadata.uid, propagation: 'background' })),
      wait: stoppedWait(element),
      deadlineSeconds: STOP_SECONDS,
    },
  ];
  return possible(steps, stopChanges(element, sets), [
    `Kafka ${root.metadata.name} is stopped: nobody can read or write until it is started again.`,
    'Producers keep what they could not send only as long as their own time limit allows.',
  ]);
}

/** Takes the pause away and waits for the same cluster with the same nodes. */
export function startKafka(element: PlannedElement): EngineSteps {
  const { root, inventory, id } = element;
  if (root.kind === 'KafkaConnect') return startConnectors(element);
  const key = keyOf(inventory, root);
  const pause = annotationPatch(key, root, PAUSE_ANNOTATION, 'true');
  const unpauseStep = `start/${id}/unpause`;
  const steps: PlannedStep[] = [
    {
      id: unpauseStep,
      title: `Let Strimzi start Kafka ${root.metadata.name}`,
      detail: 'Strimzi makes the pod sets again; they find their volumes by name.',
      phase: 'Running',
      element: id,
      acts: [reversed(pause)],
      wait: {
        observer: 'kafka.pod-sets-made',
        objects: [watchedByName(key), ...watchedNodes(inventory.cluster, root.metadata.namespace ?? '', root.metadata.name)],
        params: {
          podSets: podSetsOf(element)
            .map(set => set.metadata.name)
            .sort(),
        },
      },
      // stops it again: what was done to the volumes before is undone after this
      undo: [pause, { act: 'derive', by: 'kafka.remove-pod-sets', params: { step: unpauseStep, cluster: inventory.cluster, namespace: root.metadata.namespace ?? '' } }],
      undoWait: stoppedWait(element),
      undoSeconds: STOP_SECONDS,
      deadlineSeconds: NOTICE_SECONDS,
    },
    servesStep(element, kafkaHealthyWait(element), 'With the cluster id and the node ids that its volumes belong to.'),
  ];
  return possible(
    steps,
    [annotationChange(inventory.cluster, root, PAUSE_ANNOTATION, { from: 'true' })],
    [`Kafka ${root.metadata.name} starts with the cluster id that it had; consumers go on at their committed offsets.`],
  );
}

/** `kafka.paused`: Strimzi says that it leaves the resource alone, so no reconciliation is still under way. */
export const kafkaPaused: Observer = input => {
  const [kafka] = seenOf(input, 'Kafka');
  const gone = goneOrGoing('Kafka', kafka);
  if (gone) return gone;
  return trueCondition(kafka, 'ReconciliationPaused')
    ? { state: 'done', found: 'Strimzi says that it is paused' }
    : waiting(`Strimzi to say that Kafka ${kafka.metadata.name} is paused`);
};

/** `kafka.stopped`: no pod set and no pod is left, and no pod shown holds one of the claims. */
export const kafkaStopped: Observer = input => {
  const [kafka] = seenOf(input, 'Kafka');
  const gone = goneOrGoing('Kafka', kafka);
  if (gone) return gone;
  if (!isPaused(kafka)) {
    return {
      state: 'failed',
      code: 'KAFKA_UNPAUSED',
      cause: `Somebody took the pause away from Kafka ${kafka.metadata.name}: Strimzi starts it again.`,
      remedy: 'Find out who works on it, then try again.',
    };
  }
  const claims = new Set(textsAt(input.params, 'claims'));
  const pods = seenOf(input, 'Pod');
  const holding = pods.filter(pod => claimsOf(pod).some(claim => claims.has(claim)));
  const sets = seenOf(input, 'StrimziPodSet');
  const left = [...sets, ...pods];
  if (left.length === 0) return { state: 'done', found: 'no pod is left' };
  return waiting(pods.length === 0 ? 'the pod sets to go' : `${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} to end, ${holding.length} of them with a volume`, {
    evidence: left.slice(0, 10).map(object => `${object.kind} ${object.metadata.name}${object.metadata.deletionTimestamp === undefined ? '' : ' is being deleted'}`),
  });
};

/** `kafka.pod-sets-made`: Strimzi has made the pod sets again; facts: `{podSets: [{apiVersion, name, uid}]}`. */
export const podSetsMade: Observer = input => {
  const [kafka] = seenOf(input, 'Kafka');
  const gone = goneOrGoing('Kafka', kafka);
  if (gone) return gone;
  const sets = seenOf(input, 'StrimziPodSet').filter(set => set.metadata.deletionTimestamp === undefined);
  const missing = textsAt(input.params, 'podSets').filter(name => !sets.some(set => set.metadata.name === name));
  if (missing.length > 0 || sets.length === 0) {
    return waiting(`Strimzi to make ${missing.length === 0 ? 'its pod sets' : missing.map(name => `StrimziPodSet ${name}`).join(' and ')}`);
  }
  return {
    state: 'done',
    found: `${sets.length} pod sets`,
    facts: { podSets: sets.map(({ apiVersion, metadata }) => ({ apiVersion, name: metadata.name, uid: metadata.uid })) },
  };
};

/** `kafka.remove-pod-sets`: deletes the pod sets that the step in `params.step` found, by uid. */
export const removePodSets: Derivation = ({ params, facts }) => {
  const step = textAt(params, 'step') ?? '';
  const cluster = textAt(params, 'cluster') ?? '';
  const namespace = textAt(params, 'namespace') ?? '';
  return listAt(facts[step], 'podSets').flatMap((set): Extract<PlannedAct, { act: 'delete' }>[] => {
    const apiVersion = textAt(set, 'apiVersion');
    const name = textAt(set, 'name');
    const uid = textAt(set, 'uid');
    if (apiVersion === undefined || name === undefined || uid === undefined) return [];
    return [{ act: 'delete', target: { cluster, apiVersion, kind: STRIMZI_POD_SET.kind, namespace, name }, uid, propagation: 'background' }];
  });
};
