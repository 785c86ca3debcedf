import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './contracts';

/**
 * The clock of the sandbox: instants are real, scripted delays pass `speed` times faster.
 *
 * @throws RangeError when the speed is not above zero.
 */
export function createClock(speed: number): Clock {
  if (!Number.isFinite(speed) || speed <= 0) {
    throw new RangeError(
      `the speed must be a number above zero, not ${speed}; 1 is real time`,
    );
  }
  return {
    speed,
    now: () => new Date(),
    // An abort ends the wait as if the time were over.
    sleep: (ms, signal) =>
      wait(ms / speed, undefined, signal ? { signal } : {}).catch(
        () => undefined,
      ),
  };
}
