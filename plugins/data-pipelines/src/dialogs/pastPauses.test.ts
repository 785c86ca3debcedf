import { recoveryPoint } from '../__testUtils__/points';
import { pastPauses } from './pastPauses';

const AT = '2026-11-20T08:00:00Z';

describe('pauses of earlier cuts', () => {
  it('are those measured at points of the same elements', () => {
    const points = [
      recoveryPoint('a', AT, { elements: ['x', 'y'], pausedMs: 900 }),
      recoveryPoint('b', AT, { elements: ['y', 'x'], pausedMs: 300 }),
      recoveryPoint('c', AT, { elements: ['x'], pausedMs: 10_000 }),
      recoveryPoint('d', AT, { elements: ['x', 'y'], pausedMs: undefined }),
    ];
    expect(pastPauses(points, ['x', 'y'])).toEqual({ count: 2, leastMs: 300, mostMs: 900 });
  });

  it('are none, and no zero, where none was measured', () => {
    expect(pastPauses([recoveryPoint('d', AT, { elements: ['x'], pausedMs: undefined })], ['x'])).toBeUndefined();
    expect(pastPauses([], ['x'])).toBeUndefined();
  });
});
