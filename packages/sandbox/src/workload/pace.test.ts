import { DOCS, QUERY, source, testObjects } from './testObjects';
import { paced } from './pace';
import { readWorlds } from './world';

const GIB = 2 ** 30;

describe('pace of consumers', () => {
  const spec = {
    sources: [source(100)],
    consumers: [
      {
        ...QUERY,
        recordsPerSecond: 1_000,
        whileFull: { above: 0.85, recordsPerSecond: 80 },
      },
    ],
    indices: [DOCS],
    fills: [0, 1, 2].map(id => ({
      claim: `data-0-log-broker-${id}`,
      usedBytes: (85 + id) * GIB,
      bytesPerHour: 0,
    })),
  };
  const rate = (brokerVolumeGi: number, shares: [string, number][]) => {
    const [world] = readWorlds(testObjects({ spec, brokerVolumeGi }));
    return paced(world, new Map(shares)).spec.consumers[0].recordsPerSecond;
  };

  it.each<[string, number, [string, number][], number]>([
    ['as declared, until it is known how full volumes are', 100, [], 80],
    ['not slow where there is room', 400, [], 1_000],
    [
      'slow with one broker that is nearly full',
      400,
      [['data-0-log-broker-1', 0.9]],
      80,
    ],
    [
      'fast again when all have grown',
      100,
      [0, 1, 2].map(id => [`data-0-log-broker-${id}`, 0.3]),
      1_000,
    ],
    [
      'whatever other volumes hold',
      400,
      [['elasticsearch-data-search-es-data-0', 0.99]],
      1_000,
    ],
  ])('is %s', (_, size, shares, expected) => {
    expect(rate(size, shares)).toBe(expected);
  });
});
