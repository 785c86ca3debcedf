import { formatBytes } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementVolumeFacts } from './elementVolumes';
import { plural } from './words';

/** What a point costs for as long as it is there. */
export interface KeepingCost {
  /** Absent: the size of a volume is not known. */
  spaceBytes?: number;
  /** Without a full stop. */
  sentence: string;
}

/** Volumes by their sizes. */
type Sized = Pick<ElementVolumeFacts, 'capacityBytes' | 'requestedBytes'>;

/** The most bytes that a cut of the volumes can need: all that fits on them; undefined where the size of one is not known. Pure. */
export function cutBytes(volumes: readonly Sized[]): number | undefined {
  const sizes = volumes.flatMap(({ capacityBytes, requestedBytes }) => capacityBytes ?? requestedBytes ?? []);
  return sizes.length === volumes.length ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
}

/**
 * The most that the storage may need for snapshots of the volumes: their size,
 * as a cut of all data would. How much less it is only the storage knows. Pure.
 */
export function keepingCost(volumes: readonly Sized[], keepDays: number | undefined): KeepingCost {
  const spaceBytes = cutBytes(volumes);
  const most = spaceBytes === undefined ? 'An amount that is not known, as the size of a volume is not,' : `At most ${formatBytes(spaceBytes)}, the size of the volumes,`;
  const long = keepDays === undefined ? 'until it is deleted' : `for ${plural(keepDays, 'day')}`;
  return { ...(spaceBytes === undefined ? {} : { spaceBytes }), sentence: `${most} on their storage ${long}; most storage keeps only what is overwritten after the cut` };
}
