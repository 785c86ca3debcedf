import fc from 'fast-check';
import { periodOf, retain, type RetainedPoint } from './retention';

const HOUR = 3600_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const point = (hoursAgo: number, over: Partial<RetainedPoint> = {}): RetainedPoint => ({
  id: `p${hoursAgo}`,
  cutMs: NOW - hoursAgo * HOUR,
  good: true,
  elements: ['queue'],
  ...over,
});
const none = { timeZone: 'UTC', othersOf: () => 0 };

describe('retention', () => {
  it('keeps the newest good ones, whatever lies between them', () => {
    const { keep, remove } = retain([point(1), point(2, { good: false }), point(3), point(4)], { keepLast: 2 }, none);
    expect([...keep.keys()].sort()).toEqual(['p1', 'p3']);
    expect([...remove].sort()).toEqual(['p2', 'p4']);
  });

  it('keeps the last of each day, week and month of the calendar', () => {
    const points = [0, 6, 13, 37, 61, 24 * 8, 24 * 20, 24 * 45].map(hours => point(hours));
    expect([...retain(points, { daily: 3 }, none).keep.keys()]).toEqual(['p0', 'p13', 'p37']);
    expect([...retain(points, { weekly: 2 }, none).keep.keys()]).toEqual(['p0', 'p192']);
    expect([...retain(points, { monthly: 2 }, none).keep.keys()]).toEqual(['p0', 'p480']);
  });

  it('counts days in the zone of the schedule, also when its clocks change', () => {
    const before = Date.parse('2026-10-24T22:30:00Z');
    expect(periodOf(before, 'day', 'UTC')).toBe('2026-10-24');
    expect(periodOf(before, 'day', 'Europe/Berlin')).toBe('2026-10-25');
    const sunday = Date.parse('2026-10-25T22:30:00Z');
    expect(periodOf(sunday, 'week', 'Europe/Berlin')).toBe(periodOf(before, 'week', 'Europe/Berlin'));
    expect(periodOf(sunday + HOUR, 'week', 'Europe/Berlin')).not.toBe(periodOf(sunday, 'week', 'Europe/Berlin'));
  });

  it('never removes the last good point of an element', () => {
    const old = point(2000, { elements: ['archive'] });
    const { keep, remove } = retain([point(1), old], { keepLast: 1 }, none);
    expect(keep.get('p2000')).toBe('last good point of an element');
    expect(remove).toEqual([]);
    expect(retain([point(1), old], { keepLast: 1 }, { ...none, othersOf: () => 1 }).remove).toEqual(['p2000']);
  });

  it('leaves each element a good point, for any points and rules', () => {
    const points = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1 }),
        cutMs: fc.integer({ min: NOW - 400 * 24 * HOUR, max: NOW }),
        good: fc.boolean(),
        elements: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      }),
      { selector: ({ id }) => id },
    );
    const count = fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined });
    fc.assert(
      fc.property(points, count, count, count, (all, keepLast, daily, weekly) => {
        const { keep, remove } = retain(all, { keepLast, daily, weekly }, none);
        expect(keep.size + remove.length).toBe(all.length);
        for (const element of ['a', 'b', 'c']) {
          const good = all.filter(each => each.good && each.elements.includes(element));
          expect(good.length === 0 || good.some(({ id }) => keep.has(id))).toBe(true);
        }
      }),
    );
  });
});
