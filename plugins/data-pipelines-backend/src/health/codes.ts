import { findingCodes } from '../engines/shared/finding';

/** Codes that health itself gives, for every engine. */
export const HEALTH_CODES = findingCodes({
  ELEMENT_UNREADABLE: 'Nothing can be said about the element, because its cluster or kind cannot be read.',
  MEASURE_UNKNOWN: 'A required measure has a source that could not be read.',
  MEASURE_PENDING: 'A required measure has a source that was not asked yet, e.g. because the element is new.',
  VOLUME_NEARLY_FULL: 'A volume is used beyond its limit.',
  VOLUME_FULL_SOON: 'A volume will be full soon at its present growth.',
  BACKLOG_OVER_TARGET: 'A consumer is further behind than its target.',
  BACKLOG_OF_OTHERS: 'A consumer group that is none of the queue\'s own connectors is far behind; it is judged at the element that reads by it.',
});
