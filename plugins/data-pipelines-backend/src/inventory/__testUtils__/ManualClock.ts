import type { InventoryClock } from '../clock';

interface Sleeper {
  until: number;
  wake: () => void;
}

/** A clock that stands still until the test moves it; sleepers wake in order. */
export class ManualClock implements InventoryClock {
  private sleepers: Sleeper[] = [];
  private at: number;

  constructor(start = Date.parse('2026-01-01T00:00:00Z')) {
    this.at = start;
  }

  now(): number {
    return this.at;
  }

  random(): number {
    return 0.5;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise(resolve => {
      this.sleepers.push({ until: this.at + ms, wake: resolve });
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Moves on by `ms`, letting everything that wakes on the way run to its next wait. */
  async advance(ms: number): Promise<void> {
    const end = this.at + ms;
    await settle();
    for (;;) {
      const due = this.sleepers.filter(sleeper => sleeper.until <= end).sort((a, b) => a.until - b.until)[0];
      if (!due) break;
      this.sleepers = this.sleepers.filter(sleeper => sleeper !== due);
      this.at = Math.max(this.at, due.until);
      due.wake();
      await settle();
    }
    this.at = end;
    await settle();
  }
}

/** Lets pending promises run; the fakes of these tests answer within microtasks. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(resolve => setImmediate(resolve));
}
