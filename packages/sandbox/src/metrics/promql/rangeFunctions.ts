/** The samples of one series in a range, stale marks removed, oldest first. */
export interface RangeSamples {
  times: readonly number[];
  values: readonly number[];
}

/** The instants that a range covers, in milliseconds, and the instant of evaluation. */
export interface RangeBounds {
  startMs: number;
  endMs: number;
  evaluationMs: number;
}

/** Gives a value, or undefined where Prometheus gives no row. */
export type RangeFunction = (
  samples: RangeSamples,
  bounds: RangeBounds,
  parameter: number,
) => number | undefined;

/** Functions of a range vector by name; `parameter` is the scalar that `predict_linear` takes. */
export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: (samples, bounds) =>
    extrapolated(samples, bounds, { counter: true, perSecond: true }),
  increase: (samples, bounds) =>
    extrapolated(samples, bounds, { counter: true, perSecond: false }),
  delta: (samples, bounds) =>
    extrapolated(samples, bounds, { counter: false, perSecond: false }),
  deriv: samples =>
    samples.values.length < 2
      ? undefined
      : linearRegression(samples, samples.times[0]).slope,
  predict_linear: (samples, bounds, seconds) => {
    if (samples.values.length < 2) return undefined;
    const { slope, intercept } = linearRegression(samples, bounds.evaluationMs);
    return slope * seconds + intercept;
  },
  changes: ({ values }) =>
    count(values, (value, before) => !same(value, before)),
  resets: ({ values }) => count(values, (value, before) => value < before),
  avg_over_time: ({ values }) => compensatedSum(values) / values.length,
  sum_over_time: ({ values }) => compensatedSum(values),
  max_over_time: ({ values }) =>
    values.reduce((most, value) =>
      value > most || Number.isNaN(most) ? value : most,
    ),
  min_over_time: ({ values }) =>
    values.reduce((least, value) =>
      value < least || Number.isNaN(least) ? value : least,
    ),
  count_over_time: ({ values }) => values.length,
  last_over_time: ({ values }) => values[values.length - 1],
  present_over_time: () => 1,
};

/** Range functions that keep the metric's name. */
export const KEEPS_NAME: ReadonlySet<string> = new Set(['last_over_time']);

/**
 * Difference over the range, corrected for counter resets and extrapolated
 * towards the range's ends, but not further than half an average interval
 * where samples are missing, and never below a counter's zero.
 */
function extrapolated(
  { times, values }: RangeSamples,
  { startMs, endMs }: RangeBounds,
  { counter, perSecond }: { counter: boolean; perSecond: boolean },
): number | undefined {
  const last = values.length - 1;
  if (last < 1) return undefined;
  let difference = values[last] - values[0];
  if (counter) {
    for (let index = 1; index <= last; index++) {
      if (values[index] < values[index - 1]) difference += values[index - 1];
    }
  }
  let toStart = (times[0] - startMs) / 1_000;
  const toEnd = (endMs - times[last]) / 1_000;
  const sampled = (times[last] - times[0]) / 1_000;
  const average = sampled / last;
  if (counter && difference > 0 && values[0] >= 0) {
    toStart = Math.min(toStart, sampled * (values[0] / difference));
  }
  const threshold = average * 1.1;
  const covered =
    sampled +
    (toStart < threshold ? toStart : average / 2) +
    (toEnd < threshold ? toEnd : average / 2);
  const whole = difference * (covered / sampled);
  return perSecond ? whole / ((endMs - startMs) / 1_000) : whole;
}

/** Least squares; the intercept is the value at `interceptMs`, the slope per second. */
function linearRegression(
  { times, values }: RangeSamples,
  interceptMs: number,
): { slope: number; intercept: number } {
  const first = values[0];
  if (values.every(value => value === first)) {
    return Number.isFinite(first)
      ? { slope: 0, intercept: first }
      : { slope: NaN, intercept: NaN };
  }
  const xs = times.map(time => (time - interceptMs) / 1_000);
  const n = values.length;
  const sumX = compensatedSum(xs);
  const sumY = compensatedSum(values);
  const sumXY = compensatedSum(xs.map((x, index) => x * values[index]));
  const sumX2 = compensatedSum(xs.map(x => x * x));
  const slope = (sumXY - (sumX * sumY) / n) / (sumX2 - (sumX * sumX) / n);
  return { slope, intercept: sumY / n - (slope * sumX) / n };
}

/** Sum with Neumaier's compensation, so that large and small values may mix. */
export function compensatedSum(values: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    if (Math.abs(sum) >= Math.abs(value)) lost += sum - next + value;
    else lost += value - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}

function count(
  values: readonly number[],
  differs: (value: number, before: number) => boolean,
): number {
  let found = 0;
  for (let index = 1; index < values.length; index++) {
    if (differs(values[index], values[index - 1])) found += 1;
  }
  return found;
}

function same(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
