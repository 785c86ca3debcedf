import { findingCodes } from '../engines/shared/finding';

/** Codes that health itself gives, for every engine. */
export const HEALTH_CODES = findingCodes({
  ELEMENT_UNREADABLE: 'Nothing can be said about the element, because its cluster or kind cannot be read.',
  ENGINE_ERROR: 'The engine failed while it looked at the element.',
  MEASURE_UNKNOWN: 'A required measure has a source that could not be read.',
  VOLUME_NEARLY_FULL: 'A volume is used beyond its limit.',
  VOLUME_FULL_SOON: 'A volume will be full soon at its present growth.',
  BACKLOG_OVER_TARGET: 'A consumer is further behind than its target.',
  BACKLOG_OF_OTHERS: 'A consumer group that belongs to no element of the pipeline is far behind.',
});
