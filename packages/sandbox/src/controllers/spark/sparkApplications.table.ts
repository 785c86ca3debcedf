import { PODS, SERVICE_ACCOUNTS, SERVICES } from '../kinds/core';
import { SPARK_APPLICATIONS, SparkApplication } from '../kinds/spark';
import { create, remove } from '../engine/effects';
import { Stage, statusStage, Table, View } from '../engine/table';
import {
  anyDriver,
  deleteDriver,
  executorState,
  failureOf,
  isEdited,
  leaving,
  mayRetry,
  missingExecutors,
  moveTo,
  retryDelay,
  seconds,
  stateOf,
  status,
  submit,
} from './acts';
import { driverOf, driverServiceFor, uiServiceFor } from './pods';

/*
 * Plays spark-operator 2.5.2 with its webhook (volumes, the driver's owner),
 * spark-submit and the driver: submission,
 * running, ends, retries, suspend and resume, edits of the spec, a lost
 * driver. States and their order are those recorded from the real operator.
 * Not emulated: the rest of the webhook, claims made on demand, dynamic allocation,
 * time to live, client mode, monitoring, ingress, batch schedulers, events.
 */

function inState(
  states: string[],
  test: (app: SparkApplication, view: View) => boolean = () => true,
): Stage<SparkApplication>['when'] {
  return (app, view) => states.includes(stateOf(app)) && test(app, view);
}

const submitting: Stage<SparkApplication>[] = [
  {
    name: 'submit',
    delay: { ms: 4_000, jitterMs: 1_500 },
    when: inState(['']),
    effects: submit,
  },
  {
    name: 'submit again after a failed submission',
    delay: ({ spec }) => ({
      ms: (spec.restartPolicy?.onSubmissionFailureRetryInterval ?? 5) * 1_000,
    }),
    when: inState(
      ['SUBMISSION_FAILED'],
      ({ spec, status: now }) =>
        spec.restartPolicy?.type === 'Always' ||
        (now?.submissionAttempts ?? 1) <=
          (spec.restartPolicy?.onSubmissionFailureRetries ?? 0),
    ),
    effects: submit,
  },
  {
    name: 'give up submitting',
    delay: { ms: 500 },
    when: inState(['SUBMISSION_FAILED']),
    effects: moveTo('FAILED'),
  },
  {
    name: 'driver ended or lost before it ran',
    delay: { ms: 1_500 },
    when: inState(
      ['SUBMITTED'],
      (app, view) => failureOf(app, view) !== undefined,
    ),
    effects: (app, view) => [
      status(app, {
        applicationState: {
          state: 'FAILING',
          errorMessage: failureOf(app, view),
        },
      }),
    ],
  },
  {
    name: 'serve the web UI',
    delay: { ms: 100 },
    when: inState(
      ['SUBMITTED'],
      app => app.status?.driverInfo?.webUIServiceName === undefined,
    ),
    effects: (app, view) => {
      const driver = driverOf(app, view);
      const service = uiServiceFor(app);
      return [
        ...(driver ? [create(SERVICES, driverServiceFor(driver))] : []),
        create(SERVICES, service),
        status(app, {
          driverInfo: {
            webUIServiceName: service.metadata.name,
            webUIAddress: `${service.metadata.name}.${app.metadata.namespace}.svc:4040`,
            webUIPort: 4040,
          },
          sparkApplicationId: driver?.metadata.labels?.['spark-app-selector'],
        }),
      ];
    },
  },
  {
    name: 'driver runs',
    delay: { ms: 50 },
    when: inState(
      ['SUBMITTED'],
      (app, view) => driverOf(app, view)?.status?.phase === 'Running',
    ),
    effects: moveTo('RUNNING'),
  },
];

/** Empty, not absent: the definition requires the field in every status. */
const NO_DRIVER = {
  podName: null,
  webUIServiceName: null,
  webUIAddress: null,
  webUIPort: null,
};

/** States from which nothing is suspended: ended, or suspended already. A new application is suspended before it is ever submitted. */
const AT_REST = ['COMPLETED', 'FAILED', 'SUSPENDING', 'SUSPENDED'];

const suspending: Stage<SparkApplication> = {
  name: 'suspend',
  delay: { ms: 300 },
  when: app => app.spec.suspend === true && !AT_REST.includes(stateOf(app)),
  effects: moveTo('SUSPENDING'),
};

