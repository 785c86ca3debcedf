import type { Volume } from '@penstock/backstage-plugin-data-pipelines-common';

/** Members of a group are out of balance when their volumes differ by at least so much in use. */
const SPREAD = 0.2;

/** The fullest and the emptiest volume of a group that is out of balance. */
export interface Imbalance {
  fullest: { name: string; ratio: number };
  emptiest: { name: string; ratio: number };
}

/** Whether the volumes of a group are used very unevenly; of those that report. Undefined where they are not, or too few do. */
export function imbalanceOf(volumes: readonly Volume[]): Imbalance | undefined {
  const known = volumes
    .flatMap(({ name, usedRatio }) => (usedRatio.state === 'measured' ? [{ name, ratio: usedRatio.value }] : []))
    .sort((a, b) => b.ratio - a.ratio);
  const fullest = known[0];
  const emptiest = known[known.length - 1];
  if (fullest === undefined || emptiest === undefined || fullest.ratio - emptiest.ratio < SPREAD) return undefined;
  return { fullest, emptiest };
}
