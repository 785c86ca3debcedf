import { setImmediate } from 'node:timers/promises';
import type { WorkloadFacts } from '../workload';
import { toSample, type MetricPoint } from './metricPoint';
import { factsBefore } from './past';
import { pointsOf } from './points';
import type { SeriesStore } from './seriesStore';

/** The computed past: every 5 s for ten minutes, every 60 s for two hours, every 180 s for six. */
const PAST_STEPS = [
  { untilSeconds: 600, stepSeconds: 5 },
  { untilSeconds: 7_200, stepSeconds: 60 },
  { untilSeconds: 21_900, stepSeconds: 180 },
];
/** Pages of the past in one go; hundreds would hold up the API servers of this process. */
const AT_ONCE = 10;

/** One series that gets a past, and its place among the points of a page. */
interface Column {
  index: number;
  point: MetricPoint;
  times: number[];
  values: number[];
}

/**
 * Gives series of seeded namespaces that the store does not hold yet the past
 * that the declared rates make plausible. Ends early, with nothing stored,
 * when `signal` aborts.
 */
export async function fillPast(given: {
  store: SeriesStore;
  facts: WorkloadFacts;
  points: readonly MetricPoint[];
  now: number;
  signal: AbortSignal;
}): Promise<void> {
  const { store, facts, points, now, signal } = given;
  const seeded = new Set(facts.seeded);
  const columns = points.flatMap((point, index): Column[] =>
    point.labels.namespace !== undefined &&
    seeded.has(point.labels.namespace) &&
    !store.has(toSample(point).labels)
      ? [{ index, point, times: [], values: [] }]
      : [],
  );
  if (columns.length === 0) return;
  for (const [count, seconds] of pastSeconds().entries()) {
    if (count % AT_ONCE === 0) await setImmediate();
    if (signal.aborted) return;
    addPage(
      columns,
      pointsOf(factsBefore(facts, seconds)),
      now - seconds * 1e3,
    );
  }
  for (const { point, times, values } of columns)
    store.appendColumn(toSample(point).labels, times, values);
}

/** A page of the past nearly always has the same points in the same places; one that has not is searched. */
function addPage(
  columns: readonly Column[],
  page: readonly MetricPoint[],
  time: number,
): void {
  for (const { index, point, times, values } of columns) {
    const there = page[index];
    const found =
      there !== undefined && isSameSeries(there, point)
        ? there
        : page.find(one => isSameSeries(one, point));
    if (found) {
      times.push(time);
      values.push(found.value);
    }
  }
}

function isSameSeries(a: MetricPoint, b: MetricPoint): boolean {
  if (a.name !== b.name) return false;
  const names = Object.keys(a.labels);
  return (
    names.length === Object.keys(b.labels).length &&
    names.every(name => a.labels[name] === b.labels[name])
  );
}

/** Seconds before now, the longest first. */
function pastSeconds(): number[] {
  const seconds: number[] = [];
  let at = 0;
  for (const { untilSeconds, stepSeconds } of PAST_STEPS) {
    for (at += stepSeconds; at <= untilSeconds; at += stepSeconds)
      seconds.push(at);
    at -= stepSeconds;
  }
  return seconds.reverse();
}
