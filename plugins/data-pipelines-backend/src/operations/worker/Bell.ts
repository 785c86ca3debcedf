import type { WorkerClock } from './WorkerClock';

/** Wakes who sleeps before the time is over; rings that nobody waited for are kept for the next sleep. */
export class Bell {
  #sleeping: AbortController | undefined;
  #rung = false;

  constructor(private readonly clock: WorkerClock) {}

  ring(): void {
    this.#rung = true;
    this.#sleeping?.abort();
  }

  /** Sleeps until rung, aborted or `ms` later, and `atLeastMs` in any case but the second; never rejects. */
  async sleep(ms: number, signal: AbortSignal, atLeastMs = 0): Promise<void> {
    if (atLeastMs > 0) await this.clock.sleep(Math.min(atLeastMs, ms), signal);
    if (!this.#rung && ms > atLeastMs) {
      const sleeping = new AbortController();
      this.#sleeping = sleeping;
      await this.clock.sleep(ms - atLeastMs, AbortSignal.any([sleeping.signal, signal]));
      this.#sleeping = undefined;
    }
    this.#rung = false;
  }
}
