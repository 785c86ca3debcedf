import type { Member, StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionOf } from './conditions';
import { listAt, numberAt, textAt, valueAt } from './reading';

/** Pods, in the core group. */
export const POD = { group: '', kind: 'Pod' } as const;

/** Claims, in the core group. */
export const PERSISTENT_VOLUME_CLAIM = { group: '', kind: 'PersistentVolumeClaim' } as const;

const ZONE_LABEL = 'topology.kubernetes.io/zone';

/** Waiting reasons from which a container does not come back without a change. */
const STUCK_REASONS = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** Names of the claims that a pod mounts: the only safe way from a pod to its volumes. */
export function claimsOf(pod: KubernetesObject): readonly string[] {
  return listAt(pod, 'spec.volumes').flatMap(volume => textAt(volume, 'persistentVolumeClaim.claimName') ?? []);
}

/** The waiting reason of a container that will not start by itself, with its exit reason. */
export function stuckReason(pod: KubernetesObject): string | undefined {
  const containers = [...listAt(pod, 'status.initContainerStatuses'), ...listAt(pod, 'status.containerStatuses')];
  for (const container of containers) {
    const waiting = textAt(container, 'state.waiting.reason');
    if (waiting !== undefined && STUCK_REASONS.has(waiting)) {
      const last = textAt(container, 'lastState.terminated.reason');
      const code = numberAt(container, 'lastState.terminated.exitCode');
      return last === undefined ? waiting : `${waiting}, last exit ${last}${code === undefined ? '' : ` (${code})`}`;
    }
  }
  return undefined;
}

/** How often the pod's containers were restarted, all together. */
export function restartsOf(pod: KubernetesObject): number {
  return listAt(pod, 'status.containerStatuses').reduce((sum, entry) => sum + (numberAt(entry, 'restartCount') ?? 0), 0);
}

/** Whether a list of pods means what it says. */
export function podsReadable(inventory: InventoryReader): boolean {
  return inventory.kindState(POD).state === 'watched';
}

/** Whether the kubelet says that the pod is ready. */
export function isReady(pod: KubernetesObject): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True';
}

function stateOf(pod: KubernetesObject, ready: boolean): { word: StatusWord; reason?: string } {
  const phase = textAt(pod, 'status.phase');
  const stuck = stuckReason(pod);
  if (pod.metadata.deletionTimestamp !== undefined) return { word: 'Progressing', reason: 'terminating' };
  if (stuck !== undefined) return { word: 'Critical', reason: stuck };
  switch (phase) {
    case 'Running':
      return ready ? { word: 'Healthy' } : { word: 'Warning', reason: 'running, but not ready' };
    case 'Succeeded':
      return { word: 'Healthy', reason: 'completed' };
    case 'Failed':
      return { word: 'Critical', reason: textAt(pod, 'status.reason') ?? 'failed' };
    case 'Pending': {
      const scheduled = conditionOf(pod, 'PodScheduled');
      return scheduled?.status === 'False'
        ? { word: 'Warning', reason: `not scheduled: ${scheduled.message ?? scheduled.reason ?? 'no reason given'}` }
        : { word: 'Progressing', reason: 'starting' };
    }
    default:
      return { word: 'Unknown', reason: phase === undefined ? 'no phase reported' : `unknown phase "${phase}"` };
  }
}

/** A group of pods as a part of its element: how many are ready, and what that comes to. */
export function readyWord(
  pods: readonly KubernetesObject[],
  wanted: number,
  { inventory, settling }: { inventory: InventoryReader; settling: boolean },
): { word: StatusWord; ready: number } {
  const ready = pods.filter(pod => isReady(pod) && pod.metadata.deletionTimestamp === undefined).length;
  if (!podsReadable(inventory)) return { word: 'Unknown', ready };
  if (ready >= wanted) return { word: 'Healthy', ready };
  if (settling) return { word: 'Progressing', ready };
  return { word: ready === 0 ? 'Critical' : 'Warning', ready };
}

/** A pod as a member of its element. */
export function memberOf(pod: KubernetesObject, role: string, inventory: InventoryReader): Member {
  const ready = isReady(pod);
  const { word, reason } = stateOf(pod, ready);
  const node = textAt(pod, 'spec.nodeName');
  const zone =
    pod.metadata.labels?.[ZONE_LABEL] ??
    (node === undefined ? undefined : inventory.get({ group: '', kind: 'Node' }, { name: node })?.metadata.labels?.[ZONE_LABEL]);
  const startedAt = valueAt(pod, 'status.startTime');
  return {
    name: pod.metadata.name,
    namespace: pod.metadata.namespace ?? '',
    role,
    word,
    ...(reason === undefined ? {} : { reason }),
    ready,
    restarts: restartsOf(pod),
    ...(node === undefined ? {} : { node }),
    ...(zone === undefined ? {} : { zone }),
    ...(typeof startedAt === 'string' ? { startedAt } : {}),
    volumes: [...claimsOf(pod)],
  };
}
