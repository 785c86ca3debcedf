import type { NamedQuery, QueryRange, QueryScope } from '@penstock/backstage-plugin-data-pipelines-node';
import { anyOf, matchers } from '../shared/promql';
import { commaSeparated } from '../shared/reading';

/**
 * Names of one gauge of the driver page, one per streaming query. Spark puts
 * application and query into the name, with `.`, `-` and the like as `_`, so
 * the name is built and never taken apart.
 */
function namesOf(scope: QueryScope, gauge: string): string[] {
  const application = scope.extra?.metricsNamespace ?? '';
  return commaSeparated(scope.extra?.queries).map(
    name => `metrics_${asName(application)}_driver_spark_streaming_${asName(name)}_${gauge}_Value`,
  );
}

function asName(text: string): string {
  return text.replace(/[^a-zA-Z0-9]/g, '_');
}

/** The gauge for all applications asked about; the name stays as a label, to tell them apart. */
function gauges(gauge: string, range: QueryRange): string {
  const names = range.scopes.flatMap(scope => namesOf(scope, gauge));
  return matchers(range, `__name__=~${anyOf(names)}`);
}

function query(gauge: string) {
  return {
    required: false,
    // the driver's own page: it goes and comes with each driver
    endsWithElement: true,
    requires: `metrics_<application>_driver_spark_streaming_<query>_${gauge}_Value`,
    appliesTo: (scope: QueryScope) => namesOf(scope, gauge).length > 0,
    belongs: (scope: QueryScope, labels: Readonly<Record<string, string>>) =>
      labels.namespace === scope.namespace && namesOf(scope, gauge).includes(labels.__name__ ?? ''),
  };
}

/**
 * What the spark engine asks Prometheus: gauges of the PrometheusServlet on
 * the driver's page. They are values of the last micro-batch, never counters.
 */
export const sparkQueries: readonly NamedQuery[] = [
  {
    ...query('inputRate_total'),
    key: 'inputRate',
    title: 'Input rate',
    unit: 'recordsPerSecond',
    reduce: 'sum',
    promql: range => `max by (__name__, namespace) (${gauges('inputRate_total', range)})`,
  },
  {
    ...query('processingRate_total'),
    key: 'processingRate',
    title: 'Processing rate',
    unit: 'recordsPerSecond',
    reduce: 'sum',
    promql: range => `max by (__name__, namespace) (${gauges('processingRate_total', range)})`,
  },
  {
    ...query('latency'),
    key: 'batchDuration',
    title: 'Batch duration',
    unit: 'milliseconds',
    reduce: 'max',
    required: true,
    promql: range => `max by (__name__, namespace) (${gauges('latency', range)})`,
  },
  {
    ...query('eventTime_watermark'),
    key: 'watermark',
    title: 'Event-time watermark',
    unit: 'milliseconds',
    reduce: 'min',
    shown: false,
    // milliseconds since the epoch; zero until the first event with a time
    promql: range => `max by (__name__, namespace) (${gauges('eventTime_watermark', range)} > 0)`,
  },
];
