export type { LiveMetrics, Metrics, MetricTarget, VolumeUsage } from './Metrics';
export type { MetricSource, QueryOutcome } from './MetricSource';
export { MetricsCollector } from './MetricsCollector';
export type { CollectorOptions } from './MetricsCollector';
export { readMetricSources } from './readMetricSources';
export { volumeQueries } from './volumeQueries';
