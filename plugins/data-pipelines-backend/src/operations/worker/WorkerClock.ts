import { setTimeout as delay } from 'node:timers/promises';

/** Time and chance as a worker sees them; tests bring their own. */
export interface WorkerClock {
  /** The wall clock in milliseconds since the epoch; only told to observers, never compared. */
  now(): number;
  /** Milliseconds that never go backwards; deadlines and leases are measured with it. */
  monotonic(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** Resolves after `ms`, or at once when aborted; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const MACHINE_CLOCK: WorkerClock = {
  now: Date.now,
  monotonic: () => performance.now(),
  random: Math.random,
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
};
