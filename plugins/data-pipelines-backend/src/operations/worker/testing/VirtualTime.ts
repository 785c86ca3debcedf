/** Time that stands still until it is moved; nobody waits for it. */
export class VirtualTime {
  /** Milliseconds. */
  now = 1_000_000;
  readonly #timers = new Set<{ at: number; ring: () => void }>();

  /** Resolves when the time has come, or at once when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const timer = { at: this.now + ms, ring: () => {} };
      timer.ring = () => {
        this.#timers.delete(timer);
        signal.removeEventListener('abort', timer.ring);
        resolve();
      };
      signal.addEventListener('abort', timer.ring);
      this.#timers.add(timer);
    });
  }

  /** Moves to the next instant at which somebody wakes, and wakes them. @returns false when nobody sleeps */
  next(): boolean {
    const at = Math.min(...[...this.#timers].map(timer => timer.at));
    if (!Number.isFinite(at)) return false;
    this.now = Math.max(this.now, at);
    for (const timer of [...this.#timers]) if (timer.at <= this.now) timer.ring();
    return true;
  }
}
