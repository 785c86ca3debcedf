import { CLAIMS, Node, NODES, Pod, PODS, VOLUMES } from '../kinds/core';
import { fraction } from '../engine/seeded';
import { View } from '../engine/table';
import { PlacedPod, unmetWishes } from './constraints';
import { isLost } from './lostNode';

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
 * The node for a pod: where its volumes are or were promised; else siblings go
 * by their number round the zones, and round the nodes of a zone, past nodes
 * that its constraints forbid. The order depends on nothing that another pod
 * does at the same time, so siblings placed at once still spread. Undefined
 * when no schedulable node fits.
 */
export function chooseNode(pod: Pod, view: View): string | undefined {
  const promised = promisedNode(pod, view);
  if (promised) {
    return promised;
  }
  const all = view.list(NODES);
  const nodes = all
    .filter(node => !node.spec?.unschedulable && !isLost(node))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const placed = placedPods(all, view, pod.metadata.namespace);
  let best: { name: string; unmet: number } | undefined;
  for (const node of inTurn(pod, nodes, view)) {
    const unmet = unmetWishes(pod, node, nodes, placed);
    if (unmet !== undefined && (!best || unmet < best.unmet)) {
      best = { name: node.metadata.name, unmet };
    }
  }
  return best?.name;
}

/** The nodes in the order in which the pod would take them. */
function inTurn(pod: Pod, nodes: Node[], view: View): Node[] {
  const zoned = (node: Node) => node.metadata.labels?.[ZONE] ?? '';
  const zones = [...new Set(nodes.map(zoned))].sort();
  const { family, number } = placeOf(pod);
  const start = Math.floor(fraction(family) * 1_000);
  const round = Math.floor(number / Math.max(1, zones.length));
  const bound = volumeZone(pod, view);
  const order = bound ? [bound] : turned(zones, start + number);
  return order.flatMap(zone =>
    turned(
      nodes.filter(node => zoned(node) === zone),
      start + round,
    ),
  );
}

/** The same list, beginning elsewhere. */
function turned<T>(list: T[], by: number): T[] {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

function placedPods(
  nodes: Node[],
  view: View,
  namespace: string | undefined,
): PlacedPod[] {
  return view
    .list(PODS, namespace)
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .flatMap(pod => {
      const name = pod.spec.nodeName ?? promisedNode(pod, view);
      const node = nodes.find(({ metadata }) => metadata.name === name);
      return node ? [{ pod, node }] : [];
    });
}

/** Whose sibling a pod is, and its number among them. A pod without number gets one from its name. */
function placeOf({ metadata }: Pod): { family: string; number: number } {
  const numbered = /^(.*)-(\d+)$/.exec(metadata.name);
  const family = `${metadata.namespace}/${numbered?.[1] ?? metadata.name}`;
  return { family, number: Number(numbered?.[2] ?? 0) };
}

function promisedNode(pod: Pod, view: View): string | undefined {
  return claimsOf(pod)
    .map(
      name =>
        view.get(CLAIMS, pod.metadata.namespace, name)?.metadata.annotations?.[
          SELECTED_NODE
        ],
    )
    .find(name => {
      const node =
        name === undefined ? undefined : view.get(NODES, undefined, name);
      return node !== undefined && !isLost(node);
    });
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
