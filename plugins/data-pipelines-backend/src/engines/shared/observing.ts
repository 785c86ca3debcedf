import type { KubernetesObject, Observation, ObserveInput, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { isReady } from './members';
import { textAt } from './reading';

/** The objects of one kind that an observer was shown; a kind that was not asked for is an empty list. */
export function seenOf(input: Pick<ObserveInput, 'seen'>, kind: string): readonly KubernetesObject[] {
  return input.seen.filter(({ watched }) => watched.kind === kind).flatMap(({ objects }) => objects);
}

/** How a kind was asked for; undefined where it was not. */
export function watchedOf(input: Pick<ObserveInput, 'seen'>, kind: string): Watched | undefined {
  return input.seen.find(({ watched }) => watched.kind === kind)?.watched;
}

/** Still on the way. */
export function waiting(waitsFor: string, more: { done?: number; total?: number; evidence?: readonly string[] } = {}): Observation {
  const { done, total, evidence } = more;
  return {
    state: 'waiting',
    waitsFor,
    ...(done === undefined || total === undefined ? {} : { progress: { source: 'derived', done, total, unit: 'members' } }),
    ...(evidence === undefined || evidence.length === 0 ? {} : { evidence }),
  };
}

/** The resource that everything depends on is not there, or on its way out: it does not come back by itself. */
export function goneOrGoing(kind: string, root: KubernetesObject | undefined): Observation | undefined {
  if (root !== undefined && root.metadata.deletionTimestamp === undefined) return undefined;
  const what = root === undefined ? `${kind} does not exist any more` : `${kind} ${root.metadata.name} is being deleted`;
  return {
    state: 'failed',
    code: 'ELEMENT_GONE',
    cause: `${what}.`,
    remedy: 'Find out who deleted it. Its volumes are kept: make the resource again, then try once more.',
  };
}

const POD_PHASES = new Set(['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']);

/** Nothing can be said of pods one of which has a phase that Kubernetes did not have when this was written. */
export function strangePhase(pods: readonly KubernetesObject[]): Observation | undefined {
  for (const pod of pods) {
    const phase = textAt(pod, 'status.phase');
    if (phase !== undefined && !POD_PHASES.has(phase) && !isReady(pod)) return { state: 'unknown', reason: `Pod ${pod.metadata.name} is in the unknown phase "${phase}".` };
  }
  return undefined;
}

/** Done when no pod is left; names those that are, at most ten. */
export function podsEnded(pods: readonly KubernetesObject[]): Observation {
  if (pods.length === 0) return { state: 'done', found: 'no pod is left' };
  return waiting(`${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} to end`, {
    evidence: pods.slice(0, 10).map(({ metadata }) => `${metadata.name}${metadata.deletionTimestamp === undefined ? '' : ' is being deleted'}`),
  });
}

/** Pods that serve: ready, and not on their way out. */
export function servingPods(pods: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return pods.filter(pod => isReady(pod) && pod.metadata.deletionTimestamp === undefined);
}

/** Why pods do not serve, for people; at most ten. */
export function whyNotServing(pods: readonly KubernetesObject[]): readonly string[] {
  const serving = new Set(servingPods(pods));
  return pods
    .filter(pod => !serving.has(pod))
    .slice(0, 10)
    .map(pod => `${pod.metadata.name}: ${pod.metadata.deletionTimestamp === undefined ? textAt(pod, 'status.phase') ?? 'no phase' : 'being deleted'}`);
}
