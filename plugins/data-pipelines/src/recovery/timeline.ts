import type { ProtectionSummary, TimelinePoint } from '@penstock/backstage-plugin-data-pipelines-common';

/** A time in which the newest good point was older than the objective allows; milliseconds since 1970. */
export interface LongGap {
  /** The good point before it. */
  from: number;
  /** From here on the objective is missed. */
  missedFrom: number;
  to: number;
}

/** A timeline: its ends, its points from old to new, and the gaps over the target. */
export interface Timeline {
  from: number;
  to: number;
  points: readonly TimelinePoint[];
  gaps: readonly LongGap[];
}

/** The times between good points that are longer than the objective; the last one lasts until now. Pure. */
export function gapsOver(points: readonly TimelinePoint[], objectiveSeconds: number | undefined, now: number): LongGap[] {
  if (objectiveSeconds === undefined) return [];
  const allowed = objectiveSeconds * 1000;
  const good = points
    .filter(({ state }) => state === 'Ready')
    .map(({ at }) => Date.parse(at))
    .sort((a, b) => a - b);
  return good.flatMap((from, index) => {
    const to = good[index + 1] ?? now;
    return to - from > allowed ? [{ from, missedFrom: from + allowed, to }] : [];
  });
}

/** Lays a summary's points on a line until now; undefined where there are none. Pure. */
export function timelineOf({ timeline, objectiveSeconds }: ProtectionSummary, now: number): Timeline | undefined {
  const points = [...timeline].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (points.length === 0) return undefined;
  const first = Date.parse(points[0].at);
  const span = Math.max(now - first, 3600_000);
  return { from: first - span * 0.02, to: now, points, gaps: gapsOver(points, objectiveSeconds, now) };
}

/** Where a time stands on the line, in per cent of its width. Pure. */
export function placeOf({ from, to }: Pick<Timeline, 'from' | 'to'>, at: number): number {
  return Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
}
