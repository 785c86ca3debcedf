import type { InventoryClock } from '../clock';

/** Time that passes only when somebody sleeps or the test says so. */
export class VirtualClock implements InventoryClock {
  readonly sleeps: number[] = [];
  private at: number;

  constructor(
    start = Date.parse('2026-01-01T00:00:00Z'),
    private readonly chance: () => number = () => 0.5,
  ) {
    this.at = start;
  }

  now(): number {
    return this.at;
  }

  random(): number {
    return this.chance();
  }

  pass(ms: number): void {
    this.at += ms;
  }

  async sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.at += ms;
  }
}
