import { CLAIMS, NODES, Pod, PODS, VOLUMES } from '../kinds/core';
import { View } from '../engine/table';

const ZONE = 'topology.kubernetes.io/zone';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** Names of the claims that a pod mounts. */
export function claimsOf(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap(volume =>
    volume.persistentVolumeClaim
      ? [volume.persistentVolumeClaim.claimName]
      : [],
  );
}

/** Zone label of a node. */
export function zoneOf(
  node: string | undefined,
  view: View,
): string | undefined {
  return node === undefined
    ? undefined
    : view.get(NODES, undefined, node)?.metadata.labels?.[ZONE];
}

/**
 * The node for a pod: where its volumes are or were promised; else the node
 * with the fewest siblings in its zone, on itself, and the fewest pods at all.
 * Undefined when no schedulable node fits.
 */
export function chooseNode(pod: Pod, view: View): string | undefined {
  const promised = promisedNode(pod, view);
  if (promised) {
    return promised;
  }
  const zone = volumeZone(pod, view);
  const placed = view.list(PODS).filter(({ spec }) => spec.nodeName);
  const siblings = placed.filter(other => isSibling(other, pod));
  const ranked = view
    .list(NODES)
    .filter(node => !node.spec?.unschedulable)
    .filter(node => zone === undefined || node.metadata.labels?.[ZONE] === zone)
    .map(node => ({
      name: node.metadata.name,
      order: [
        siblings.filter(
          ({ spec }) =>
            zoneOf(spec.nodeName, view) === node.metadata.labels?.[ZONE],
        ).length,
        count(siblings, node.metadata.name),
        count(placed, node.metadata.name),
      ],
    }))
    .sort(
      (a, b) =>
        a.order[0] - b.order[0] ||
        a.order[1] - b.order[1] ||
        a.order[2] - b.order[2] ||
        (a.name < b.name ? -1 : 1),
    );
  return ranked[0]?.name;
}

function count(pods: Pod[], node: string): number {
  return pods.filter(({ spec }) => spec.nodeName === node).length;
}

function isSibling(other: Pod, pod: Pod): boolean {
  const owner = pod.metadata.ownerReferences?.[0]?.uid;
  return (
    owner !== undefined && other.metadata.ownerReferences?.[0]?.uid === owner
  );
}

function promisedNode(pod: Pod, view: View): string | undefined {
  return claimsOf(pod)
    .map(
      name =>
        view.get(CLAIMS, pod.metadata.namespace, name)?.metadata.annotations?.[
          SELECTED_NODE
        ],
    )
    .find(
      node =>
        node !== undefined && view.get(NODES, undefined, node) !== undefined,
    );
}

function volumeZone(pod: Pod, view: View): string | undefined {
  for (const name of claimsOf(pod)) {
    const claim = view.get(CLAIMS, pod.metadata.namespace, name);
    const volume = claim?.spec.volumeName
      ? view.get(VOLUMES, undefined, claim.spec.volumeName)
      : undefined;
    const zone =
      volume?.spec.nodeAffinity?.required.nodeSelectorTerms[0]
        ?.matchExpressions[0]?.values[0];
    if (zone) {
      return zone;
    }
  }
  return undefined;
}
