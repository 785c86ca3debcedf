import type { Unit } from '@penstock/backstage-plugin-data-pipelines-common';

/** One sample of an instant query. @public */
export interface MetricSample {
  labels: Record<string, string>;
  value: number;
}

/**
 * The answer to one named query, or why there is none. `not-measured` means
 * that no source is configured or that the source has no such series; it is
 * never to be read as zero.
 * @public
 */
export type MetricAnswer =
  | {
      state: 'measured';
      unit: Unit;
      /** At least one; NaN and infinite samples are dropped before. */
      samples: readonly MetricSample[];
      /** RFC 3339. */
      observedAt: string;
      /** Where it comes from, e.g. `Prometheus (prod-north)`. */
      source: string;
    }
  | { state: 'not-measured'; reason: string }
  | {
      state: 'unknown';
      reason: string;
      /** True until the source was asked for the first time: nothing has failed. */
      pending?: true;
      /** The last good answer, when there was one. */
      last?: { samples: readonly MetricSample[]; observedAt: string };
    };

/** What a query is about; the query escapes every value before it enters PromQL. @public */
export interface QueryScope {
  namespace: string;
  /** Name of the element's root object. */
  name: string;
  /** Names that only this engine knows, e.g. the consumer group or the Spark query name. */
  extra?: Record<string, string>;
}

/** The elements that one query asks about; all are in one cluster and share one source. @public */
export interface QueryRange {
  scopes: readonly [QueryScope, ...QueryScope[]];
  /** Matchers added to every selector, e.g. the label by which a shared Prometheus tells clusters apart. */
  matchers?: Readonly<Record<string, string>>;
}

/** One entry of the query catalogue. @public */
export interface NamedQuery {
  /** Unique in its engine, e.g. `backlogMessages`. */
  key: string;
  /** What people call it, e.g. `Backlog, messages`. */
  title: string;
  unit: Unit;
  /** The series that must exist for an answer; named in the "not measured" reason. */
  requires: string;
  /** How the samples of one element become its one number. */
  reduce: 'sum' | 'max' | 'min';
  /** True where an unreadable answer leaves the element Unknown. */
  required: boolean;
  /**
   * True where the workload itself tells its numbers, so that they end with it:
   * the engine judges that end, and the series is not missed.
   */
  endsWithElement?: boolean;
  /** False where the answer is an ingredient of other measures and not shown itself. */
  shown?: boolean;
  /** Whether the query makes sense for this element; asked for all where absent. */
  appliesTo?(scope: QueryScope): boolean;
  /**
   * PromQL for an instant query. One answer holds many elements, told apart by
   * `belongs`, so that the cost does not grow with their number. Pure; escapes
   * what it is given.
   */
  promql(range: QueryRange): string;
  /** Whether a sample is about this element; only samples with the label `namespace` of its scope are asked about. */
  belongs(scope: QueryScope, labels: Readonly<Record<string, string>>): boolean;
}

/** The answers of one element's queries, by key. @public */
export interface MetricReader {
  answer(key: string): MetricAnswer;
}
