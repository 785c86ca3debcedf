import type { ElasticsearchFacts, VolumeFacts } from '../workload';
import { Target, type MetricPoint } from './metricPoint';

/** Documents indexed in one second of indexing time, for the time counter. */
const DOCUMENTS_PER_INDEXING_SECOND = 20_000;

/**
 * What prometheus-community/elasticsearch_exporter 1.11 shows for one cluster,
 * scraped under the pod it asks; nothing while no node answers.
 */
export function elasticsearchPoints(
  search: ElasticsearchFacts,
  volumes: readonly VolumeFacts[],
): MetricPoint[] {
  const points: MetricPoint[] = [];
  const ready = search.nodes.filter(node => node.ready);
  if (ready.length === 0) return points;
  const target = new Target(points, {
    namespace: search.namespace,
    elasticsearch_k8s_elastic_co_cluster_name: search.name,
    cluster: search.name,
    job: `${search.namespace}/${search.name}-exporter`,
  });
  target.gauge('up', 1);
  for (const color of ['green', 'yellow', 'red']) {
    target.gauge(
      'elasticsearch_cluster_health_status',
      Number(color === search.colour),
      { color },
    );
  }
  target.gauge(
    'elasticsearch_cluster_health_active_shards',
    search.shards.active,
  );
  target.gauge(
    'elasticsearch_cluster_health_active_primary_shards',
    search.shards.activePrimary,
  );
  target.gauge(
    'elasticsearch_cluster_health_unassigned_shards',
    search.shards.unassigned,
  );
  target.gauge('elasticsearch_cluster_health_relocating_shards', 0);
  target.gauge('elasticsearch_cluster_health_initializing_shards', 0);
  target.gauge('elasticsearch_cluster_health_number_of_nodes', ready.length);
  target.gauge(
    'elasticsearch_cluster_health_number_of_data_nodes',
    ready.filter(({ data }) => data).length,
  );
  target.gauge('elasticsearch_cluster_health_number_of_pending_tasks', 0);
  for (const node of ready) nodePoints(target, search, node, volumes);
  return points;
}

function nodePoints(
  target: Target,
  search: ElasticsearchFacts,
  node: ElasticsearchFacts['nodes'][number],
  volumes: readonly VolumeFacts[],
): void {
  const named = target.with({
    name: node.pod,
    host: node.pod,
    es_data_node: String(node.data),
  });
  named.counter('elasticsearch_indices_indexing_index_total', node.indexed);
  named.counter(
    'elasticsearch_indices_indexing_index_time_seconds_total',
    node.indexed / DOCUMENTS_PER_INDEXING_SECOND,
  );
  named.gauge('elasticsearch_indices_docs', node.indexed);
  named.gauge('elasticsearch_jvm_memory_used_bytes', 1.4 * 2 ** 30, {
    area: 'heap',
  });
  named.gauge('elasticsearch_jvm_memory_max_bytes', 4 * 2 ** 30, {
    area: 'heap',
  });
  named.counter('elasticsearch_thread_pool_rejected_count', 0, {
    type: 'write',
  });
  named.gauge('elasticsearch_thread_pool_queue_count', 0, { type: 'write' });
  const volume = volumes.find(
    one => one.namespace === search.namespace && one.claim === node.claim,
  );
  if (!volume) return;
  const path = named.with({
    path: '/usr/share/elasticsearch/data',
    mount: '/usr/share/elasticsearch/data',
  });
  const free = volume.capacityBytes - volume.usedBytes;
  path.gauge('elasticsearch_filesystem_data_size_bytes', volume.capacityBytes);
  path.gauge('elasticsearch_filesystem_data_free_bytes', free);
  path.gauge('elasticsearch_filesystem_data_available_bytes', free);
}
