import type { StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';

export type { StatusWord };

/** The status words as a tuple, which is what a schema needs; the type checker holds it to the API's own list. */
export const STATUS_WORDS = [
  'Critical',
  'Warning',
  'Unknown',
  'Stale',
  'Progressing',
  'Paused',
  'Healthy',
  'NotMeasured',
] as const satisfies readonly StatusWord[];
