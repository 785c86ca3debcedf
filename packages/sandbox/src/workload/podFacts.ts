import type { Pod } from '../controllers/kinds/core';
import type { PodFacts } from './facts';
import { claimsOf } from './world';

/** What kube-state-metrics would tell about a pod. */
export function podFacts(namespace: string, pod: Pod): PodFacts {
  const conditions = pod.status?.conditions ?? [];
  return {
    namespace,
    pod: pod.metadata.name,
    phase: pod.status?.phase ?? 'Unknown',
    ready: conditions.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    ),
    restarts: (pod.status?.containerStatuses ?? []).map(
      ({ name, restartCount, state }) => {
        const waiting: { reason?: string } = state.waiting ?? {};
        return {
          container: name,
          count: restartCount,
          waitingReason: waiting.reason,
        };
      },
    ),
    claims: claimsOf(pod),
  };
}
