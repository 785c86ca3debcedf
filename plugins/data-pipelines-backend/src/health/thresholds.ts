/**
 * All limits by which health is judged, in one place. `docs/health.md` has a
 * row for each; a test compares the two.
 */

/** Where a measure turns a target into at-risk and into missed. */
export interface Limit {
  /** Warning from here on, in the unit of the measure. */
  warning: number;
  /** Critical from here on. */
  critical: number;
}

/** The named limits; each can be overridden in `dataPipelines.thresholds`. */
export interface Thresholds {
  /** Used share of a volume, 0 to 1. */
  volumeUsedRatio: Limit;
  /** Seconds until a volume is full; here less is worse. */
  volumeFullInSeconds: Limit;
  /** Age of the first unread message, in seconds. */
  backlogSeconds: Limit;
}

/**
 * - Volumes: Elasticsearch stops placing shards at 85 % and goes read-only at
 *   95 %; a Kafka broker stops at 100 %.
 * - Full in: a night to react, and a weekend to plan.
 * - Backlog: Connect commits once a minute, so less than two minutes is noise.
 */
export const DEFAULT_THRESHOLDS: Thresholds = {
  volumeUsedRatio: { warning: 0.8, critical: 0.9 },
  volumeFullInSeconds: { warning: 3 * 24 * 3600, critical: 12 * 3600 },
  backlogSeconds: { warning: 120, critical: 900 },
};

/** A volume less full than this is not judged by its forecast: one burst says nothing about a nearly empty volume. */
export const FORECAST_FROM_RATIO = 0.25;

/** Longest forecast that is told; beyond it the answer is "at least so much". */
export const FORECAST_HORIZON_SECONDS = 365 * 24 * 3600;

/** A log may hold so much more than write rate times retention before that estimate is dropped. */
export const LEVEL_TOLERANCE = 1.1;

/**
 * A backlog grows or shrinks when it does so by more than this share of what is
 * produced. A healthy consumer that commits once a minute seems to change by up
 * to 1 % over ten minutes, by where in its saw-tooth the window begins.
 */
export const TREND_SHARE = 0.03;

/** Intervals without news after which a number is stale. */
export const STALE_INTERVALS = 3;

/** Limits as configured: whatever is left out keeps its default. */
export interface ThresholdSettings {
  thresholds: Thresholds;
  /** Whether a limit comes from the configuration, for the source of a target. */
  configured: ReadonlySet<keyof Thresholds>;
}

/** The defaults, nothing configured. */
export const DEFAULT_SETTINGS: ThresholdSettings = { thresholds: DEFAULT_THRESHOLDS, configured: new Set() };
