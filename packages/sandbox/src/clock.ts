import { Clock } from './contracts';

/** The clock of the running sandbox. `speed` divides every scripted delay. */
export function createClock(speed: number): Clock {
  if (!(speed > 0)) {
    throw new RangeError(
      `The speed of the sandbox must be a number above 0, not ${speed}.`,
    );
  }
  return {
    speed,
    now: () => new Date(),
    sleep: (ms, signal) => waitReal(ms / speed, signal),
  };
}

function waitReal(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

/** A clock for tests: time passes only when told. */
export class ManualClock implements Clock {
  readonly speed = 1;
  #now: number;
  #sleepers: Array<{ due: number; wake: () => void }> = [];

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper = {
        due: this.#now + ms,
        wake: () => {
          this.#sleepers = this.#sleepers.filter(other => other !== sleeper);
          resolve();
        },
      };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  /** Lets `ms` pass and wakes, in the order of their time, all that are due. */
  advance(ms: number): void {
    this.#now += ms;
    this.#sleepers
      .filter(({ due }) => due <= this.#now)
      .sort((a, b) => a.due - b.due)
      .forEach(({ wake }) => wake());
  }
}
