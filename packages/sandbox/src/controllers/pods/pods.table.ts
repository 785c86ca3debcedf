import { Condition } from '../../client';
import {
  CLAIMS,
  ContainerStatus,
  hasLabels,
  isReady,
  NODES,
  Pod,
  PODS,
  STORAGE_CLASSES,
} from '../kinds/core';
import { Effect, patch, patchStatus, remove } from '../engine/effects';
import { onlyConditions, statusOf } from '../engine/conditions';
import { fraction } from '../engine/seeded';
import { Delay, Stage, Table, View } from '../engine/table';
import { KAFKAS } from '../kinds/strimzi';
import { crashStages, isStarting, refusalOf, startOf } from './brokerProcess';
import { lostNodeStages } from './lostNode';
import { chooseNode, claimsOf, zoneOf } from './placement';

/*
 * Plays scheduler and kubelet: a pod gets a node, its claims get volumes
 * there, its containers start and become ready, and it goes when deleted.
 * Not emulated: resources and preemption, taints, probes, restarts of single
 * containers other than a Kafka's, image pulls, init containers one by one,
 * eviction by pressure.
 */

const ZONE = 'topology.kubernetes.io/zone';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
/** Scripted ending of a pod that runs to completion; set on Spark drivers. */
export const RUNS_FOR = 'sandbox.penstock.dev/runs-for-seconds';
export const EXIT_CODE = 'sandbox.penstock.dev/exit-code';

/** Time from "containers are created" to "ready", by what runs in the pod. */
const START_DELAYS: Array<{ labels: Record<string, string>; delay: Delay }> = [
  {
    labels: { 'strimzi.io/kind': 'KafkaConnect' },
    delay: { ms: 12_000, jitterMs: 4_000 },
  },
  {
    labels: { 'strimzi.io/kind': 'Kafka' },
    delay: { ms: 9_000, jitterMs: 5_000 },
  },
  {
    labels: { 'common.k8s.elastic.co/type': 'elasticsearch' },
    delay: { ms: 12_000, jitterMs: 6_000 },
  },
  { labels: { 'spark-role': 'driver' }, delay: { ms: 4_000, jitterMs: 1_000 } },
];
const START_DELAY: Delay = { ms: 2_000, jitterMs: 1_000 };

const isGoing = (pod: Pod) => pod.metadata.deletionTimestamp !== undefined;
const isPlaced = (pod: Pod) => Boolean(pod.spec.nodeName);

/** Claims that wait for a node to be chosen. */
function claimsToPlace(pod: Pod, view: View) {
  return claimsOf(pod).flatMap(name => {
    const claim = view.get(CLAIMS, pod.metadata.namespace, name);
    const storageClass = claim?.spec.storageClassName
      ? view.get(STORAGE_CLASSES, undefined, claim.spec.storageClassName)
      : undefined;
    return claim &&
      !claim.spec.volumeName &&
      claim.metadata.annotations?.[SELECTED_NODE] === undefined &&
      storageClass?.volumeBindingMode === 'WaitForFirstConsumer'
      ? [claim]
      : [];
  });
}

function claimsAreBound(pod: Pod, view: View): boolean {
  return claimsOf(pod).every(
    name =>
      view.get(CLAIMS, pod.metadata.namespace, name)?.status?.phase === 'Bound',
  );
}

function containers(pod: Pod, state: 'waiting' | 'running', now: string) {
  return pod.spec.containers.map<ContainerStatus>(({ name, image = '' }) => ({
    name,
    image,
    imageID: image,
    ready: state === 'running',
    started: state === 'running',
    restartCount:
      pod.status?.containerStatuses?.find(known => known.name === name)
        ?.restartCount ?? 0,
    state: stateOf(state, now),
  }));
}

function stateOf(
  state: 'waiting' | 'running',
  now: string,
): Record<string, object> {
  return state === 'running'
    ? { running: { startedAt: now } }
    : { waiting: { reason: 'ContainerCreating' } };
}

function terminated(pod: Pod, exitCode: number, now: string) {
  return containers(pod, 'running', now).map(container => ({
    ...container,
    ready: false,
    started: false,
    state: {
      terminated: {
        exitCode,
        reason: exitCode === 0 ? 'Completed' : 'Error',
        startedAt: pod.status?.startTime ?? now,
        finishedAt: now,
      },
    },
  }));
}

function podConditions(pod: Pod, ready: boolean, now: Date): Condition[] {
  const status = ready ? 'True' : 'False';
  const reason = ready ? {} : { reason: 'ContainersNotReady' };
  return onlyConditions(
    pod.status?.conditions,
    [
      { type: 'PodScheduled', status: 'True' },
      { type: 'Initialized', status: 'True' },
      { type: 'ContainersReady', status, ...reason },
      { type: 'Ready', status, ...reason },
    ],
    now,
  );
}

const seconds = (now: Date) => now.toISOString().replace(/\.\d+Z$/, 'Z');

