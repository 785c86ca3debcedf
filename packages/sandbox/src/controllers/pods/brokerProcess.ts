import { CLAIMS, ContainerStatus, Pod, PODS } from '../kinds/core';
import { KAFKAS } from '../kinds/strimzi';
import { onlyConditions, statusOf } from '../engine/conditions';
import { Effect, patchStatus } from '../engine/effects';
import { CANNOT_START } from '../engine/engineCalls';
import { Stage, View } from '../engine/table';
import { clusterIdOf } from '../strimzi/names';

/*
 * Plays the start of a Kafka node on its volumes: it formats new ones and ends
 * with an error on those of another cluster or node; the kubelet starts it
 * again and again, ever later. Not emulated: log recovery, fencing.
 */

/** Longest wait of the kubelet between two starts. */
const MOST_BACKOFF_MS = 300_000;
const FIRST_BACKOFF_MS = 10_000;

const seconds = (now: Date) => now.toISOString().replace(/\.\d+Z$/, 'Z');

/** The call that starts a Kafka node; nothing for other pods. */
export function startOf(pod: Pod, view: View): Effect[] {
  const { namespace, name, labels = {} } = pod.metadata;
  const kafka = view.get(KAFKAS, namespace, labels['strimzi.io/cluster'] ?? '');
  const nodeId = /-(\d+)$/.exec(name)?.[1];
  if (
    !kafka ||
    nodeId === undefined ||
    labels['strimzi.io/kind'] !== 'Kafka' ||
    labels['strimzi.io/pool-name'] === undefined
  ) {
    return [];
  }
  return [
    {
      act: 'engine',
      call: {
        kind: 'start broker',
        namespace,
        pod: name,
        volumes: mountsOf(pod, view),
        clusterId: clusterIdOf(kafka),
        nodeId: Number(nodeId),
      },
    },
  ];
}

function mountsOf(pod: Pod, view: View) {
  return (pod.spec.volumes ?? []).flatMap(
    ({ name, persistentVolumeClaim: source }) => {
      const volume = source
        ? view.get(CLAIMS, pod.metadata.namespace, source.claimName)?.spec
            .volumeName
        : undefined;
      return volume ? [{ volume, mount: `/var/lib/kafka/${name}` }] : [];
    },
  );
}

/** Why the pod's process cannot start, if it cannot. */
export function refusalOf({ metadata }: Pod): string | undefined {
  return metadata.annotations?.[CANNOT_START];
}

/** Whether containers are about to run: for the first time, or again after a crash. */
export function isStarting(pod: Pod): boolean {
  const containers = pod.status?.containerStatuses ?? [];
  return (
    !pod.metadata.deletionTimestamp &&
    statusOf(pod.status?.conditions, 'Initialized') === 'True' &&
    containers.length > 0 &&
    containers.every(
      ({ started, state }) =>
        !started &&
        state.terminated === undefined &&
        !isWaitingFor(state, 'CrashLoopBackOff'),
    )
  );
}

/** Whether the kubelet waits before it starts a crashed container again. */
export function isCrashLooping(pod: Pod): boolean {
  return (pod.status?.containerStatuses ?? []).some(({ state }) =>
    isWaitingFor(state, 'CrashLoopBackOff'),
  );
}

function isWaitingFor(
  state: ContainerStatus['state'],
  reason: string,
): boolean {
  const waiting: { reason?: string } = state.waiting ?? {};
  return waiting.reason === reason;
}

const restartsOf = (pod: Pod) =>
  Math.max(
    0,
    ...(pod.status?.containerStatuses ?? []).map(one => one.restartCount),
  );

function backoff(pod: Pod): { ms: number } {
  const doubled = FIRST_BACKOFF_MS * 2 ** Math.min(10, restartsOf(pod) - 1);
  return { ms: Math.min(MOST_BACKOFF_MS, doubled) };
}

function notReady(pod: Pod, now: Date) {
  const unready = { status: 'False', reason: 'ContainersNotReady' };
  return onlyConditions(
    pod.status?.conditions,
    [
      { type: 'PodScheduled', status: 'True' },
      { type: 'Initialized', status: 'True' },
      { type: 'ContainersReady', ...unready },
      { type: 'Ready', ...unready },
    ],
    now,
  );
}

function crashed(container: ContainerStatus, why: string, now: Date) {
  const ended = {
    exitCode: 1,
    reason: 'Error',
    message: why,
    startedAt: seconds(now),
    finishedAt: seconds(now),
  };
  return {
    ...container,
    ready: false,
    started: false,
    restartCount: container.restartCount + 1,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `back-off restarting failed container ${container.name}`,
      },
    },
    lastState: { terminated: ended },
  };
}

/** A process that ends at its start, and its restarts. */
export const crashStages: Stage<Pod>[] = [
  {
    name: 'crash at the start',
    delay: { ms: 2_000 },
    when: pod => isStarting(pod) && refusalOf(pod) !== undefined,
    effects: (pod, _view, now) => [
      patchStatus(PODS, pod, {
        phase: 'Running',
        conditions: notReady(pod, now),
        containerStatuses: (pod.status?.containerStatuses ?? []).map(
          container => crashed(container, refusalOf(pod) ?? '', now),
        ),
      }),
    ],
  },
  {
    name: 'start the container again',
    delay: backoff,
    when: pod => isCrashLooping(pod) && !pod.metadata.deletionTimestamp,
    effects: (pod, view, now) => [
      ...startOf(pod, view),
      patchStatus(PODS, pod, {
        containerStatuses: (pod.status?.containerStatuses ?? []).map(
          container => ({
            ...container,
            state: { running: { startedAt: seconds(now) } },
          }),
        ),
      }),
    ],
  },
];
