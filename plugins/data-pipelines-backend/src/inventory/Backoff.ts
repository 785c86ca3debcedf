import type { InventoryClock } from './clock';

const FIRST_MS = 800;
const LAST_MS = 30_000;
const QUIET_MS = 120_000;

/**
 * Growing pauses between attempts: 0.8 to 1.6 s, then doubling up to 15 to
 * 30 s, jittered so that the kinds of a cluster do not come back in one wave.
 * Two minutes without a failure start it again.
 */
export class Backoff {
  private failures = 0;
  private lastAt = -Infinity;

  constructor(private readonly clock: InventoryClock) {}

  /** Milliseconds to wait now. */
  next(): number {
    const now = this.clock.now();
    if (now - this.lastAt >= QUIET_MS) this.failures = 0;
    const upper = Math.min(LAST_MS, 2 * FIRST_MS * 2 ** this.failures);
    const pause = upper * (0.5 + 0.5 * this.clock.random());
    this.failures += 1;
    this.lastAt = now + pause;
    return pause;
  }
}
