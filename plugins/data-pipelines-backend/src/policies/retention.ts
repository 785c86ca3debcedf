import type { Retention } from '@penstock/backstage-plugin-data-pipelines-common';

/** One point of a schedule, as retention looks at it. */
export interface RetainedPoint {
  id: string;
  cutMs: number;
  /** Holds all that it was meant to hold; only such points count for a rule. */
  complete: boolean;
  /** Elements of which it is a point. */
  elements: readonly string[];
  /** Those of them that can be restored from it as they are now. */
  goodFor: readonly string[];
}

type Period = 'day' | 'week' | 'month';

/** What to do with each point, and why it stays. */
export interface RetentionDecision {
  keep: ReadonlyMap<string, string>;
  /** Ids, oldest first. */
  remove: readonly string[];
}

/**
 * Which points of one schedule stay. For each element of its own: the newest
 * ones; the last one of each of the newest days, weeks and months in the
 * schedule's zone; whatever the rules say, its last good point; and what is
 * newer than all that counts. Only complete points count for a rule, so that
 * partial ones never push complete ones out. A point that one of its elements
 * keeps stays. Pure.
 *
 * @param points - that may be removed at all: those of another state are not given
 * @param options - `othersOf`: good points that are not of this schedule, by element
 */
export function retain(
  points: readonly RetainedPoint[],
  retention: Retention,
  options: { timeZone: string; othersOf: (element: string) => number },
): RetentionDecision {
  const newest = [...points].sort((a, b) => b.cutMs - a.cutMs || (a.id < b.id ? 1 : -1));
  const dayOf = calendar(options.timeZone);
  const keep = new Map<string, string>();
  const stays = (point: RetainedPoint, why: string) => keep.has(point.id) || keep.set(point.id, why);
  for (const [element, its] of byElement(newest)) {
    const counted = its.filter(({ complete }) => complete);
    counted.slice(0, retention.keepLast ?? 0).forEach(point => stays(point, `one of the last ${retention.keepLast}`));
    const periods: readonly [Period, number | undefined][] = [['day', retention.daily], ['week', retention.weekly], ['month', retention.monthly]];
    for (const [period, count = 0] of periods) {
      lastOfEach(counted, count, point => dayOf(point.cutMs)[period]).forEach(point => stays(point, `last of its ${period}`));
    }
    const lastGood = options.othersOf(element) > 0 ? undefined : its.find(({ goodFor }) => goodFor.includes(element));
    if (lastGood) stays(lastGood, 'last good point of an element');
    const first = its.findIndex(({ complete }) => complete);
    its.slice(0, first < 0 ? its.length : first).forEach(point => stays(point, 'nothing newer is complete'));
  }
  return { keep, remove: newest.filter(({ id }) => !keep.has(id)).map(({ id }) => id).reverse() };
}

function byElement(points: readonly RetainedPoint[]): ReadonlyMap<string, readonly RetainedPoint[]> {
  const found = new Map<string, RetainedPoint[]>();
  for (const point of points) {
    for (const element of point.elements) {
      const its = found.get(element);
      if (its) its.push(point);
      else found.set(element, [point]);
    }
  }
  return found;
}

/** Looks no further than it takes. @param points - newest first */
function lastOfEach(points: readonly RetainedPoint[], count: number, periodOfPoint: (point: RetainedPoint) => string): RetainedPoint[] {
  const lasts = new Map<string, RetainedPoint>();
  for (const point of points) {
    if (lasts.size >= count) break;
    const key = periodOfPoint(point);
    if (!lasts.has(key)) lasts.set(key, point);
  }
  return [...lasts.values()];
}

/** Making a formatter takes longer than a thousand uses of it; there are only so many zones. */
const FORMATTERS = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATTERS.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', numberingSystem: 'latn', year: 'numeric', month: '2-digit', day: '2-digit' });
  FORMATTERS.set(timeZone, made);
  return made;
}

/** Clocks of all zones differ from UTC by whole quarters of an hour. */
const QUARTER_MS = 15 * 60 * 1000;

/** The periods in which instants lie; each quarter of an hour is looked up once. */
function calendar(timeZone: string): (ms: number) => Readonly<Record<Period, string>> {
  const known = new Map<number, Readonly<Record<Period, string>>>();
  return ms => {
    const quarter = Math.floor(ms / QUARTER_MS);
    const found = known.get(quarter) ?? periodsOf(ms, timeZone);
    known.set(quarter, found);
    return found;
  };
}

function periodsOf(ms: number, timeZone: string): Readonly<Record<Period, string>> {
  const [month, day, year] = formatterOf(timeZone).format(ms).split('/').map(Number);
  // Weeks begin on Monday; days are counted in the calendar of the zone, so that a changed clock moves none.
  const days = Math.floor(Date.UTC(year, month - 1, day) / 86_400_000);
  return { day: `${year}-${month}-${day}`, week: `week ${Math.floor((days + 3) / 7)}`, month: `${year}-${month}` };
}

/** A text that is the same for all instants of one period of the calendar in the zone. */
export function periodOf(ms: number, period: Period, timeZone: string): string {
  return periodsOf(ms, timeZone)[period];
}
