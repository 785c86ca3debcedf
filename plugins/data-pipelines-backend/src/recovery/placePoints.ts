import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import type { PointScope } from './RecoveryPointsService';

/** A point, and which elements it belongs to. */
export interface PlacedPoint {
  point: FoundPoint;
  pipeline: string;
  /** Ids, each once. */
  elements: readonly string[];
  /** Those of them that can be restored from it: it is ready and holds all of their volumes. */
  goodFor: readonly string[];
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
      const element = elements.get(member.element) ?? ofClaim.get(claimKey(point.cluster, member.object.namespace ?? point.namespace, member.volume));
      const id = element?.id ?? (member.element === '' ? undefined : member.element);
      if (id !== undefined) ids.add(id);
      pipeline ??= element?.pipeline;
    }
    if (pipeline === undefined || ids.size === 0) continue;
    const cutMs = point.cutTime === undefined ? NaN : Date.parse(point.cutTime);
    const goodFor = [...ids].filter(id => holdsAllOf(id, point, elements.get(id)));
    placed.push({ point, pipeline, elements: [...ids], goodFor, cutMs: Number.isFinite(cutMs) ? cutMs : undefined });
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

/**
 * Whether the element can be restored from the point: all volumes that it has
 * now or, where it runs no more, all that were meant. What was meant by
 * somebody else is not known.
 */
function holdsAllOf(id: string, point: FoundPoint, element: Element | undefined): boolean {
  const { state, members, planned, cluster, namespace, foreign } = point;
  if (state !== 'Ready' || members.length === 0) return false;
  const held = new Set(members.filter(({ ready }) => ready).map(({ object, volume }) => claimKey(cluster, object.namespace ?? namespace, volume)));
  if (element && element.volumes.length > 0) return element.volumes.every(volume => held.has(claimKey(volume.cluster, volume.namespace, volume.name)));
  const meant = planned?.filter(each => each.element === id) ?? [];
  if (meant.length === 0) return !foreign;
  return meant.every(({ volume }) => members.some(member => member.ready && member.volume === volume));
}

/** Whether each element of which it is a point can be restored from it. */
export function isGood({ elements, goodFor }: PlacedPoint): boolean {
  return goodFor.length === elements.length;
}

/** Whether the element, or where none is meant each of its elements, can be restored from it. Pure. */
export function isGoodFor(placed: PlacedPoint, element: string | undefined): boolean {
  return element === undefined ? isGood(placed) : placed.goodFor.includes(element);
}

/** How many good points each element has, by id. Pure. */
export function goodPoints(all: readonly PlacedPoint[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { goodFor } of all) goodFor.forEach(id => counts.set(id, (counts.get(id) ?? 0) + 1));
  return counts;
}

/** The elements for which this is the only good point there is. Pure. */
export function lastGoodFor({ goodFor }: PlacedPoint, counts: ReadonlyMap<string, number>): readonly string[] {
  return goodFor.filter(id => counts.get(id) === 1);
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
