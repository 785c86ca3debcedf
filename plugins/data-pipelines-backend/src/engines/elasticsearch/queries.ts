import type { NamedQuery, QueryRange, QueryScope } from '@penstock/backstage-plugin-data-pipelines-node';
import { isOf, matchers, namedOrUnlabelled } from '../shared/promql';

/** elasticsearch_exporter's label for the cluster's name, which ECK takes from the resource. */
const CLUSTER = 'cluster';
const KEYS = `namespace, ${CLUSTER}`;

function of(series: string, range: QueryRange, ...own: string[]): string {
  return `${series}${matchers(range, namedOrUnlabelled(range, CLUSTER), ...own)}`;
}

const query = {
  required: false,
  belongs: (scope: QueryScope, labels: Readonly<Record<string, string>>) => isOf(scope, labels, CLUSTER),
} as const;

/** What the elasticsearch engine asks Prometheus. Source of the names: prometheus-community/elasticsearch_exporter. */
export const elasticsearchQueries: readonly NamedQuery[] = [
  {
    ...query,
    key: 'indexingRate',
    title: 'Indexing rate',
    unit: 'recordsPerSecond',
    reduce: 'sum',
    requires: 'elasticsearch_indices_indexing_index_total',
    promql: range => `sum by (${KEYS}) (rate(${of('elasticsearch_indices_indexing_index_total', range)}[5m]))`,
  },
  {
    ...query,
    key: 'unassignedShards',
    title: 'Unassigned shards',
    unit: 'count',
    reduce: 'max',
    requires: 'elasticsearch_cluster_health_unassigned_shards',
    promql: range => `max by (${KEYS}) (${of('elasticsearch_cluster_health_unassigned_shards', range)})`,
  },
  {
    ...query,
    key: 'activeShards',
    title: 'Active shards',
    unit: 'count',
    reduce: 'max',
    requires: 'elasticsearch_cluster_health_active_shards',
    promql: range => `max by (${KEYS}) (${of('elasticsearch_cluster_health_active_shards', range)})`,
  },
  {
    ...query,
    key: 'writeRejections',
    title: 'Rejected writes',
    unit: 'recordsPerSecond',
    reduce: 'sum',
    requires: 'elasticsearch_thread_pool_rejected_count',
    promql: range => `sum by (${KEYS}) (rate(${of('elasticsearch_thread_pool_rejected_count', range, 'type="write"')}[5m]))`,
  },
  {
    ...query,
    key: 'heapUsed',
    title: 'Heap used, worst node',
    unit: 'ratio',
    reduce: 'max',
    requires: 'elasticsearch_jvm_memory_used_bytes',
    promql: range =>
      `max by (${KEYS}) (${of('elasticsearch_jvm_memory_used_bytes', range, 'area="heap"')}` +
      ` / ${of('elasticsearch_jvm_memory_max_bytes', range, 'area="heap"')})`,
  },
];
