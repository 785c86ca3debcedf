import type { KubernetesObject, Observation, Observer, PlannedElement, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, seenOf, servingPods, strangePhase, waiting, whyNotServing } from '../../shared/observing';
import { flagAt, numberAt, textAt } from '../../shared/reading';
import { executorsWanted, isStream, roleOf, stateOf } from '../application';

/** Pods of an application or of a Connect server; those of all its runs. */
export function watchedPods({ root, inventory }: Pick<PlannedElement, 'root' | 'inventory'>): PlannedWait['objects'] {
  const { name, namespace = '' } = root.metadata;
  const labels = { [root.kind === 'SparkConnect' ? 'sparkoperator.k8s.io/connect-name' : 'sparkoperator.k8s.io/app-name']: name };
  return [{ by: 'labels', cluster: inventory.cluster, apiVersion: 'v1', kind: 'Pod', namespace, labels }];
}

/** Waits until the application runs, the schedule is accepted, or the Connect server is ready. */
export function sparkHealthyWait({ root, inventory }: PlannedElement): PlannedWait {
  const itself = watchedByName(keyOf(inventory, root));
  switch (root.kind) {
    case 'ScheduledSparkApplication':
      return { observer: 'spark.schedule-healthy', objects: [itself], params: {} };
    case 'SparkConnect':
      return { observer: 'spark.connect-healthy', objects: [itself], params: {} };
    default:
      return { observer: 'spark.healthy', objects: [itself, ...watchedPods({ root, inventory })], params: { stream: isStream(root), executors: executorsWanted(root).wanted } };
  }
}

function errorOf(application: KubernetesObject): string {
  const message = textAt(application, 'status.applicationState.errorMessage');
  return message === undefined ? '' : `: ${message.trim().split('\n')[0].slice(0, 300)}`;
}

function runs(application: KubernetesObject, pods: readonly KubernetesObject[], wanted: number): Observation {
  const submission = textAt(application, 'status.submissionID');
  const current = pods.filter(pod => submission === undefined || (pod.metadata.labels?.['sparkoperator.k8s.io/submission-id'] ?? submission) === submission);
  const strange = strangePhase(current);
  if (strange) return strange;
  const serving = servingPods(current);
  const executors = serving.filter(pod => roleOf(pod) === 'executor').length;
  const { name } = application.metadata;
  if (!serving.some(pod => roleOf(pod) === 'driver')) return waiting(`the driver of ${name} to be ready`, { done: 0, total: wanted + 1, evidence: whyNotServing(current) });
  if (executors < wanted) return waiting(`${wanted - executors} of ${wanted} executors of ${name}`, { done: executors + 1, total: wanted + 1, evidence: whyNotServing(current) });
  return { state: 'done', found: `${name} runs with ${executors} ${executors === 1 ? 'executor' : 'executors'}` };
}

/** `spark.healthy`: RUNNING with driver and executors; for a batch also COMPLETED. */
export const sparkHealthy: Observer = input => {
  const [application] = seenOf(input, 'SparkApplication');
  const gone = goneOrGoing('SparkApplication', application);
  if (gone) return gone;
  const stream = flagAt(input.params, 'stream') === true;
  const { name } = application.metadata;
  const state = stateOf(application);
  switch (state) {
    case 'RUNNING':
      return runs(application, seenOf(input, 'Pod'), numberAt(input.params, 'executors') ?? 1);
    case undefined:
    case 'SUBMITTED':
    case 'PENDING_RERUN':
    case 'INVALIDATING':
    case 'RESUMING':
    case 'SUSPENDING':
    case 'SUSPENDED':
    case 'SUCCEEDING':
    case 'FAILING':
    case 'SUBMISSION_FAILED':
      return waiting(`${name} to run`, { evidence: [`${state ?? 'not submitted yet'}${errorOf(application)}`] });
    case 'COMPLETED':
      if (!stream) return { state: 'done', found: `${name} has completed` };
      return {
        state: 'failed',
        code: 'SPARK_STREAM_ENDED',
        cause: `${name} is a stream, but it has completed.`,
        remedy: 'Read the log of its driver; a stream that ends by itself was told to.',
      };
    case 'FAILED':
      return {
        state: 'failed',
        code: 'SPARK_FAILED',
        cause: `${name} failed for good${errorOf(application)}`,
        remedy: `Read the log of its driver: kubectl logs ${name}-driver -n ${application.metadata.namespace}`,
      };
    default:
      return { state: 'unknown', reason: `SparkApplication ${name} is in the unknown state "${state}".` };
  }
};

/** `spark.schedule-healthy`: the operator has accepted the schedule. */
export const scheduleHealthy: Observer = input => {
  const [schedule] = seenOf(input, 'ScheduledSparkApplication');
  const gone = goneOrGoing('ScheduledSparkApplication', schedule);
  if (gone) return gone;
  const { name } = schedule.metadata;
  const state = textAt(schedule, 'status.scheduleState');
  switch (state) {
    case 'Scheduled':
      return { state: 'done', found: `${name} is scheduled` };
    case undefined:
    case 'Validating':
      return waiting(`the operator to accept the schedule of ${name}`);
    case 'FailedValidation':
      return {
        state: 'failed',
        code: 'SPARK_SCHEDULE_INVALID',
        cause: `The operator refuses the schedule of ${name}${textAt(schedule, 'status.reason') === undefined ? '' : `: ${textAt(schedule, 'status.reason')}`}`,
        remedy: 'Correct spec.schedule.',
      };
    default:
      return { state: 'unknown', reason: `ScheduledSparkApplication ${name} is in the unknown state "${state}".` };
  }
};

/** `spark.connect-healthy`: the Connect server is ready. */
export const connectServerHealthy: Observer = input => {
  const [connect] = seenOf(input, 'SparkConnect');
  const gone = goneOrGoing('SparkConnect', connect);
  if (gone) return gone;
  const { name } = connect.metadata;
  const state = textAt(connect, 'status.state');
  switch (state) {
    case 'Ready':
      return { state: 'done', found: `${name} is ready` };
    case undefined:
    case 'Provisioning':
    case 'NotReady':
      return waiting(`SparkConnect ${name} to be ready`, { evidence: [state ?? 'no state reported'] });
    case 'Failed':
      return { state: 'failed', code: 'SPARK_CONNECT_FAILED', cause: `SparkConnect ${name} has failed.`, remedy: 'Read the log of its server pod.' };
    default:
      return { state: 'unknown', reason: `SparkConnect ${name} is in the unknown state "${state}".` };
  }
};
