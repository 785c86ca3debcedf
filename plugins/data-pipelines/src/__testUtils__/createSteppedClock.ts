import { act } from '@testing-library/react';
import type { Clock } from '../api/clock';

/** A clock that a test moves by hand. */
export interface SteppedClock extends Clock {
  /** Moves on by so many milliseconds and ticks once. */
  step(ms: number): void;
}

/** A clock that stands still until it is moved. */
export function createSteppedClock(at: string): SteppedClock {
  let time = Date.parse(at);
  const listeners = new Set<() => void>();
  return {
    now: () => time,
    onTick(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    step(ms) {
      act(() => {
        time += ms;
        listeners.forEach(call => call());
      });
    },
  };
}