function addressOf(pod: Pod): string {
  const at = fraction(pod.metadata.uid ?? pod.metadata.name);
  const low = Math.floor(at * 250 * 250);
  return `10.244.${Math.floor(low / 250)}.${(low % 250) + 2}`;
}

function startDelay(pod: Pod): Delay {
  return (
    START_DELAYS.find(({ labels }) => hasLabels(pod, labels))?.delay ??
    START_DELAY
  );
}

const placing: Stage<Pod>[] = [
  {
    name: 'say that no node fits',
    delay: { ms: 500 },
    when: (pod, view) =>
      !isPlaced(pod) &&
      !isGoing(pod) &&
      statusOf(pod.status?.conditions, 'PodScheduled') === undefined &&
      chooseNode(pod, view) === undefined,
    effects: (pod, view, now) => [
      patchStatus(PODS, pod, {
        phase: 'Pending',
        conditions: onlyConditions(
          pod.status?.conditions,
          [
            {
              type: 'PodScheduled',
              status: 'False',
              reason: 'Unschedulable',
              message: `0/${view.list(NODES).length} nodes are available`,
            },
          ],
          now,
        ),
      }),
    ],
  },
  {
    name: 'choose a node for its claims',
    delay: { ms: 300, jitterMs: 300 },
    when: (pod, view) =>
      !isPlaced(pod) &&
      !isGoing(pod) &&
      claimsToPlace(pod, view).length > 0 &&
      chooseNode(pod, view) !== undefined,
    effects: (pod, view) =>
      claimsToPlace(pod, view).map(claim =>
        patch(CLAIMS, claim, {
          metadata: { annotations: { [SELECTED_NODE]: chooseNode(pod, view) } },
        }),
      ),
  },
  {
    name: 'bind to a node',
    delay: { ms: 300, jitterMs: 300 },
    when: (pod, view) =>
      !isPlaced(pod) &&
      !isGoing(pod) &&
      claimsAreBound(pod, view) &&
      chooseNode(pod, view) !== undefined,
    effects: (pod, view): Effect[] => [
      {
        act: 'bind',
        namespace: pod.metadata.namespace,
        name: pod.metadata.name,
        node: chooseNode(pod, view) ?? '',
      },
    ],
  },
];

const living: Stage<Pod>[] = [
  {
    name: 'create containers',
    delay: { ms: 800, jitterMs: 500 },
    when: pod =>
      isPlaced(pod) &&
      !isGoing(pod) &&
      statusOf(pod.status?.conditions, 'Initialized') === undefined,
    effects: (pod, view, now) => {
      const ip = addressOf(pod);
      const zone = zoneOf(pod.spec.nodeName, view);
      const labelled = pod.metadata.labels?.[ZONE] !== undefined || !zone;
      return [
        ...(labelled
          ? []
          : [patch(PODS, pod, { metadata: { labels: { [ZONE]: zone } } })]),
        ...startOf(pod, view),
        patchStatus(PODS, pod, {
          phase: 'Pending',
          podIP: ip,
          podIPs: [{ ip }],
          startTime: seconds(now),
          conditions: podConditions(pod, false, now),
          containerStatuses: containers(pod, 'waiting', seconds(now)),
        }),
      ];
    },
  },
  {
    name: 'become ready',
    delay: startDelay,
    when: pod =>
      isPlaced(pod) && isStarting(pod) && refusalOf(pod) === undefined,
    effects: (pod, _view, now) => [
      patchStatus(PODS, pod, {
        phase: 'Running',
        conditions: podConditions(pod, true, now),
        containerStatuses: containers(pod, 'running', seconds(now)),
      }),
    ],
  },
  {
    name: 'end by itself',
    delay: pod => ({
      ms: Number(pod.metadata.annotations?.[RUNS_FOR] ?? 60) * 1_000,
    }),
    when: pod =>
      isReady(pod) && pod.metadata.annotations?.[RUNS_FOR] !== undefined,
    effects: (pod, _view, now) => {
      const code = Number(pod.metadata.annotations?.[EXIT_CODE] ?? 0);
      return [
        patchStatus(PODS, pod, {
          phase: code === 0 ? 'Succeeded' : 'Failed',
          conditions: podConditions(pod, false, now),
          containerStatuses: terminated(pod, code, seconds(now)),
        }),
      ];
    },
  },
];

/** Pods: placed, started, ready, ended, gone. */
export const podsTable: Table<Pod> = {
  name: 'pods',
  subject: PODS,
  watches: [CLAIMS, NODES, STORAGE_CLASSES, KAFKAS],
  stages: [
    ...lostNodeStages,
    {
      name: 'remove',
      delay: { ms: 2_000, jitterMs: 2_000 },
      when: isGoing,
      effects: pod => [remove(PODS, pod, { gracePeriodSeconds: 0 })],
    },
    ...placing,
    ...crashStages,
    ...living,
  ],
};
