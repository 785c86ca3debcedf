import {
  colourOf,
  completeWorkload,
  DEFAULT_TOPIC,
  placeShards,
  readWorkload,
  WORKLOAD_KEY,
} from './workloadSpec';

const NOTHING = {
  kafkas: [],
  topics: [],
  elasticsearches: [],
  connectors: [],
  sparkApplications: [],
};

describe('the workload of a namespace', () => {
  it('is empty where no ConfigMap can be read', () => {
    const empty = { sources: [], consumers: [], fills: [], indices: [] };
    expect(readWorkload(undefined)).toEqual(empty);
    expect(readWorkload({ [WORKLOAD_KEY]: 'not json' })).toEqual(empty);
  });

  it('gives a Kafka that nobody described a trickle on its topic', () => {
    const { sources } = completeWorkload(readWorkload(undefined), {
      ...NOTHING,
      kafkas: ['events', 'bare'],
      topics: [{ kafka: 'events', topic: 'raw' }],
    });
    expect(sources.map(({ kafka, topic }) => [kafka, topic])).toEqual([
      ['events', 'raw'],
      ['bare', DEFAULT_TOPIC.name],
    ]);
  });

  it('lets a connector read what the source of its Kafka writes, and leaves one without Kafka alone', () => {
    const { consumers } = completeWorkload(readWorkload(undefined), {
      ...NOTHING,
      kafkas: ['events'],
      topics: [{ kafka: 'events', topic: 'raw' }],
      connectors: [
        { name: 'sink', kafka: 'events', topics: [], elasticsearch: 'docs' },
        { name: 'lost', kafka: undefined, topics: ['raw'] },
      ],
    });
    expect(consumers).toEqual([
      expect.objectContaining({
        topic: 'raw',
        group: 'connect-sink',
        to: { elasticsearch: 'docs', index: 'events' },
      }),
    ]);
  });

  it('does not add to what the ConfigMap describes', () => {
    const described = readWorkload({
      [WORKLOAD_KEY]: JSON.stringify({
        sources: [
          { kafka: 'events', topic: 'a', recordsPerSecond: 1, recordBytes: 1 },
        ],
        indices: [
          { elasticsearch: 'docs', index: 'i', primaries: 2, replicas: 0 },
        ],
      }),
    });
    expect(
      completeWorkload(described, {
        ...NOTHING,
        kafkas: ['events'],
        elasticsearches: ['docs'],
      }),
    ).toEqual(described);
  });
});

describe('shards', () => {
  const layout = (primaries: number, replicas: number) => [
    { elasticsearch: 'docs', index: 'i', primaries, replicas },
  ];

  it.each([
    ['all copies have a node', layout(6, 1), 3, 0, 'green'],
    ['one copy too many for three nodes', layout(1, 3), 3, 1, 'yellow'],
    ['a single node', layout(1, 1), 1, 1, 'yellow'],
    ['no data node', layout(2, 1), 0, 4, 'red'],
  ] as const)('%s', (_, indices, nodes, unassigned, colour) => {
    const shards = placeShards([...indices], nodes);
    expect(shards.unassigned).toBe(unassigned);
    expect(colourOf(shards)).toBe(colour);
  });
});
