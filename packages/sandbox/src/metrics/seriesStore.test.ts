import { STALE } from './sampleSource';
import { SeriesStore } from './seriesStore';

const BOUNDS = {
  maxSeries: 3,
  fineSamples: 4,
  coarseSamples: 5,
  coarseStepMs: 60_000,
};
const sample = (name: string, value: number) => ({
  labels: { __name__: name },
  value,
});
const named = (value: string) => [
  { name: '__name__', op: '=' as const, value },
];

describe('SeriesStore', () => {
  it('keeps the newest samples as they came and thins the older ones', () => {
    const store = new SeriesStore(BOUNDS);
    for (let second = 0; second <= 300; second += 5)
      store.append(second * 1_000, [sample('m', second)]);
    const [{ values }] = store.select(named('m'), 0, 300_000);
    expect(values.slice(-4)).toEqual([285, 290, 295, 300]);
    expect(values.slice(0, -4)).toEqual([0, 60, 120, 180, 240]);
  });

  it('never holds more than its bounds', () => {
    const store = new SeriesStore(BOUNDS);
    for (let second = 0; second <= 86_400; second += 60) {
      store.append(
        second * 1_000,
        ['a', 'b', 'c', 'd'].map(name => sample(name, second)),
      );
    }
    expect(store.size.series).toBe(3);
    expect(store.size.refused).toBeGreaterThan(0);
    expect(store.select(named('a'), 0, 86_400_000)[0].values).toHaveLength(9);
    expect(store.select(named('d'), 0, 86_400_000)).toEqual([]);
  });

  it('marks the end of a series that a scrape no longer shows, once', () => {
    const store = new SeriesStore(BOUNDS);
    store.append(0, [sample('a', 1), sample('b', 1)]);
    store.append(5_000, [sample('a', 1)]);
    store.append(10_000, [sample('a', 1)]);
    expect(store.select(named('b'), 0, 10_000)[0].values).toEqual([1, STALE]);
  });

  it('forgets series that ended before what it keeps, and has room again', () => {
    const store = new SeriesStore(BOUNDS);
    store.append(0, [sample('old', 1)]);
    store.append(60_000, [sample('a', 1)]);
    store.append(3_600_000, [sample('a', 1), sample('b', 1), sample('c', 1)]);
    expect(store.select(named('old'), 0, 3_600_000)).toEqual([]);
    expect(store.select(named('c'), 0, 3_600_000)).toHaveLength(1);
  });
});
