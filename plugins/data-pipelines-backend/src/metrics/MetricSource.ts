import type { MetricSample } from '@penstock/backstage-plugin-data-pipelines-node';

/** What one query came to. */
export type QueryOutcome =
  | { state: 'answered'; samples: readonly MetricSample[] }
  | { state: 'failed'; reason: string };

/** Something that answers PromQL for one cluster. */
export interface MetricSource {
  /** For people, e.g. `Prometheus (prod-north)`. */
  readonly name: string;
  /** Matchers added to every selector, where several clusters share the source. */
  readonly matchers: Readonly<Record<string, string>>;
  /** How often it is asked, in milliseconds. */
  readonly refreshMs: number;
  /** An instant query. Never throws; bounded in time and size. */
  query(promql: string, signal: AbortSignal): Promise<QueryOutcome>;
}
