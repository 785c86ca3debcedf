import {
  AntiAffinityTerm,
  hasLabels,
  Node,
  Pod,
  PodSelector,
} from '../kinds/core';

/** A pod and the node it is on, or is promised to by its volumes. */
export interface PlacedPod {
  pod: Pod;
  node: Node;
}

/**
 * How well a node suits a pod beside the pods that have a place: undefined
 * when its node selector, a required anti-affinity or a hard spread constraint
 * forbids it, else the number of wishes it would break. Pure.
 */
export function unmetWishes(
  pod: Pod,
  node: Node,
  nodes: readonly Node[],
  placed: readonly PlacedPod[],
): number | undefined {
  const {
    nodeSelector = {},
    affinity,
    topologySpreadConstraints = [],
  } = pod.spec;
  const siblings = placed.filter(
    other =>
      other.pod.metadata.namespace === pod.metadata.namespace &&
      other.pod.metadata.name !== pod.metadata.name,
  );
  const clashes = ({ topologyKey, labelSelector }: AntiAffinityTerm) =>
    siblings.some(
      other =>
        selects(labelSelector, other.pod) &&
        domainOf(other.node, topologyKey) === domainOf(node, topologyKey),
    );
  const tooMany = topologySpreadConstraints.filter(
    ({ topologyKey, labelSelector, maxSkew }) => {
      const matching = siblings.filter(other =>
        selects(labelSelector, other.pod),
      );
      return skew(node, nodes, matching, topologyKey) > maxSkew;
    },
  );
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required = [],
    preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
  } = affinity?.podAntiAffinity ?? {};
  const forbidden =
    !hasLabels(node, nodeSelector) ||
    required.some(clashes) ||
    tooMany.some(
      ({ whenUnsatisfiable }) => whenUnsatisfiable !== 'ScheduleAnyway',
    );
  return forbidden
    ? undefined
    : tooMany.length +
        preferred.filter(({ podAffinityTerm }) => clashes(podAffinityTerm))
          .length;
}

/** How many more matching pods the node's domain would have than the emptiest one, with the pod on it. */
function skew(
  node: Node,
  nodes: readonly Node[],
  matching: readonly PlacedPod[],
  topologyKey: string,
): number {
  const counts = new Map<string, number>();
  nodes.forEach(one => counts.set(domainOf(one, topologyKey), 0));
  for (const other of matching) {
    const domain = domainOf(other.node, topologyKey);
    counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  const here = counts.get(domainOf(node, topologyKey)) ?? 0;
  return here + 1 - Math.min(...counts.values());
}

function domainOf(node: Node, topologyKey: string): string {
  return node.metadata.labels?.[topologyKey] ?? '';
}

/** Whether a selector meets a pod; one that is absent meets none. */
function selects(selector: PodSelector | undefined, pod: Pod): boolean {
  if (selector === undefined) {
    return false;
  }
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    hasLabels(pod, matchLabels) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = pod.metadata.labels?.[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        default:
          return operator === 'DoesNotExist' && value === undefined;
      }
    })
  );
}
