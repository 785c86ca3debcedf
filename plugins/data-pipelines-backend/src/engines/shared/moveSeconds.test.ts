import type { PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { bytesTogether, moveSeconds, withTimeToMove } from './moveSeconds';

const GIB = 1024 ** 3;
const HOUR = 3600;

describe('time to move data', () => {
  it.each<[string, number, number, number]>([
    ['nothing', 0, HOUR, HOUR],
    ['a size that is not known', NaN, HOUR, HOUR],
    ['a negative size', -1, HOUR, HOUR],
    ['10 GiB', 10 * GIB, HOUR, HOUR],
    ['10 GiB, without a least', 10 * GIB, 0, 540],
    ['one byte, in whole minutes', 1, 0, 60],
    ['100 GiB', 100 * GIB, HOUR, 5_160],
    ['1 TiB', 1024 * GIB, HOUR, 52_440],
    ['10 TiB', 10 * 1024 * GIB, HOUR, 524_340],
    ['100 TiB, at most a week', 100 * 1024 * GIB, HOUR, 604_800],
    ['more than can be counted', Infinity, HOUR, HOUR],
    ['1e30', 1e30, HOUR, 604_800],
  ])('%s', (_, bytes, atLeast, expected) => {
    expect(moveSeconds(bytes, atLeast)).toBe(expected);
  });

  it('never is less for more', () => {
    const times = Array.from({ length: 200 }, (_, index) => moveSeconds(2 ** (index / 4), 300));
    expect(times).toEqual([...times].sort((left, right) => left - right));
  });

  it('is given to steps that wait, and to no others', () => {
    const step: PlannedStep = { id: 'a', title: 'A', phase: 'Running', acts: [], deadlineSeconds: 60 };
    const waiting: PlannedStep = { ...step, id: 'b', wait: { observer: 'x', objects: [], params: {} } };
    expect(withTimeToMove([step, waiting], 100 * GIB).map(({ deadlineSeconds }) => deadlineSeconds)).toEqual([60, 5_220]);
  });

  it('counts volumes together, since storage may move one after another', () => {
    expect(bytesTogether([{ capacityBytes: 3 }, {}, { capacityBytes: 4 }])).toBe(7);
  });
});
