import {
  SCHEDULED_SPARK_APPLICATIONS,
  ScheduledSparkApplication,
  SPARK_APPLICATIONS,
  SparkApplication,
} from '../kinds/spark';
import { create, Effect, patchStatus, remove } from '../engine/effects';
import { ownerOf } from '../engine/owner';
import { Stage, Table, View } from '../engine/table';
import { nextRun } from './schedule';

/*
 * Plays the schedule controller of spark-operator 2.5.2: validates, starts
 * runs, notes the ended ones at the next tick. Not emulated: time zones other
 * than UTC, concurrencyPolicy Replace. Runs start at real times, whatever the speed of the sandbox.
 */

const LABEL = 'sparkoperator.k8s.io/scheduled-app-name';
const seconds = (at: Date) => at.toISOString().replace(/\.\d+Z$/, 'Z');

function runsOf(
  scheduled: ScheduledSparkApplication,
  view: View,
): SparkApplication[] {
  return view
    .list(SPARK_APPLICATIONS, scheduled.metadata.namespace)
    .filter(
      ({ metadata }) => metadata.labels?.[LABEL] === scheduled.metadata.name,
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? 1 : -1));
}

/** Runs that ended so, newest first. */
function ended(runs: SparkApplication[], state: string): SparkApplication[] {
  return runs.filter(({ status }) => status?.applicationState?.state === state);
}

function namesIn(runs: SparkApplication[], state: string, limit = 1): string[] {
  return ended(runs, state)
    .slice(0, limit)
    .map(({ metadata }) => metadata.name);
}

function isBusy(runs: SparkApplication[]): boolean {
  return runs.some(
    ({ status }) =>
      !['COMPLETED', 'FAILED'].includes(status?.applicationState?.state ?? ''),
  );
}

function start(
  scheduled: ScheduledSparkApplication,
  view: View,
  now: Date,
): Effect[] {
  const { name, namespace, labels } = scheduled.metadata;
  const { spec } = scheduled;
  const runs = runsOf(scheduled, view);
  const next = nextRun(spec.schedule, now);
  const blocked = spec.concurrencyPolicy === 'Forbid' && isBusy(runs);
  const run: SparkApplication = {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: {
      // The real operator puts nanoseconds there.
      name: `${name}-${now.getTime()}000000`,
      namespace,
      labels: { ...runLabels(labels), [LABEL]: name },
      ownerReferences: [ownerOf(scheduled)],
    },
    spec: spec.template,
  };
  const started = blocked
    ? {}
    : { lastRun: seconds(now), lastRunName: run.metadata.name };
  return [
    ...(blocked ? [] : [create(SPARK_APPLICATIONS, run)]),
    ...[
      ...ended(runs, 'COMPLETED').slice(spec.successfulRunHistoryLimit ?? 1),
      ...ended(runs, 'FAILED').slice(spec.failedRunHistoryLimit ?? 1),
    ].map(old => remove(SPARK_APPLICATIONS, old)),
    patchStatus(SCHEDULED_SPARK_APPLICATIONS, scheduled, {
      ...started,
      ...(next ? { nextRun: seconds(next) } : {}),
      pastSuccessfulRunNames: namesIn(
        runs,
        'COMPLETED',
        spec.successfulRunHistoryLimit,
      ),
      pastFailedRunNames: namesIn(runs, 'FAILED', spec.failedRunHistoryLimit),
    }),
  ];
}

/** A run is part of its schedule's element, not an element of its own. */
function runLabels(labels: Record<string, string> = {}) {
  return Object.fromEntries(
    Object.entries(labels).filter(([key]) => !key.startsWith('penstock.dev/')),
  );
}

const stages: Stage<ScheduledSparkApplication>[] = [
  {
    name: 'validate',
    delay: { ms: 500 },
    when: ({ status }) => !status?.scheduleState,
    effects: (scheduled, _view, now) => {
      const next = nextRun(scheduled.spec.schedule, now);
      return [
        patchStatus(
          SCHEDULED_SPARK_APPLICATIONS,
          scheduled,
          next
            ? { scheduleState: 'Scheduled', nextRun: seconds(next) }
            : {
                scheduleState: 'FailedValidation',
                reason: `failed to parse schedule ${scheduled.spec.schedule}`,
              },
        ),
      ];
    },
  },
  {
    name: 'wait for the next run',
    delay: { ms: 5_000 },
    when: ({ spec, status }, _view, now) =>
      status?.scheduleState === 'Scheduled' &&
      spec.suspend !== true &&
      Date.parse(status.nextRun ?? '') > now.getTime(),
    effects: () => [],
  },
  {
    name: 'start a run',
    delay: { ms: 100 },
    when: ({ spec, status }) =>
      status?.scheduleState === 'Scheduled' && spec.suspend !== true,
    effects: start,
  },
];

/** Scheduled Spark applications. */
export const scheduledTable: Table<ScheduledSparkApplication> = {
  name: 'spark schedules',
  subject: SCHEDULED_SPARK_APPLICATIONS,
  watches: [SPARK_APPLICATIONS],
  stages,
};
