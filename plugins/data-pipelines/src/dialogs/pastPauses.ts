import type { RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';

/** How long earlier cuts of the same elements held back writes, in milliseconds. */
export interface PastPauses {
  count: number;
  leastMs: number;
  mostMs: number;
}

/** What was measured at the points of exactly these elements; undefined where none of them paused writes. Pure. */
export function pastPauses(points: readonly RecoveryPoint[], elements: readonly string[]): PastPauses | undefined {
  const wanted = [...elements].sort().join(' ');
  const measured = points.flatMap(point => (point.pausedMs !== undefined && [...point.elements].sort().join(' ') === wanted ? [point.pausedMs] : []));
  if (measured.length === 0) return undefined;
  return { count: measured.length, leastMs: Math.min(...measured), mostMs: Math.max(...measured) };
}
