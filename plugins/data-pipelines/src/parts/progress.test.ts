import fc from 'fast-check';
import type { Progress } from '@penstock/backstage-plugin-data-pipelines-common';
import { percentOf, turnOf } from './progress';

const at = (done: number, total: number): Progress => ({ source: 'derived', done, total, unit: 'volumes' });

describe('progress', () => {
  it('that goes backward or whose end moves away is told', () => {
    expect(turnOf(at(1, 3), at(2, 3))).toBeUndefined();
    expect(turnOf(at(1, 3), at(1, 5))).toEqual({ kind: 'grew', from: 3, to: 5 });
    expect(turnOf(at(2, 3), at(1, 3))).toEqual({ kind: 'fell', from: 2, to: 1 });
    expect(turnOf(undefined, at(1, 3))).toBeUndefined();
    expect(turnOf(at(2, 3), { ...at(1, 3), unit: 'steps' })).toBeUndefined();
  });

  it('whose drawn share shrinks is always told', () => {
    const progress = fc.record({ done: fc.nat(20), total: fc.integer({ min: 1, max: 20 }) }).map(({ done, total }) => at(Math.min(done, total), total));
    fc.assert(
      fc.property(progress, progress, (before, after) => {
        const shrinks = (percentOf(after) ?? 0) < (percentOf(before) ?? 0);
        expect(shrinks && turnOf(before, after) === undefined).toBe(false);
      }),
    );
  });

  it('has no share where its end is not known, however much is done', () => {
    expect(percentOf({ source: 'unknown', done: 4, total: 6 })).toBeUndefined();
    expect(percentOf({ source: 'reported', done: 4 })).toBeUndefined();
    expect(percentOf({ source: 'reported', done: 0, total: 0 })).toBeUndefined();
  });
});
