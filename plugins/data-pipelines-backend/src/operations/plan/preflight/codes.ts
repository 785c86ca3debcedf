import { findingCodes } from '../../../engines/shared/finding';

/** What is checked before an operation on data; `docs/preflight.md` has a line for each. */
export const PREFLIGHT_CODES = findingCodes({
  NO_OTHER_OPERATION: 'No other operation holds the element or its volumes.',
  VOLUME_BOUND: 'Each claim has its volume.',
  VOLUME_NOT_DELETED: 'No claim is being deleted.',
  CLASS_ALLOWS_EXPANSION: 'The storage class lets its claims grow.',
  DRIVER_GROWS_MOUNTED: 'The storage driver grows a volume while a pod uses it.',
  QUOTA: 'The quotas of the namespace leave room.',
  VOLUMES_GROW_TOGETHER: 'Volumes with one common size grow together.',
  ATTRIBUTES_CLASS: 'The volume attributes class exists and belongs to the driver of the volumes.',
  ELEMENT_HAS_VOLUMES: 'The element has volumes.',
  SNAPSHOT_ROOM: 'The element is well enough to be cut.',
  CONSISTENCY_OFFERED: 'The engine offers the consistency asked for.',
  STOP_AND_START: 'The engine can stop and start the element with the identity it has.',
  POINT_READY: 'All snapshots of the point can be restored.',
  POINT_COMPLETE: 'The point holds all volumes that belong together.',
  POINT_FITS: 'The volumes of the point have a place in the element as it is now.',
  OFFSETS_KNOWN: 'The point holds the offsets of the consumers that feed the element.',
  LOG_STILL_HELD: 'Kafka still holds the records since the cut.',
  NAMESPACE_FREE: 'The namespace to be made does not exist.',
  NAME_FREE: 'Nothing of the new name exists.',
  POINT_FREE: 'Nobody restores from the point at the moment.',
  CONTENT_GOES: 'Deleting the point frees its data.',
  LAST_GOOD_POINT: 'The element keeps another good point.',
  KEPT_VOLUMES_THERE: 'The volumes that were kept as the undo are still there.',
  LEFTOVER_UNUSED: 'Nothing uses what is left over.',
});
