/** Counts calls to the outside that are under way, over all processes of a stage. */
export class Busy {
  #calls = 0;
  readonly #waiting: (() => void)[] = [];

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    try {
      return await work();
    } finally {
      this.#calls -= 1;
      if (this.#calls === 0) for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  get isBusy(): boolean {
    return this.#calls > 0;
  }

  /** Resolves when no call is under way. */
  async atRest(): Promise<void> {
    if (!this.isBusy) return;
    await new Promise<void>(resolve => {
      this.#waiting.push(resolve);
    });
  }
}
