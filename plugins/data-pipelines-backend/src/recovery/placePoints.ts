import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import type { PointScope } from './RecoveryPointsService';

/** A point, and which elements it belongs to. */
export interface PlacedPoint {
  point: FoundPoint;
  pipeline: string;
  /** Ids, each once. */
  elements: readonly string[];
  /** Milliseconds since the epoch; undefined until there is a cut. */
  cutMs: number | undefined;
}

const claimKey = (cluster: string, namespace: string, claim: string) => `${cluster}/${namespace}/${claim}`;

/**
 * Joins points with the elements that run: a snapshot that somebody else made
 * belongs to the element whose claim it was cut from; one of no element is left
 * out, because nobody's right to it could be decided. Newest cut first; points
 * without a cut yet come before all. Pure.
 */
export function placePoints(points: readonly FoundPoint[], elements: ReadonlyMap<string, Element>): readonly PlacedPoint[] {
  const ofClaim = new Map<string, Element>();
  for (const element of elements.values()) {
    for (const volume of element.volumes) ofClaim.set(claimKey(volume.cluster, volume.namespace, volume.name), element);
  }
  const placed: PlacedPoint[] = [];
  for (const point of points) {
    const ids = new Set<string>();
    let pipeline = point.pipeline;
    for (const member of point.members) {
      const element = elements.get(member.element) ?? ofClaim.get(claimKey(point.cluster, point.namespace, member.volume));
      const id = element?.id ?? (member.element === '' ? undefined : member.element);
      if (id !== undefined) ids.add(id);
      pipeline ??= element?.pipeline;
    }
    if (pipeline === undefined || ids.size === 0) continue;
    const cutMs = point.cutTime === undefined ? NaN : Date.parse(point.cutTime);
    placed.push({ point, pipeline, elements: [...ids], cutMs: Number.isFinite(cutMs) ? cutMs : undefined });
  }
  return placed.sort(newestFirst);
}

/** No cut yet first, then newest cut; equal ones by id. */
export function newestFirst(a: PlacedPoint, b: PlacedPoint): number {
  return (b.cutMs ?? Infinity) - (a.cutMs ?? Infinity) || compareIds(a.point.id, b.point.id);
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Whether everything can be restored from it. */
export function isGood({ point }: PlacedPoint): boolean {
  return point.state === 'Ready' && point.members.length > 0;
}

/** How many good points each element has, by id. Pure. */
export function goodPoints(all: readonly PlacedPoint[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const placed of all) {
    if (isGood(placed)) placed.elements.forEach(id => counts.set(id, (counts.get(id) ?? 0) + 1));
  }
  return counts;
}

/** The elements for which this is the only good point there is. Pure. */
export function lastGoodFor(placed: PlacedPoint, counts: ReadonlyMap<string, number>): readonly string[] {
  return isGood(placed) ? placed.elements.filter(id => counts.get(id) === 1) : [];
}

/** Who owns the point, for rights: its elements, and the place of the point for those that run no more. */
export function scopeOfPlaced({ point, pipeline, elements: ids }: PlacedPoint, elements: ReadonlyMap<string, Element>): PointScope {
  return {
    pipeline,
    elements: ids.map(id => {
      const element = elements.get(id);
      if (!element) return { id, cluster: point.cluster, namespace: point.namespace };
      const { cluster, namespace = '' } = element.object;
      return { id, cluster, namespace, ...(element.owner !== undefined && { owner: element.owner }) };
    }),
  };
}
