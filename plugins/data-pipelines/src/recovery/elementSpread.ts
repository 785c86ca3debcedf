import type { RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';

/**
 * Milliseconds from the first cut of a point to the last, over all its elements, which are cut after each other on purpose;
 * undefined for one element alone and where not every member says its time. Pure.
 */
export function elementSpread({ members }: Pick<RecoveryPoint, 'members'>): number | undefined {
  if (new Set(members.map(({ element }) => element)).size < 2) return undefined;
  const times = members.map(({ cutTime }) => (cutTime === undefined ? NaN : Date.parse(cutTime)));
  return times.some(Number.isNaN) ? undefined : Math.max(...times) - Math.min(...times);
}
