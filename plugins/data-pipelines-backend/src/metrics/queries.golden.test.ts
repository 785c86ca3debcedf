import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueryScope } from '@penstock/backstage-plugin-data-pipelines-node';
import { engines } from '../engines';
import { volumeQueries } from './volumeQueries';

/*
 * Every query of the catalogue, rendered for two sample elements of each
 * engine. Whoever answers these queries, or compares two that do, reads them
 * from the golden file. After a change that is meant: UPDATE_GOLDEN=1.
 */

const GOLDEN = join(__dirname, 'queries.golden.txt');

const SAMPLES: Record<string, [QueryScope, QueryScope]> = {
  kafka: [
    { namespace: 'pipeline-orders', name: 'orders', extra: { kind: 'Kafka' } },
    { namespace: 'plant-data', name: 'telemetry', extra: { kind: 'Kafka' } },
  ],
  elasticsearch: [
    { namespace: 'pipeline-orders', name: 'orders' },
    { namespace: 'plant-data', name: 'readings' },
  ],
  spark: [
    { namespace: 'pipeline-orders', name: 'orders-enrich', extra: { metricsNamespace: 'orders-enrich', queries: 'orders_to_es' } },
    { namespace: 'plant-data', name: 'enricher', extra: { metricsNamespace: 'plant-data.enricher', queries: 'readings,alarms' } },
  ],
};

function rendered(): string {
  const lines = [
    '# Every PromQL that Penstock asks, for one element and for two. Lines: key, tab, query. Written by queries.golden.test.ts.',
  ];
  const add = (id: string, promql: (scopes: [QueryScope, ...QueryScope[]]) => string, samples: [QueryScope, QueryScope]) => {
    lines.push(`${id}\t${promql([samples[0]])}`, `${id} (two)\t${promql(samples)}`);
  };
  for (const query of Object.values(volumeQueries)) add(query.key, scopes => query.promql({ scopes }), SAMPLES.kafka);
  for (const engine of engines) {
    for (const query of engine.queries) add(`${engine.id}.${query.key}`, scopes => query.promql({ scopes }), SAMPLES[engine.id]);
  }
  return `${lines.join('\n')}\n`;
}

describe('queries.golden.txt', () => {
  it('is what the catalogue renders', () => {
    const text = rendered();
    if (process.env.UPDATE_GOLDEN === '1' || !existsSync(GOLDEN)) writeFileSync(GOLDEN, text);
    expect(readFileSync(GOLDEN, 'utf8')).toBe(text);
  });

  it('names each query once per engine', () => {
    for (const engine of engines) {
      const keys = engine.queries.map(query => query.key);
      expect(keys).toEqual([...new Set(keys)]);
    }
  });

  it('escapes what stands in names', () => {
    const scope = { namespace: 'a"} or up{x="', name: 'b.c|d\\', extra: { kind: 'Kafka' } };
    for (const query of [...engines[0].queries, ...Object.values(volumeQueries)]) {
      const text = query.promql({ scopes: [scope], matchers: { cluster: 'p"q' } });
      expect(text).toContain('namespace="a\\"} or up{x=\\""');
      expect(text).toContain('cluster="p\\"q"');
    }
    expect(engines[0].queries[1].promql({ scopes: [scope] })).toContain('strimzi_io_cluster=~"b\\\\.c\\\\|d\\\\\\\\|"');
  });
});
