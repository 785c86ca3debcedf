import { Pod, PODS, SERVICE_ACCOUNTS } from '../kinds/core';
import {
  SPARK_APPLICATIONS,
  SparkApplication,
  SparkStatus,
} from '../kinds/spark';
import { create, Effect, patchStatus, remove } from '../engine/effects';
import { Delay, View } from '../engine/table';
import {
  driverFor,
  driverName,
  driverOf,
  executorsFor,
  executorsOf,
  SPEC_HASH,
  specHash,
  submissionOf,
} from './pods';

/** State that the operator wrote; empty before the first. */
export const stateOf = (app: SparkApplication) =>
  app.status?.applicationState?.state ?? '';
/** An instant as Kubernetes writes it. */
export const seconds = (now: Date) => now.toISOString().replace(/\.\d+Z$/, 'Z');

/** Writes part of the status. */
export function status(app: SparkApplication, change: object): Effect {
  return patchStatus(SPARK_APPLICATIONS, app, change);
}

/** Effects that change the state and, where given, more of the status. */
export function moveTo(state: string, rest: object = {}) {
  return (app: SparkApplication): Effect[] => [
    status(app, { applicationState: { state }, ...rest }),
  ];
}

/** Number of this submission over the application's life, so that each has a name of its own. */
function nextSubmission(app: SparkApplication, now: Date): string {
  return `${app.status?.submissionID ?? ''} ${now.toISOString()}`;
}

/** Runs spark-submit: a driver pod and SUBMITTED, or the reason why not. */
export function submit(app: SparkApplication, view: View, now: Date): Effect[] {
  const account = missingAccount(app, view);
  const before = app.status ?? {};
  if (account) {
    const submissions = (before.submissionAttempts ?? 0) + 1;
    return [
      status(app, {
        applicationState: {
          state: 'SUBMISSION_FAILED',
          errorMessage: `failed to submit spark application: failed to run spark-submit: error looking up service account ${app.metadata.namespace}/${account}: serviceaccount "${account}" not found`,
        },
        submissionAttempts: submissions,
        lastSubmissionAttemptTime: seconds(now),
      }),
    ];
  }
  const submission = nextSubmission(app, now);
  const driver = driverFor(app, submission);
  return [
    create(PODS, driver),
    status(app, {
      applicationState: { state: 'SUBMITTED', errorMessage: null },
      driverInfo: { podName: driverName(app) },
      executorState: null,
      executionAttempts: (before.executionAttempts ?? 0) + 1,
      submissionAttempts: 1,
      lastSubmissionAttemptTime: seconds(now),
      submissionID: submissionOf(app, submission).submissionId,
      terminationTime: null,
    }),
  ];
}

function missingAccount(app: SparkApplication, view: View): string | undefined {
  const account = app.spec.driver.serviceAccount;
  return account &&
    account !== 'default' &&
    !view.get(SERVICE_ACCOUNTS, app.metadata.namespace, account)
    ? account
    : undefined;
}

/** Why a running application cannot go on, from its driver. */
export function failureOf(
  app: SparkApplication,
  view: View,
): string | undefined {
  const driver = driverOf(app, view);
  if (!driver) {
    return 'driver pod not found';
  }
  const { namespace, name } = app.metadata;
  return driver.status?.phase === 'Failed' ||
    view.report(namespace, name)?.failure !== undefined
    ? 'driver container failed with ExitCode: 1, Reason: Error'
    : undefined;
}

/** Whether the restart policy allows another attempt. */
export function mayRetry(app: SparkApplication): boolean {
  const { type, onFailureRetries = 0 } = app.spec.restartPolicy ?? {};
  return (
    type === 'Always' ||
    (type === 'OnFailure' &&
      (app.status?.executionAttempts ?? 1) <= onFailureRetries)
  );
}

/** Time until another attempt. */
export function retryDelay(app: SparkApplication): Delay {
  return {
    ms: (app.spec.restartPolicy?.onFailureRetryInterval ?? 5) * 1_000,
  };
}

/** Deletes the driver, if there is one. */
export function deleteDriver(app: SparkApplication, view: View): Effect[] {
  const driver = driverOf(app, view);
  return driver ? [remove(PODS, driver)] : [];
}

/** The driver, even one on its way out. */
export function anyDriver(app: SparkApplication, view: View): Pod | undefined {
  return view.get(PODS, app.metadata.namespace, driverName(app));
}

/** Whether the spec differs from the one that the driver was started with. */
export function isEdited(app: SparkApplication, view: View): boolean {
  const hash = anyDriver(app, view)?.metadata.annotations?.[SPEC_HASH];
  return hash !== undefined && hash !== specHash(app);
}

/** State of each executor that is or was. */
export function executorState(
  app: SparkApplication,
  view: View,
): SparkStatus | undefined {
  const phases: Record<string, string> = {
    Pending: 'PENDING',
    Running: 'RUNNING',
    Succeeded: 'COMPLETED',
    Failed: 'FAILED',
  };
  const pods = executorsOf(app, view);
  const ended = stateOf(app) === 'FAILED' ? 'FAILED' : 'COMPLETED';
  const gone = Object.keys(app.status?.executorState ?? {})
    .filter(name => !pods.some(pod => pod.metadata.name === name))
    .map(name => [name, ended]);
  const present = pods.map(({ metadata, status: podStatus }) => [
    metadata.name,
    phases[podStatus?.phase ?? 'Pending'] ?? 'UNKNOWN',
  ]);
  return gone.length + present.length > 0
    ? { executorState: Object.fromEntries([...gone, ...present]) }
    : undefined;
}

/** Executors that the driver has yet to make. */
export function missingExecutors(app: SparkApplication, view: View): Pod[] {
  const driver = driverOf(app, view);
  return driver?.status?.phase === 'Running'
    ? executorsFor(app, driver).filter(
        ({ metadata }) => !view.get(PODS, metadata.namespace, metadata.name),
      )
    : [];
}

/** Executors to delete after the end. */
export function leaving(app: SparkApplication, view: View): Pod[] {
  return executorsOf(app, view).filter(
    ({ metadata }) => !metadata.deletionTimestamp,
  );
}
