import type { Retention } from '@penstock/backstage-plugin-data-pipelines-common';

/** One point of a schedule, as retention looks at it. */
export interface RetainedPoint {
  id: string;
  cutMs: number;
  good: boolean;
  /** Elements of which it is a point. */
  elements: readonly string[];
}

type Period = 'day' | 'week' | 'month';

/** What to do with each point, and why it stays. */
export interface RetentionDecision {
  keep: ReadonlyMap<string, string>;
  remove: readonly string[];
}

/**
 * Which points of one schedule stay: the newest ones; the last one of each of
 * the newest days, weeks and months in the schedule's zone; and, whatever the
 * rules say, the last good point of each element. Only good points count for a
 * rule, so that failed ones never push good ones out. Pure.
 *
 * @param others - good points that are not of this schedule, by element
 */
export function retain(
  points: readonly RetainedPoint[],
  retention: Retention,
  options: { timeZone: string; othersOf: (element: string) => number },
): RetentionDecision {
  const newest = [...points].sort((a, b) => b.cutMs - a.cutMs || (a.id < b.id ? 1 : -1));
  const good = newest.filter(point => point.good);
  const keep = new Map<string, string>();
  const stays = (point: RetainedPoint, why: string) => keep.has(point.id) || keep.set(point.id, why);
  good.slice(0, retention.keepLast ?? 0).forEach(point => stays(point, `one of the last ${retention.keepLast}`));
  const periods: readonly [Period, number | undefined][] = [
    ['day', retention.daily],
    ['week', retention.weekly],
    ['month', retention.monthly],
  ];
  for (const [period, count = 0] of periods) {
    for (const point of lastOfEach(good, period, count, options.timeZone)) stays(point, `last of its ${period}`);
  }
  for (const point of lastGoodOfEach(good, options.othersOf)) stays(point, 'last good point of an element');
  return { keep, remove: newest.filter(({ id }) => !keep.has(id)).map(({ id }) => id) };
}

/** @param points - newest first */
function lastOfEach(points: readonly RetainedPoint[], period: Period, count: number, timeZone: string): RetainedPoint[] {
  const lasts = new Map<string, RetainedPoint>();
  for (const point of points) {
    const key = periodOf(point.cutMs, period, timeZone);
    if (!lasts.has(key)) lasts.set(key, point);
  }
  return [...lasts.values()].slice(0, count);
}

function lastGoodOfEach(good: readonly RetainedPoint[], othersOf: (element: string) => number): RetainedPoint[] {
  const elements = [...new Set(good.flatMap(point => point.elements))];
  return elements.flatMap(element => (othersOf(element) > 0 ? [] : good.find(point => point.elements.includes(element)) ?? []));
}

/** A text that is the same for all instants of one period of the calendar in the zone. */
export function periodOf(ms: number, period: Period, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(ms));
  const part = (type: string) => Number(parts.find(each => each.type === type)?.value ?? '0');
  const [year, month, day] = [part('year'), part('month'), part('day')];
  if (period === 'month') return `${year}-${month}`;
  if (period === 'day') return `${year}-${month}-${day}`;
  // Weeks begin on Monday; days are counted in the calendar of the zone, so that a changed clock moves none.
  const days = Math.floor(Date.UTC(year, month - 1, day) / 86_400_000);
  return `week ${Math.floor((days + 3) / 7)}`;
}
