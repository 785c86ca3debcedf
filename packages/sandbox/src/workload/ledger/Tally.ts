import { eachOf, rangesOf, type Run } from '../runs';
import type { Sequences } from './Ledger';

/** Counts how often each sequence number was met. */
export class Tally {
  private counts = new Uint8Array(1_024);
  private highest = 0;

  add(sequence: number): void {
    if (sequence >= this.counts.length) {
      const larger = new Uint8Array(
        Math.max(sequence + 1, this.counts.length * 2),
      );
      larger.set(this.counts);
      this.counts = larger;
    }
    this.counts[sequence] = Math.min(255, this.counts[sequence] + 1);
    this.highest = Math.max(this.highest, sequence);
  }

  addRuns(runs: readonly Run[] | undefined): void {
    eachOf(runs ?? [], sequence => this.add(sequence));
  }

  /** Takes in what another one has met. */
  join(other: Tally): void {
    for (let at = 1; at <= other.highest; at += 1)
      for (let times = other.counts[at]; times > 0; times -= 1) this.add(at);
  }

  has(sequence: number): boolean {
    return (this.counts[sequence] ?? 0) > 0;
  }

  /** The highest number met; 0 before the first. */
  get last(): number {
    return this.highest;
  }

  /** The account up to `acknowledged`; those for which `excused` holds are not missing. */
  account(
    from: number,
    acknowledged: number,
    excused: (sequence: number) => boolean = () => false,
  ): Sequences {
    let stored = 0;
    let first: number | undefined;
    for (let at = 1; at <= this.highest; at += 1) {
      if (!this.has(at)) continue;
      stored += 1;
      first ??= at;
    }
    const missing = rangesOf(
      from,
      Math.max(acknowledged, this.highest),
      at => !this.has(at) && !excused(at),
    );
    return {
      stored,
      first,
      last: stored > 0 ? this.highest : undefined,
      missing,
      missingCount: missing.reduce((sum, [a, b]) => sum + b - a + 1, 0),
      duplicates: rangesOf(1, this.highest, at => this.counts[at] > 1),
    };
  }
}
