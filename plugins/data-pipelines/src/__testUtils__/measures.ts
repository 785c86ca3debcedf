import type { Measured, NotMeasured, Target, Trend, Unit, UnknownMeasure } from '@penstock/backstage-plugin-data-pipelines-common';

/** The moment at which the stories of these fixtures play. */
export const STORY_NOW = '2026-11-20T14:31:43Z';

/** When the fixtures were observed, three seconds before. */
export const STORY_OBSERVED = '2026-11-20T14:31:40Z';

/** A measured value of the story. */
export function measured(value: number, unit: Unit, more: Partial<Measured> = {}): Measured {
  return { state: 'measured', value, unit, observedAt: STORY_OBSERVED, source: 'Prometheus', ...more };
}

/** A target of the story. */
export function target(value: number, verdict: Target['verdict'], source: string = 'default'): Target {
  return { value, verdict, source };
}

/** A trend of the story. */
export function trend(direction: Trend['direction'], perSecond: number, since?: string): Trend {
  return { direction, perSecond, ...(since ? { since } : {}) };
}

/** A measure without a source. */
export function notMeasured(reason: string): NotMeasured {
  return { state: 'not-measured', reason };
}

/** A measure whose source cannot be read. */
export function unknownMeasure(reason: string): UnknownMeasure {
  return { state: 'unknown', reason, lastObservedAt: '2026-11-20T14:20:05Z' };
}

/** No latency is measured anywhere in the story: no element exports record timestamps. */
export const NO_LATENCY = notMeasured('No element exports the timestamps of records at the far end.');

/** No recovery points exist in the story. */
export const NO_POINT = notMeasured('No source of recovery points is configured.');
