/** The seeded elements that stand for the sample elements of the product's golden file. */
type Names = Record<string, string>;

/** By cluster: namespaces, Kafka and Elasticsearch names, and Spark's part of the metric names. */
interface Seeded {
  namespace: Names;
  kafka: Names;
  search: Names;
  spark: Names;
}

const STREAM = 'metrics_orders_enrich_driver_spark_streaming_orders_to_es_';

/** A query for two elements finds one of them where only one is seeded. */
const SEEDED: Record<string, Seeded> = {
  'prod-north': {
    namespace: {
      'pipeline-orders': 'factory-telemetry',
      'plant-data': 'orders',
    },
    kafka: { orders: 'telemetry', telemetry: 'order-events' },
    search: { orders: 'readings-search', readings: 'order-search' },
    spark: { [STREAM]: 'metrics_enricher_driver_spark_streaming_enricher_' },
  },
  'prod-south': {
    namespace: { 'pipeline-orders': 'clickstream' },
    kafka: { orders: 'clicks' },
    search: { orders: 'click-search' },
    spark: { [STREAM]: 'metrics_sessions_driver_spark_streaming_sessions_' },
  },
};

/** The clusters of the sandbox that have seeded elements. */
export const SEEDED_CLUSTERS = Object.keys(SEEDED);

/** A query of the golden file, for the seeded elements of a cluster in place of the samples. */
export function seededQuery(cluster: string, query: string): string {
  const names = SEEDED[cluster];
  const inLabel = (text: string, label: RegExp, by: Names) =>
    text.replace(
      label,
      (_, before: string, value: string) =>
        `${before}"${value
          .split('|')
          .map(name => by[name] ?? name)
          .join('|')}"`,
    );
  let text = inLabel(query, /(\bnamespace=~?)"([^"]*)"/g, names.namespace);
  text = inLabel(text, /(\bstrimzi_io_cluster=~)"([^"]*)"/g, names.kafka);
  text = inLabel(text, /(\bcluster=~)"([^"]*)"/g, names.search);
  for (const [sample, seeded] of Object.entries(names.spark))
    text = text.replaceAll(sample, seeded);
  return text;
}
