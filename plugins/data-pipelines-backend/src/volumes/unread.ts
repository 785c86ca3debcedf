import { isForbidden, isNotServed, refusalOf } from '../clusters/classify';
import type { KubernetesResponse } from '../clusters/ClusterConnection';
import { AnswerTooLargeError, ClusterUnreachableError } from '../clusters/ClusterUnreachableError';

/** Why a cluster's answer, which was not 200, shows nothing. `what` is e.g. `events in namespace a`. Pure. */
export function refusalSentence(cluster: string, what: string, response: KubernetesResponse): string {
  const refusal = refusalOf(response);
  if (isForbidden(refusal)) return `Penstock has no right to read ${what} in cluster ${cluster}; docs/kubernetes-rbac.md has the rule.`;
  if (isNotServed(refusal)) return `Cluster ${cluster} has no ${what} any more.`;
  return `Cluster ${cluster} answered ${refusal.status} when ${what} was asked for.`;
}

/** Why there was no answer. @throws what is neither the cluster's fault nor that of its answer */
export function failureSentence(thrown: unknown): string {
  if (thrown instanceof ClusterUnreachableError) return thrown.reason;
  if (thrown instanceof AnswerTooLargeError) return thrown.message;
  throw thrown;
}
