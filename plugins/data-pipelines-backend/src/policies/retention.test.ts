import fc from 'fast-check';
import { periodOf, retain, type RetainedPoint } from './retention';

const HOUR = 3600_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const point = (hoursAgo: number, over: Partial<RetainedPoint> = {}): RetainedPoint => ({
  id: `p${hoursAgo}`,
  cutMs: NOW - hoursAgo * HOUR,
  complete: true,
  elements: ['queue'],
  goodFor: over.elements ?? ['queue'],
  ...over,
});
const partial = { complete: false, goodFor: [] };
const none = { timeZone: 'UTC', othersOf: () => 0 };

describe('retention', () => {
  it('keeps the newest complete ones, whatever lies between them', () => {
    const { keep, remove } = retain([point(1), point(2, partial), point(3), point(4)], { keepLast: 2 }, none);
    expect([...keep.keys()].sort()).toEqual(['p1', 'p3']);
    expect(remove).toEqual(['p4', 'p2']);
  });

  it('keeps what is newer than all that counts', () => {
    expect(retain([point(1, partial), point(2, partial)], { keepLast: 1 }, none).remove).toEqual([]);
    expect(retain([point(1, partial), point(2)], { keepLast: 1 }, none).remove).toEqual([]);
  });

  it('holds for each element of its own: what another one has newer points of removes nothing', () => {
    const points = [point(1, { elements: ['index'] }), point(2, { elements: ['index'] }), point(3), point(4)];
    expect(retain(points, { keepLast: 1 }, { ...none, othersOf: () => 1 }).remove).toEqual(['p4', 'p2']);
  });

  it('keeps the history of an element that got a volume since then', () => {
    const { keep } = retain([point(1, { goodFor: [] }), point(2, { goodFor: [] }), point(3, { goodFor: [] })], { keepLast: 2 }, none);
    expect([...keep.keys()]).toEqual(['p1', 'p2']);
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
    const points = [point(1, { goodFor: [] }), point(2), point(2000, { elements: ['queue', 'archive'] }), point(1999, { elements: ['archive'], goodFor: [] })];
    const { keep, remove } = retain(points, { keepLast: 1 }, none);
    expect([keep.get('p2'), keep.get('p2000')]).toEqual(['last good point of an element', 'last good point of an element']);
    expect(remove).toEqual([]);
    expect(retain(points, { keepLast: 1 }, { ...none, othersOf: () => 1 }).remove).toEqual(['p2000', 'p2']);
  });

  it('leaves each element a good point, for any points and rules', () => {
    const points = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1 }),
        cutMs: fc.integer({ min: NOW - 400 * 24 * HOUR, max: NOW }),
        complete: fc.boolean(),
        elements: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      }),
      { selector: ({ id }) => id },
    );
    const count = fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined });
    fc.assert(
      fc.property(points, count, count, count, (given, keepLast, daily, weekly) => {
        const all = given.map(each => ({ ...each, goodFor: each.complete ? each.elements : [] }));
        const { keep, remove } = retain(all, { keepLast, daily, weekly }, none);
        expect(keep.size + remove.length).toBe(all.length);
        for (const element of ['a', 'b', 'c']) {
          const good = all.filter(each => each.goodFor.includes(element));
          expect(good.length === 0 || good.some(({ id }) => keep.has(id))).toBe(true);
        }
      }),
    );
  });

  it('makes one formatter for a zone, however many points there are', () => {
    const made = jest.spyOn(Intl, 'DateTimeFormat');
    const points = Array.from({ length: 10_000 }, (_, index) => point(index / 10, { id: `p${index}` }));
    const { keep } = retain(points, { daily: 7, weekly: 4, monthly: 120 }, { ...none, timeZone: 'Pacific/Chatham' });
    expect(made).toHaveBeenCalledTimes(1);
    expect(keep.size).toBeGreaterThan(7);
    made.mockRestore();
  });
});