const running: Stage<SparkApplication>[] = [
  {
    name: 'the spec was edited',
    delay: { ms: 200 },
    when: inState(['RUNNING', 'COMPLETED', 'FAILED'], isEdited),
    effects: moveTo('INVALIDATING'),
  },
  {
    name: 'driver failed or lost',
    delay: { ms: 500 },
    when: inState(
      ['RUNNING'],
      (app, view) => failureOf(app, view) !== undefined,
    ),
    effects: (app, view, now) => [
      status(app, {
        applicationState: {
          state: 'FAILING',
          errorMessage: failureOf(app, view),
        },
        terminationTime: seconds(now),
      }),
    ],
  },
  {
    name: 'driver completed',
    delay: { ms: 50 },
    when: inState(
      ['RUNNING'],
      (app, view) => driverOf(app, view)?.status?.phase === 'Succeeded',
    ),
    effects: (app, _view, now) => [
      status(app, {
        applicationState: { state: 'SUCCEEDING' },
        terminationTime: seconds(now),
      }),
    ],
  },
  {
    name: 'the driver starts executors',
    delay: { ms: 1_500, jitterMs: 1_000 },
    when: inState(
      ['RUNNING'],
      (app, view) => missingExecutors(app, view).length > 0,
    ),
    effects: (app, view) =>
      missingExecutors(app, view).map(pod => create(PODS, pod)),
  },
];

const ending: Stage<SparkApplication>[] = [
  {
    name: 'succeeded',
    delay: { ms: 50 },
    when: inState(['SUCCEEDING']),
    effects: app =>
      app.spec.restartPolicy?.type === 'Always'
        ? moveTo('PENDING_RERUN', { driverInfo: NO_DRIVER })(app)
        : moveTo('COMPLETED')(app),
  },
  {
    name: 'run again after a failure',
    delay: { ms: 300 },
    when: inState(['FAILING'], mayRetry),
    effects: (app, view) => [
      ...deleteDriver(app, view),
      status(app, {
        applicationState: { state: 'PENDING_RERUN', errorMessage: null },
        driverInfo: NO_DRIVER,
      }),
    ],
  },
  {
    name: 'fail for good',
    delay: { ms: 50 },
    when: inState(['FAILING']),
    effects: moveTo('FAILED'),
  },
  {
    name: 'delete the old driver',
    delay: { ms: 100 },
    when: inState(
      ['PENDING_RERUN'],
      (app, view) => driverOf(app, view) !== undefined,
    ),
    effects: deleteDriver,
  },
  {
    name: 'submit again',
    delay: app => (stateOf(app) === 'RESUMING' ? { ms: 500 } : retryDelay(app)),
    when: inState(
      ['PENDING_RERUN', 'RESUMING'],
      (app, view) => anyDriver(app, view) === undefined,
    ),
    effects: submit,
  },
  {
    name: 'start over with the new spec',
    delay: { ms: 300 },
    when: inState(['INVALIDATING']),
    effects: (app, view) => [
      ...deleteDriver(app, view),
      status(app, {
        applicationState: { state: 'PENDING_RERUN', errorMessage: null },
        driverInfo: NO_DRIVER,
        executorState: null,
        executionAttempts: null,
        submissionAttempts: null,
      }),
    ],
  },
  {
    name: 'suspended',
    delay: { ms: 500 },
    when: inState(['SUSPENDING']),
    effects: (app, view) => [
      ...deleteDriver(app, view),
      status(app, {
        applicationState: { state: 'SUSPENDED' },
        driverInfo: NO_DRIVER,
        executorState: null,
      }),
    ],
  },
  {
    name: 'resume',
    delay: { ms: 300 },
    when: inState(['SUSPENDED'], ({ spec }) => spec.suspend !== true),
    effects: moveTo('RESUMING'),
  },
  {
    name: 'executors leave with their driver',
    delay: { ms: 50 },
    when: inState(
      ['COMPLETED', 'FAILED'],
      (app, view) => leaving(app, view).length > 0,
    ),
    effects: (app, view) => leaving(app, view).map(pod => remove(PODS, pod)),
  },
];

/** Spark applications. */
export const sparkApplicationsTable: Table<SparkApplication> = {
  name: 'spark applications',
  subject: SPARK_APPLICATIONS,
  watches: [PODS, SERVICES, SERVICE_ACCOUNTS],
  stages: [
    suspending,
    ...submitting,
    ...running,
    ...ending,
    statusStage<SparkApplication>(
      'count executors',
      { ms: 50 },
      SPARK_APPLICATIONS,
      (app, view) =>
        ['RUNNING', 'COMPLETED', 'FAILED'].includes(stateOf(app))
          ? executorState(app, view)
          : undefined,
    ),
  ],
};
