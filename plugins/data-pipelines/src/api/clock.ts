import { createContext, useContext, useSyncExternalStore } from 'react';

/** Where pages get the time from; the only place that reads the browser's clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back about once a second until the returned function is called. */
  onTick(listener: () => void): () => void;
}

/** A clock over the browser's time, with one timer for however many listeners. */
export function createBrowserClock(): Clock {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    now: () => Date.now(),
    onTick(listener) {
      listeners.add(listener);
      timer ??= setInterval(() => listeners.forEach(call => call()), 1000);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
  };
}

/** A clock that stands still, for tests and screenshots. */
export function createFixedClock(at: string): Clock {
  const time = Date.parse(at);
  return { now: () => time, onTick: () => () => {} };
}

/** The clock of the pages below. */
export const ClockContext = createContext<Clock>(createBrowserClock());

/** The clock in force. */
export function useClock(): Clock {
  return useContext(ClockContext);
}

/**
 * A text that depends on the time. The component renders again only when the
 * text changes, so hundreds of ages cost nothing between their changes.
 */
export function useTimedText(text: (now: number) => string): string {
  const clock = useClock();
  const read = () => text(clock.now());
  return useSyncExternalStore(clock.onTick, read, read);
}
