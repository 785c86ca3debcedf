/** Times and values in a circle that grows up to its capacity. */
export class Ring {
  private times = new Float64Array(0);
  private values = new Float64Array(0);
  private start = 0;
  private count = 0;

  constructor(private readonly capacity: number) {}

  newestTime(): number | undefined {
    return this.count === 0
      ? undefined
      : this.times[(this.start + this.count - 1) % this.times.length];
  }

  /** Gives back the sample that had to leave. */
  push(
    time: number,
    value: number,
  ): { time: number; value: number } | undefined {
    if (this.count === this.times.length && this.count < this.capacity)
      this.grow();
    if (this.count < this.times.length) {
      const at = (this.start + this.count) % this.times.length;
      this.times[at] = time;
      this.values[at] = value;
      this.count += 1;
      return undefined;
    }
    const left = {
      time: this.times[this.start],
      value: this.values[this.start],
    };
    this.times[this.start] = time;
    this.values[this.start] = value;
    this.start = (this.start + 1) % this.times.length;
    return left;
  }

  collect(
    fromMs: number,
    toMs: number,
    times: number[],
    values: number[],
  ): void {
    for (let index = this.firstAtOrAfter(fromMs); index < this.count; index++) {
      const at = (this.start + index) % this.times.length;
      if (this.times[at] > toMs) return;
      times.push(this.times[at]);
      values.push(this.values[at]);
    }
  }

  private firstAtOrAfter(timeMs: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.times[(this.start + middle) % this.times.length] < timeMs)
        low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(): void {
    const size = Math.min(this.capacity, Math.max(16, this.times.length * 2));
    const times = new Float64Array(size);
    const values = new Float64Array(size);
    for (let index = 0; index < this.count; index++) {
      times[index] = this.times[(this.start + index) % this.times.length];
      values[index] = this.values[(this.start + index) % this.times.length];
    }
    this.times = times;
    this.values = values;
    this.start = 0;
  }
}
