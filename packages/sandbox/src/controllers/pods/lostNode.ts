import { Node, NODES, Pod, PODS } from '../kinds/core';
import { onlyConditions, statusOf } from '../engine/conditions';
import { patchStatus, remove } from '../engine/effects';
import { Stage, View } from '../engine/table';

/*
 * Plays the node controller and the taint manager for a node whose kubelet is
 * silent: its pods are not ready, are told to go after their toleration, and
 * stay Terminating until the node is back. Not emulated: taints on the node,
 * tolerations of single pods, force-detached volumes.
 */

/** Annotation on a node: scripted seconds after which its pods are told to go. */
export const EVICT_AFTER = 'sandbox.penstock.dev/evict-after-seconds';
/** What pods tolerate by default. */
const TOLERATION_SECONDS = 300;
const NOT_READY = 'NodeNotReady';

/** Whether the node of a pod has stopped reporting. */
export function isOnLostNode(pod: Pod, view: View): boolean {
  const { nodeName } = pod.spec;
  const node = nodeName ? view.get(NODES, undefined, nodeName) : undefined;
  return node !== undefined && isLost(node);
}

/** Whether a node has stopped reporting. */
export function isLost(node: Node): boolean {
  const ready = statusOf(node.status?.conditions, 'Ready');
  return ready !== undefined && ready !== 'True';
}

function readiness(pod: Pod, ready: boolean, now: Date) {
  const known = pod.status?.conditions ?? [];
  const change = ready
    ? { status: 'True' }
    : { status: 'False', reason: NOT_READY };
  return onlyConditions(
    known,
    known.map(({ reason, message, ...condition }) =>
      condition.type === 'Ready'
        ? { type: 'Ready', ...change }
        : {
            ...condition,
            ...(reason === undefined ? {} : { reason }),
            ...(message === undefined ? {} : { message }),
          },
    ),
    now,
  );
}

const readyReason = (pod: Pod) =>
  pod.status?.conditions?.find(({ type }) => type === 'Ready')?.reason;

/** Pods of a lost node; they come before everything else that happens to pods. */
export const lostNodeStages: Stage<Pod>[] = [
  {
    name: 'the node is lost',
    delay: { ms: 1_000 },
    when: (pod, view) =>
      isOnLostNode(pod, view) &&
      statusOf(pod.status?.conditions, 'Ready') === 'True',
    effects: (pod, _view, now) => [
      patchStatus(PODS, pod, { conditions: readiness(pod, false, now) }),
    ],
  },
  {
    name: 'evict from the lost node',
    delay: (pod, view) => {
      const node = view.get(NODES, undefined, pod.spec.nodeName ?? '');
      const given = Number(node?.metadata.annotations?.[EVICT_AFTER] ?? NaN);
      return {
        ms: (Number.isFinite(given) ? given : TOLERATION_SECONDS) * 1_000,
      };
    },
    when: (pod, view) =>
      isOnLostNode(pod, view) && pod.metadata.deletionTimestamp === undefined,
    effects: pod => [
      patchStatus(PODS, pod, {
        reason: 'NodeLost',
        message: `Node ${pod.spec.nodeName} which was running pod ${pod.metadata.name} is unresponsive`,
      }),
      remove(PODS, pod),
    ],
  },
  {
    name: 'stay on the lost node',
    delay: { ms: 3_600_000 },
    when: isOnLostNode,
    effects: () => [],
  },
  {
    name: 'the node is back',
    delay: { ms: 1_000 },
    when: pod =>
      pod.metadata.deletionTimestamp === undefined &&
      pod.status?.phase === 'Running' &&
      readyReason(pod) === NOT_READY,
    effects: (pod, _view, now) => [
      patchStatus(PODS, pod, {
        reason: null,
        message: null,
        conditions: readiness(pod, true, now),
      }),
    ],
  },
];
