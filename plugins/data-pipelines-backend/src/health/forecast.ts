import type { Measure, VolumeForecast } from '@penstock/backstage-plugin-data-pipelines-common';
import type { VolumeUsage } from '../metrics/Metrics';
import type { AssessContext } from './context';
import { measureOf, targetOf } from './measures';
import { FORECAST_HORIZON_SECONDS, LEVEL_TOLERANCE } from './thresholds';

/** Used and total bytes of a volume, where both are measured. */
export interface Fill {
  used: number;
  capacity: number;
}

/** A log that levels off: what is written is deleted again after the retention. */
export interface Retention {
  /** Longest retention of what is on the volume. */
  seconds: number;
  /** Bytes written to the volume per second. */
  writeBytesPerSecond: number;
}

function fastest(usage: VolumeUsage, context: AssessContext): { measure: Measure; basis: string } {
  const sixHours = measureOf(usage.growth, 'max', context);
  const lastHour = measureOf(usage.growthLastHour, 'max', context);
  if (lastHour.state === 'measured' && (sixHours.state !== 'measured' || lastHour.value > sixHours.value)) {
    return { measure: lastHour, basis: 'linear, from the growth of the last hour' };
  }
  return { measure: sixHours, basis: 'linear, from the growth of the last six hours' };
}

/** A log that holds clearly more than the estimate allows was written by another rate, and the estimate says nothing. */
function levelsOff({ writeBytesPerSecond, seconds }: Retention, { used, capacity }: Fill): boolean {
  const level = writeBytesPerSecond * seconds;
  return level < capacity && used <= level * LEVEL_TOLERANCE;
}

/** What the volume grows by and where that ends, for whoever chooses a size; undefined where growth is not measured. */
export function forecastOf(usage: VolumeUsage, fill: Fill | undefined, retention: Retention | undefined, context: AssessContext): VolumeForecast | undefined {
  const { measure: growth, basis } = fastest(usage, context);
  if (growth.state !== 'measured') return undefined;
  const level = retention && retention.writeBytesPerSecond * retention.seconds;
  const holds = level !== undefined && fill !== undefined && fill.used <= level * LEVEL_TOLERANCE;
  return { growthBytesPerSecond: growth.value, ...(holds ? { levelBytes: level } : {}), basis: `${growth.source}, ${basis}` };
}

/**
 * Seconds until a volume is full, from the faster of two windows: a flood of
 * the last hour counts, and so does a slow rise that pauses. A volume that does
 * not grow, or levels off below its limit, has at least the longest forecast.
 */
export function forecastFull(usage: VolumeUsage, fill: Fill | undefined, retention: Retention | undefined, context: AssessContext): Measure {
  const { measure: growth, basis } = fastest(usage, context);
  if (fill === undefined) {
    const used = measureOf(usage.used, 'max', context);
    const capacity = measureOf(usage.capacity, 'max', context);
    if (used.state !== 'measured') return used;
    return capacity.state === 'measured' ? { state: 'unknown', reason: 'The reported capacity is zero' } : capacity;
  }
  if (growth.state !== 'measured') return growth;
  const say = (value: number, source: string, atLeast: boolean): Measure => ({
    state: 'measured',
    value,
    unit: 'seconds',
    ...(atLeast ? { atLeast: true } : {}),
    target: targetOf(value, 'volumeFullInSeconds', context.settings, 'less'),
    observedAt: growth.observedAt,
    source: `${growth.source}, ${source}`,
    ...(growth.stale ? { stale: true } : {}),
  });
  if (growth.value <= 0) return say(FORECAST_HORIZON_SECONDS, `${basis}: not growing`, true);
  if (retention !== undefined && levelsOff(retention, fill)) {
    return say(FORECAST_HORIZON_SECONDS, 'write rate times retention: levels off before the volume is full', true);
  }
  const seconds = Math.max(0, fill.capacity - fill.used) / growth.value;
  return seconds >= FORECAST_HORIZON_SECONDS ? say(FORECAST_HORIZON_SECONDS, basis, true) : say(seconds, basis, false);
}
