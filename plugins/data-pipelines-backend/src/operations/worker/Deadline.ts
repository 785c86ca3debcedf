import type { WorkerContext } from './WorkerContext';

/** The end of a time that began before this process looked. */
export class Deadline {
  readonly #clock: WorkerContext['clock'];
  readonly #endsAt: number;

  private constructor(clock: WorkerContext['clock'], endsAt: number) {
    this.#clock = clock;
    this.#endsAt = endsAt;
  }

  /**
   * What has passed already is told by the database's clock, in which the
   * beginning is stored; from here on this process's own clock counts, which
   * nobody sets.
   *
   * @param startedAt - by the database's clock; absent when it begins now
   */
  static async from({ clock, store }: Pick<WorkerContext, 'clock' | 'store'>, startedAt: number | undefined, lengthMs: number): Promise<Deadline> {
    const before = clock.monotonic();
    const passed = startedAt === undefined ? 0 : Math.max(0, (await store.now()) - startedAt);
    return new Deadline(clock, before - passed + lengthMs);
  }

  /** One that begins now. */
  static after({ clock }: Pick<WorkerContext, 'clock'>, lengthMs: number): Deadline {
    return new Deadline(clock, clock.monotonic() + lengthMs);
  }

  isOver(): boolean {
    return this.leftMs() <= 0;
  }

  leftMs(): number {
    return this.#endsAt - this.#clock.monotonic();
  }
}
