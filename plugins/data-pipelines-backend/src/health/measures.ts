import type { ElementMeasure, Measure, Target } from '@penstock/backstage-plugin-data-pipelines-common';
import type { MetricAnswer, MetricReader, MetricSample, NamedQuery, QueryScope } from '@penstock/backstage-plugin-data-pipelines-node';
import type { AssessContext } from './context';
import type { Limit, Thresholds, ThresholdSettings } from './thresholds';

/** How many samples become one number. */
export function reduced(samples: readonly MetricSample[], how: NamedQuery['reduce']): number {
  const values = samples.map(sample => sample.value);
  switch (how) {
    case 'sum':
      return values.reduce((sum, value) => sum + value, 0);
    case 'min':
      return Math.min(...values);
    default:
      return Math.max(...values);
  }
}

/** Whether an observation is older than three intervals of its source. */
export function isStale(observedAt: string, context: AssessContext): boolean {
  return (context.now.getTime() - Date.parse(observedAt)) / 1000 > context.metricsStaleAfterSeconds;
}

/** An answer as a measure: what is not measured stays so, with its reason, and is never zero. */
export function measureOf(answer: MetricAnswer, how: NamedQuery['reduce'], context: AssessContext): Measure {
  switch (answer.state) {
    case 'measured':
      return {
        state: 'measured',
        value: reduced(answer.samples, how),
        unit: answer.unit,
        observedAt: answer.observedAt,
        source: answer.source,
        ...(isStale(answer.observedAt, context) ? { stale: true } : {}),
      };
    case 'not-measured':
      return { state: 'not-measured', reason: answer.reason };
    default:
      return {
        state: 'unknown',
        reason: answer.reason,
        ...(answer.last === undefined
          ? {}
          : { lastValue: reduced(answer.last.samples, how), lastObservedAt: answer.last.observedAt }),
      };
  }
}

/** What is shown of an element, in the catalogue's order; what makes no sense for it is left out. */
export function elementMeasures(
  queries: readonly NamedQuery[],
  scope: QueryScope,
  metrics: MetricReader,
  context: AssessContext,
): ElementMeasure[] {
  return queries
    .filter(query => query.shown !== false && query.appliesTo?.(scope) !== false)
    .map(query => ({ key: query.key, label: query.title, measure: measureOf(metrics.answer(query.key), query.reduce, context) }));
}

/** Where a number stands against its limit. */
export function verdictOf(value: number, limit: Limit, worse: 'more' | 'less'): Target['verdict'] {
  const beyond = (mark: number) => (worse === 'more' ? value >= mark : value < mark);
  if (beyond(limit.critical)) return 'missed';
  return beyond(limit.warning) ? 'at-risk' : 'met';
}

/** The target of a measure: its warning limit, and who set it. */
export function targetOf(value: number, name: keyof Thresholds, settings: ThresholdSettings, worse: 'more' | 'less'): Target {
  const limit = settings.thresholds[name];
  return {
    value: limit.warning,
    verdict: verdictOf(value, limit, worse),
    source: settings.configured.has(name) ? `configuration: dataPipelines.thresholds.${name}` : 'default',
  };
}
