/** Label names to values, with the metric's name under `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** One condition on a label; the value of a regular expression is anchored at both ends. */
export interface LabelMatcher {
  name: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** The samples of one series in a time range, oldest first. */
export interface SeriesWindow {
  labels: Labels;
  /** Milliseconds since the epoch, ascending. */
  times: readonly number[];
  values: readonly number[];
}

/** Something PromQL can be evaluated over. */
export interface SampleSource {
  /** Series with at least one sample in `fromMs <= t <= toMs`, in no particular order. */
  select(
    matchers: readonly LabelMatcher[],
    fromMs: number,
    toMs: number,
  ): SeriesWindow[];
}

/**
 * Value that says "the series ended here", as Prometheus marks a series that a
 * scrape no longer shows. No metric takes it; it is never an answer.
 */
export const STALE = -Number.MAX_VALUE;
