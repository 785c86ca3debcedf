import { findingCodes } from '../../engines/shared/finding';

/** What the snapshots of Kubernetes need; `docs/preflight.md` has a line for each. */
export const CSI_CODES = findingCodes({
  SNAPSHOT_API: 'The cluster has the snapshot API and Penstock may read it.',
  SNAPSHOT_CLASS: 'Each driver of the volumes has a snapshot class, exactly one of them the default.',
  SNAPSHOT_DRIVER: 'The driver of each volume is known.',
  GROUP_CUT: 'All volumes are cut in one instant.',
  CONTENT_KEPT: 'The data of the point goes when the point is deleted.',
  SNAPSHOTS_THERE: 'All snapshots of the point are there, bound both ways and ready.',
  VOLUMES_AT_ONCE: 'The volumes that are made are there at the end of the operation.',
  SNAPSHOT_FITS: 'Each claim that is made is as large as its snapshot needs.',
  OLD_VOLUME_KEPT: 'The volume that is replaced can be kept.',
});
