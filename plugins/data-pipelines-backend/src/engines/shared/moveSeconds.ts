import type { PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';

/** The least at which a storage is given credit for copying, in bytes per second; also where it uploads what was cut. */
const SLOWEST = 20 * 1024 ** 2;
/** Nothing is waited for longer than a week, in seconds. */
const LONGEST_SECONDS = 7 * 86_400;

/**
 * How long a storage may take to move so many bytes, in whole minutes as
 * seconds: as long as the slowest that is given credit for needs, and never
 * less than `atLeastSeconds`. Unknown sizes count as nothing.
 */
export function moveSeconds(bytes: number, atLeastSeconds = 0): number {
  const needed = Number.isFinite(bytes) && bytes > 0 ? Math.ceil(bytes / SLOWEST / 60) * 60 : 0;
  return Math.max(atLeastSeconds, Math.min(needed, LONGEST_SECONDS));
}

/** The steps with time for the data besides: a volume of a class that waits for its consumer is filled when the first pod takes it. */
export function withTimeToMove(steps: readonly PlannedStep[], bytes: number): PlannedStep[] {
  return steps.map(step => (step.wait === undefined ? step : { ...step, deadlineSeconds: step.deadlineSeconds + moveSeconds(bytes) }));
}

/** Bytes of volumes together; those of unknown size count as nothing. */
export function bytesTogether(volumes: readonly { capacityBytes?: number }[]): number {
  return volumes.reduce((sum, { capacityBytes = 0 }) => sum + capacityBytes, 0);
}
