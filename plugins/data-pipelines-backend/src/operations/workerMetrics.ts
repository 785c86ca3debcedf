import type { MetricsService, TracingService } from './alphaTelemetry';
import type { WorkerMetrics, WorkerSpan } from './worker';

/** Boundaries in seconds: a patch takes one, a restore of terabytes hours. */
const OPERATION_SECONDS = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];
const PAUSE_SECONDS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300];

/**
 * What workers count, for OpenTelemetry. Labels have values of closed lists
 * only: no name of an object, user or cluster, and no text of an error.
 */
export function createWorkerMetrics(metrics: MetricsService, tracing: TracingService): WorkerMetrics {
  const ended = metrics.createCounter('data_pipelines.operations.ended', { description: 'Operations that ended, by kind and final phase' });
  const duration = metrics.createHistogram('data_pipelines.operations.duration', {
    ...{ description: 'From the start of an operation to its end', unit: 's' },
    advice: { explicitBucketBoundaries: OPERATION_SECONDS },
  });
  const acts = metrics.createCounter('data_pipelines.operations.acts', { description: 'Writes to clusters that came to an end' });
  const stuck = metrics.createCounter('data_pipelines.operations.stuck', { description: 'Steps that were not done at their deadline' });
  const paused = metrics.createHistogram('data_pipelines.operations.pause.duration', {
    ...{ description: 'How long writes were paused, by kind of operation and whether the limit was kept', unit: 's' },
    advice: { explicitBucketBoundaries: PAUSE_SECONDS },
  });
  const overLimit = metrics.createHistogram('data_pipelines.operations.pause.over_limit', {
    ...{ description: 'By how much a pause outlived its limit; only those that did', unit: 's' },
    advice: { explicitBucketBoundaries: PAUSE_SECONDS },
  });
  const resumed = metrics.createCounter('data_pipelines.operations.pause.resumed_by_watchdog', { description: 'Pauses that the watchdog ended' });
  const resumesFailed = metrics.createCounter('data_pipelines.operations.pause.resumes_failed', { description: 'Tries to resume paused writes that failed' });
  const claimsLost = metrics.createCounter('data_pipelines.operations.claims_lost', { description: 'Operations that a worker lost to another one' });
  return {
    operationEnded(kind, phase, seconds) {
      ended.add(1, { kind, phase });
      duration.record(seconds, { kind, phase });
    },
    acted: (act, outcome) => acts.add(1, { act, outcome }),
    stuck: kind => stuck.add(1, { kind }),
    paused(kind, heldMs, overLimitMs) {
      paused.record(heldMs / 1000, { kind, limit: overLimitMs > 0 ? 'exceeded' : 'kept' });
      if (overLimitMs > 0) overLimit.record(overLimitMs / 1000, { kind });
    },
    pauseResumed: overLimitMs => resumed.add(1, { limit: overLimitMs > 0 ? 'exceeded' : 'kept' }),
    resumeFailed: () => resumesFailed.add(1),
    claimLost: () => claimsLost.add(1),
    during: (span, work) => spanned(tracing, span, work),
  };
}

/** The span is told that the work failed, and not how: the text of an error may hold names. */
async function spanned<T>(tracing: TracingService, { of, ...attributes }: WorkerSpan, work: () => Promise<T>): Promise<T> {
  const settled = await tracing.startActiveSpan(`data_pipelines.${of}`, { attributes }, async span => {
    const [result] = await Promise.allSettled([work()]);
    if (result.status === 'rejected') span.setStatus({ code: 'error' });
    return result;
  });
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}
