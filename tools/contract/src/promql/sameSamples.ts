import {
  factsBefore,
  pointsOf,
  SeriesStore,
  STORY_NOW,
  storyFacts,
} from 'sandbox/metrics-testing';

/** One sample of one series. */
interface Sample {
  labels: Record<string, string>;
  timeMs: number;
  value: number;
}

/** Instant at which the queries are asked; a little after the newest samples and on no sample's edge. */
export const ASKED_AT = STORY_NOW + 1_111;

/**
 * Seven hours of the seeded pipeline's exporter pages, and made-up series with
 * what real ones have: gaps, resets, jitter, a replaced pod, NaN.
 */
export function sameSamples(): Sample[] {
  return [...pageSamples(), ...oddSamples()];
}

/** The samples in the sandbox's store, with room for all of them. */
export function inStore(samples: readonly Sample[]): SeriesStore {
  const store = new SeriesStore({
    maxSeries: 10_000,
    fineSamples: 10_000,
    coarseSamples: 1,
    coarseStepMs: 60_000,
  });
  const ordered = [...samples].sort((a, b) => a.timeMs - b.timeMs);
  for (const { labels, timeMs, value } of ordered) {
    store.appendPast(timeMs, [{ labels, value }]);
  }
  return store;
}

/** The samples as an OpenMetrics text, from which promtool makes blocks. */
export function asOpenMetrics(samples: readonly Sample[]): string {
  const byName = new Map<string, string[]>();
  const ordered = [...samples].sort((a, b) => a.timeMs - b.timeMs);
  for (const { labels, timeMs, value } of ordered) {
    const { __name__: name = '', ...rest } = labels;
    const pairs = Object.entries(rest).map(
      ([label, text]) => `${label}=${JSON.stringify(text)}`,
    );
    const lines = byName.get(name) ?? [];
    const number = Number.isNaN(value) ? 'NaN' : String(value);
    lines.push(`${name}{${pairs.join(',')}} ${number} ${timeMs / 1_000}`);
    byName.set(name, lines);
  }
  return `${[...byName.values()].flat().join('\n')}\n# EOF\n`;
}

/** The story under the names of the elements for which the product's golden file renders its queries. */
const NAMES = [
  {
    namespace: 'pipeline-orders',
    kafka: 'orders',
    search: 'orders',
    metricsNamespace: 'orders-enrich',
    query: 'orders_to_es',
  },
  {
    namespace: 'plant-data',
    kafka: 'telemetry',
    search: 'readings',
    metricsNamespace: 'plant-data.enricher',
    query: 'readings',
  },
];

type Facts = ReturnType<typeof storyFacts>;

function renamed(facts: Facts, names: (typeof NAMES)[number]): Facts {
  const { namespace } = names;
  return {
    ...facts,
    kafkas: facts.kafkas.map(kafka => ({
      ...kafka,
      namespace,
      name: names.kafka,
    })),
    connects: facts.connects.map(connect => ({ ...connect, namespace })),
    elasticsearches: facts.elasticsearches.map(search => ({
      ...search,
      namespace,
      name: names.search,
    })),
    sparks: facts.sparks.map(spark => ({
      ...spark,
      namespace,
      metricsNamespace: names.metricsNamespace,
      query: names.query,
    })),
    volumes: facts.volumes.map(volume => ({ ...volume, namespace })),
    pods: facts.pods.map(pod => ({ ...pod, namespace })),
  };
}

/** The pages of several elements as one; each page has the mark `penstock_simulated` once. */
function pages(before: Facts): ReturnType<typeof pointsOf> {
  const own = pointsOf(before);
  const others = NAMES.flatMap(names => pointsOf(renamed(before, names)));
  return [
    ...own,
    ...others.filter(({ name }) => name !== 'penstock_simulated'),
  ];
}

function pageSamples(): Sample[] {
  const facts = storyFacts();
  const samples: Sample[] = [];
  for (
    let seconds = 7 * 3_600;
    seconds >= 0;
    seconds -= seconds > 600 ? 120 : 15
  ) {
    // Scrapes come a little late, each by another amount.
    const late = (seconds * 7919) % 900;
    for (const { name, labels, value } of pages(factsBefore(facts, seconds))) {
      samples.push({
        labels: { __name__: name, ...labels },
        timeMs: STORY_NOW - seconds * 1_000 + late,
        value,
      });
    }
  }
  return samples;
}

function oddSamples(): Sample[] {
  const samples: Sample[] = [];
  const add = (
    labels: Record<string, string>,
    secondsAgo: number,
    value: number,
  ) =>
    samples.push({
      labels,
      timeMs: STORY_NOW - secondsAgo * 1_000 + 37,
      value,
    });
  for (let step = 0; step <= 120; step++) {
    const ago = (120 - step) * 15;
    const jump = (step * step * 31) % 97;
    add(
      { __name__: 'odd_resets_total', pod: 'a' },
      ago,
      (step % 40) * 12.5 + jump / 10,
    );
    add({ __name__: 'odd_resets_total', pod: 'b' }, ago, step * 3);
    if (step % 7 > 2)
      add({ __name__: 'odd_gaps', pod: 'a' }, ago, 1e9 + jump * 1.25);
    if (step < 60)
      add(
        { __name__: 'odd_replaced', pod: 'old', partition: '0' },
        ago,
        step * 100,
      );
    else
      add(
        { __name__: 'odd_replaced', pod: 'new', partition: '0' },
        ago,
        step * 100,
      );
    if (step > 110)
      add({ __name__: 'odd_young_total', pod: 'a' }, ago, (step - 110) * 5);
    add({ __name__: 'odd_nan', pod: 'a' }, ago, step % 5 === 0 ? NaN : jump);
    add({ __name__: 'odd_constant', pod: 'a' }, ago, 42);
    if (step < 90) add({ __name__: 'odd_gone', pod: 'a' }, ago, step);
  }
  return samples;
}
