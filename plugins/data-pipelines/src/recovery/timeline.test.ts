import type { TimelinePoint } from '@penstock/backstage-plugin-data-pipelines-common';
import fc from 'fast-check';
import { gapsOver, placeOf, timelineOf } from './timeline';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3600_000;
const at = (hoursAgo: number, state: TimelinePoint['state'] = 'Ready'): TimelinePoint => ({ id: `${hoursAgo}`, at: new Date(NOW - hoursAgo * HOUR).toISOString(), state, weaker: false });
const summary = (timeline: TimelinePoint[], objectiveSeconds?: number) => ({ newestAge: { state: 'not-measured' as const, reason: '' }, timeline, ...(objectiveSeconds && { objectiveSeconds }) });

describe('gaps over the target', () => {
  it('begin where the target is passed and end with the next good point, or now', () => {
    expect(gapsOver([at(20), at(8), at(5, 'Failed')], 6 * 3600, NOW)).toEqual([
      { from: NOW - 20 * HOUR, missedFrom: NOW - 14 * HOUR, to: NOW - 8 * HOUR },
      { from: NOW - 8 * HOUR, missedFrom: NOW - 2 * HOUR, to: NOW },
    ]);
  });

  it('are none without a target, and none for a point just in time', () => {
    expect(gapsOver([at(20)], undefined, NOW)).toEqual([]);
    expect(gapsOver([at(6)], 6 * 3600, NOW)).toEqual([]);
  });

  it('never overlap, and never are shorter than what is missed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 })), fc.integer({ min: 60, max: 100_000 }), (hours, objective) => {
        const gaps = gapsOver(hours.map(hour => at(hour)), objective, NOW);
        gaps.forEach((gap, index) => {
          expect(gap.missedFrom).toBe(gap.from + objective * 1000);
          expect(gap.to).toBeGreaterThan(gap.missedFrom);
          expect(gap.from).toBeGreaterThanOrEqual(index > 0 ? gaps[index - 1].to : 0);
        });
      }),
    );
  });
});

describe('the line', () => {
  it('goes from old to new, and ends now', () => {
    const line = timelineOf(summary([at(2), at(30)]), NOW);
    expect(line?.points.map(({ id }) => id)).toEqual(['30', '2']);
    expect(line && placeOf(line, NOW)).toBe(100);
    expect(line && placeOf(line, NOW - 30 * HOUR)).toBeLessThan(5);
  });

  it('is not there without points', () => {
    expect(timelineOf(summary([]), NOW)).toBeUndefined();
  });
});
