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
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms / speed);
        signal?.addEventListener('abort', done, { once: true });
      }),
  };
}
