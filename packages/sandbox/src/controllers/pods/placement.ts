import { CLAIMS, NODES, Pod, VOLUMES } from '../kinds/core';
import { fraction } from '../engine/seeded';
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
 * The node for a pod: where its volumes are or were promised; else siblings go
 * by their number round the zones, and round the nodes of a zone. Depends on
 * nothing that another pod does at the same time, so siblings placed at once
 * still spread. Undefined when no schedulable node fits.
 */
export function chooseNode(pod: Pod, view: View): string | undefined {
  const promised = promisedNode(pod, view);
  if (promised) {
    return promised;
  }
  const nodes = view
    .list(NODES)
    .filter(node => !node.spec?.unschedulable)
    .map(({ metadata }) => ({
      name: metadata.name,
      zone: metadata.labels?.[ZONE] ?? '',
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const zones = [...new Set(nodes.map(({ zone }) => zone))].sort();
  const { family, number } = placeOf(pod);
  const start = Math.floor(fraction(family) * 1_000);
  const zone =
    volumeZone(pod, view) ??
    zones[(start + number) % Math.max(1, zones.length)];
  const candidates = nodes.filter(node => node.zone === zone);
  const round = Math.floor(number / Math.max(1, zones.length));
  return candidates[(start + round) % Math.max(1, candidates.length)]?.name;
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
