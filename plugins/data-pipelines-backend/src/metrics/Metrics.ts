import type {
  Engine,
  MetricAnswer,
  MetricReader,
  QueryScope,
  WatchedMetrics,
} from '@penstock/backstage-plugin-data-pipelines-node';

/** One claim's usage, from kubelet volume stats; each in bytes, or bytes per second. */
export interface VolumeUsage {
  used: MetricAnswer;
  capacity: MetricAnswer;
  /** Bytes per second, over the last six hours. */
  growth: MetricAnswer;
  /** Bytes per second, over the last hour. */
  growthLastHour: MetricAnswer;
}

/** The answers of the last collection; reading them asks nobody. */
export interface Metrics {
  element(cluster: string, elementId: string): MetricReader;
  volume(cluster: string, namespace: string, claim: string): VolumeUsage;
}

/** Metrics that can be asked anew, for what must not rest on an answer of before: what an operation records and verifies. */
export interface LiveMetrics extends Metrics {
  /** Asks the source of the cluster now, once for each key, in their order. Never throws: a source that fails is an answer. */
  askNow(watched: WatchedMetrics, signal: AbortSignal): Promise<MetricReader>;
}

/** What to collect for, told by the pipelines room whenever the set of elements changes. */
export interface MetricTarget {
  cluster: string;
  elementId: string;
  engine: Engine;
  scope: QueryScope;
}
