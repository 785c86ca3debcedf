import { keepingCost } from './keepingCost';

const GIB = 2 ** 30;

describe('the cost of keeping a point', () => {
  it.each([
    [[{ capacityBytes: 100 * GIB }, { requestedBytes: 50 * GIB }], 30, 150 * GIB, 'At most 150 GiB, the size of the volumes, on their storage for 30 days; most storage keeps only what is overwritten after the cut'],
    [[{ capacityBytes: GIB, requestedBytes: 2 * GIB }], undefined, GIB, 'At most 1 GiB, the size of the volumes, on their storage until it is deleted; most storage keeps only what is overwritten after the cut'],
    [[{ capacityBytes: GIB }, {}], 1, undefined, 'An amount that is not known, as the size of a volume is not, on their storage for 1 day; most storage keeps only what is overwritten after the cut'],
  ])('of %j kept for %s days', (volumes, keepDays, spaceBytes, sentence) => {
    expect(keepingCost(volumes, keepDays)).toEqual({ ...(spaceBytes !== undefined && { spaceBytes }), sentence });
  });
});
