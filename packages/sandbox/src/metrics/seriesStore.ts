import { labelRegex } from './promql/labelRegex';
import { signature } from './promql/vector';
import { Ring } from './Ring';
import {
  STALE,
  type LabelMatcher,
  type Labels,
  type SampleSource,
  type SeriesWindow,
} from './sampleSource';

/** Where the store ends; all together they bound its memory. */
export interface StoreBounds {
  /** Series at most; a new one beyond it is refused and counted. */
  maxSeries: number;
  /** Samples kept as they came, newest. */
  fineSamples: number;
  /** Samples kept beyond those, thinned. */
  coarseSamples: number;
  /** Least distance of two thinned samples. */
  coarseStepMs: number;
}

/**
 * Ten minutes at 5 s and then 7 h 30 min at 60 s: enough for `deriv[6h]` and
 * `offset 1h`. One series takes 9.1 KB at most, so 6,000 of them 55 MB.
 */
export const DEFAULT_BOUNDS: StoreBounds = {
  maxSeries: 6_000,
  fineSamples: 120,
  coarseSamples: 450,
  coarseStepMs: 60_000,
};

/** One sample to be appended. */
export interface NewSample {
  labels: Labels;
  value: number;
}

interface Series {
  labels: Labels;
  fine: Ring;
  coarse: Ring;
}

/** The newest samples of each series, in memory, with bounded size. */
export class SeriesStore implements SampleSource {
  private readonly series = new Map<string, Series>();
  private readonly byName = new Map<string, Set<Series>>();
  private live = new Set<string>();
  private refused = 0;

  constructor(private readonly bounds: StoreBounds = DEFAULT_BOUNDS) {}

  /** Series held, and samples refused because there were too many series. */
  get size(): { series: number; refused: number } {
    return { series: this.series.size, refused: this.refused };
  }

  /**
   * Takes one scrape. Times must ascend from call to call. A series that was
   * in the last scrape and is not in this one gets a stale mark.
   */
  append(timeMs: number, samples: Iterable<NewSample>): void {
    this.forgetBefore(
      timeMs - this.bounds.coarseSamples * this.bounds.coarseStepMs,
    );
    const seen = new Set<string>();
    for (const { labels, value } of samples) {
      const key = signature(labels);
      const series = this.series.get(key) ?? this.add(key, labels);
      if (!series || seen.has(key)) continue;
      seen.add(key);
      this.push(series, timeMs, value);
    }
    for (const key of this.live) {
      const series = seen.has(key) ? undefined : this.series.get(key);
      if (series) this.push(series, timeMs, STALE);
    }
    this.live = seen;
  }

  /** Whether a series with these labels is held. */
  has(labels: Labels): boolean {
    return this.series.has(signature(labels));
  }

  /** Takes samples of a time before the first scrape of their series. Times must ascend from call to call; nothing gets a stale mark. */
  appendPast(timeMs: number, samples: Iterable<NewSample>): void {
    for (const { labels, value } of samples)
      this.appendColumn(labels, [timeMs], [value]);
  }

  /** As {@link appendPast}, for one series; times ascend. */
  appendColumn(
    labels: Labels,
    times: readonly number[],
    values: readonly number[],
  ): void {
    const key = signature(labels);
    const series = this.series.get(key) ?? this.add(key, labels);
    if (!series) return;
    for (const [index, time] of times.entries())
      this.push(series, time, values[index] ?? STALE);
  }

  select(
    matchers: readonly LabelMatcher[],
    fromMs: number,
    toMs: number,
  ): SeriesWindow[] {
    const tests = matchers
      .filter(({ name }) => name !== '__name__')
      .map(matcherTest);
    const found: SeriesWindow[] = [];
    for (const series of this.named(
      matchers.filter(({ name }) => name === '__name__'),
    )) {
      if (!tests.every(test => test(series.labels))) continue;
      const times: number[] = [];
      const values: number[] = [];
      series.coarse.collect(fromMs, toMs, times, values);
      series.fine.collect(fromMs, toMs, times, values);
      if (times.length > 0)
        found.push({ labels: series.labels, times, values });
    }
    return found;
  }

  private *named(matchers: readonly LabelMatcher[]): Iterable<Series> {
    const exact = matchers.find(({ op }) => op === '=')?.value;
    const names = exact === undefined ? this.byName.keys() : [exact];
    const tests = matchers.map(matcherTest);
    for (const name of names) {
      if (tests.every(test => test({ __name__: name })))
        yield* this.byName.get(name) ?? [];
    }
  }

  private add(key: string, labels: Labels): Series | undefined {
    if (this.series.size >= this.bounds.maxSeries) {
      this.refused += 1;
      return undefined;
    }
    const series = {
      labels,
      fine: new Ring(this.bounds.fineSamples),
      coarse: new Ring(this.bounds.coarseSamples),
    };
    this.series.set(key, series);
    const name = labels.__name__ ?? '';
    const named = this.byName.get(name) ?? new Set();
    named.add(series);
    this.byName.set(name, named);
    return series;
  }

  private push(series: Series, timeMs: number, value: number): void {
    const evicted = series.fine.push(timeMs, value);
    if (!evicted) return;
    const newest = series.coarse.newestTime();
    // Half a scrape of tolerance, so that jitter does not drop every other sample.
    const due =
      newest === undefined ||
      evicted.time - newest >= this.bounds.coarseStepMs - 2_500;
    if (due || evicted.value === STALE)
      series.coarse.push(evicted.time, evicted.value);
  }

  private forgetBefore(timeMs: number): void {
    for (const [key, series] of this.series) {
      const newest = series.fine.newestTime();
      if (newest === undefined || newest >= timeMs) continue;
      this.series.delete(key);
      const named = this.byName.get(series.labels.__name__ ?? '');
      named?.delete(series);
      if (named?.size === 0) this.byName.delete(series.labels.__name__ ?? '');
    }
  }
}

function matcherTest({
  name,
  op,
  value,
}: LabelMatcher): (labels: Labels) => boolean {
  if (op === '=') return labels => (labels[name] ?? '') === value;
  if (op === '!=') return labels => (labels[name] ?? '') !== value;
  const regex = labelRegex(value);
  return op === '=~'
    ? labels => regex.test(labels[name] ?? '')
    : labels => !regex.test(labels[name] ?? '');
}
