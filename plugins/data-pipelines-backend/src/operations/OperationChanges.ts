/** Looks that often for changes that another replica made, while somebody waits. */
const LOOK_MS = 1_000;

/**
 * Lets a caller wait until an operation changed. Changes of this process are
 * told at once; those of another replica are found by looking at the version.
 */
export class OperationChanges {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** An operation changed in this process. */
  announce(id: string): void {
    this.#waiting.get(id)?.forEach(wake => wake());
  }

  /**
   * Resolves when the version is newer than `after`, when the time is over, or
   * when the caller went away.
   */
  async wait(options: { id: string; after: number; seconds: number; version(): Promise<number | undefined>; signal?: AbortSignal }): Promise<void> {
    const { id, after, seconds, version, signal } = options;
    const ends = performance.now() + seconds * 1000;
    for (;;) {
      const left = ends - performance.now();
      const change = this.#next(id, Math.min(LOOK_MS, left), signal);
      try {
        const now = await version();
        if (now === undefined || now > after || left <= 0 || signal?.aborted) return;
        await change.promise;
      } finally {
        change.stop();
      }
    }
  }

  /** The next announcement, or the end of the pause; begun before the version is read, so that none is missed. */
  #next(id: string, ms: number, signal: AbortSignal | undefined): { promise: Promise<void>; stop(): void } {
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting);
    let stop = () => {};
    const promise = new Promise<void>(resolve => {
      const timer = setTimeout(resolve, Math.max(0, ms));
      waiting.add(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
      stop = () => {
        clearTimeout(timer);
        waiting.delete(resolve);
        if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id);
      };
    });
    return { promise, stop };
  }
}
