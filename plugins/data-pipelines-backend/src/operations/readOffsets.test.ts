import { parseOffsets } from './readOffsets';

const data = (value: unknown) => ({ 'offsets.json': JSON.stringify(value) });

describe('what a point recorded of positions', () => {
  it('is the offsets of groups, the ends of logs with time and source, and logs that were not measured', () => {
    const partitions = [{ partition: 0, offset: 7 }, { partition: 1, offset: 5 }];
    const ends = { group: '', topic: 't', partitions, element: 'kafka', sampledAt: '2026-11-20T14:32:05.000Z', source: 'Prometheus (north)' };
    expect(parseOffsets(data([{ group: 'sink', topic: 't', partitions }, ends, { element: 'other', notMeasured: 'no series' }]))).toEqual({
      offsets: [{ group: 'sink', topic: 't', partitions, sum: 12 }, { ...ends, sum: 12 }],
      unmeasuredLogs: [{ element: 'other', reason: 'no series' }],
    });
  });

  it('is nothing where something else stands there, and passes over what it cannot read', () => {
    expect(parseOffsets(undefined)).toBeUndefined();
    expect(parseOffsets({ 'offsets.json': 'not JSON' })).toBeUndefined();
    expect(parseOffsets(data({}))).toBeUndefined();
    expect(parseOffsets(data([null, 4, { group: 'g' }, { element: 'kafka' }]))).toEqual({ offsets: [], unmeasuredLogs: [] });
  });
});
