import type { AssessInput, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { COMMON_CODES } from '../shared/codes';
import { aboutRoot } from '../shared/finding';
import type { Check, Statement } from '../shared/finding';
import { isYoung, secondsSince, silence } from '../shared/gates';
import type { MemberGroup } from '../shared/memberChecks';
import { numberAt, textAt } from '../shared/reading';
import { SPARK_CODES as CODES } from './codes';
import { executorsWanted, isStream, podsOf, stateOf } from './application';

/** Attempts from which failing again is a loop and not an accident. */
const LOOP_ATTEMPTS = 3;
/** How long executors may take after the driver runs. */
const EXECUTOR_START_SECONDS = 180;
/** A watermark this old stands still, whatever its delay. */
const WATERMARK_STALL_SECONDS = 900;

function errorOf(application: KubernetesObject): string {
  const message = textAt(application, 'status.applicationState.errorMessage');
  return message === undefined ? '' : `: ${message.trim().split('\n')[0].slice(0, 300)}`;
}

function attemptsOf(application: KubernetesObject): number {
  return numberAt(application, 'status.executionAttempts') ?? 0;
}

function lastSubmission(application: KubernetesObject) {
  const since = textAt(application, 'status.lastSubmissionAttemptTime');
  return since === undefined ? {} : { since };
}

function failing(application: KubernetesObject): Statement {
  const { name } = application.metadata;
  const attempts = attemptsOf(application);
  if (attempts >= LOOP_ATTEMPTS) {
    return {
      code: CODES.SPARK_CRASH_LOOP,
      severity: 'critical',
      sentence: `SparkApplication ${name} keeps failing: attempt ${attempts} ended${errorOf(application)}`,
      ...lastSubmission(application),
      remedy: `Read the driver's log: kubectl logs ${name}-driver -n ${application.metadata.namespace}`,
    };
  }
  return {
    code: CODES.SPARK_FAILING,
    severity: 'warning',
    sentence: `SparkApplication ${name} is failing${errorOf(application)}`,
    ...lastSubmission(application),
  };
}

/** What one state means. The status has no observedGeneration, so an edit shows only as INVALIDATING. */
function statementFor(application: KubernetesObject, now: Date): Statement | undefined {
  const { name } = application.metadata;
  const state = stateOf(application);
  const settling = (what: string): Statement => ({
    code: CODES.SPARK_SETTLING,
    severity: 'progressing',
    sentence: `SparkApplication ${name} is ${what}`,
    ...lastSubmission(application),
  });
  switch (state) {
    case undefined:
      if (!isYoung(application, now)) return silence(application, now);
      return { code: CODES.SPARK_NOT_SUBMITTED, severity: 'progressing', sentence: `SparkApplication ${name} is not submitted yet` };
    case 'RUNNING':
      return undefined;
    case 'SUBMITTED':
      return settling('submitted; its driver has not started');
    case 'RESUMING':
      return settling('being resumed');
    case 'INVALIDATING':
      return settling('being restarted after a change of its spec');
    case 'SUCCEEDING':
      return settling('about to complete');
    case 'PENDING_RERUN':
      return attemptsOf(application) >= LOOP_ATTEMPTS ? failing(application) : settling('waiting to be submitted again');
    case 'FAILING':
      return failing(application);
    case 'SUBMISSION_FAILED':
      return {
        code: CODES.SPARK_SUBMISSION_FAILED,
        severity: 'warning',
        sentence: `Submission ${numberAt(application, 'status.submissionAttempts') ?? 1} of SparkApplication ${name} failed; it is tried again${errorOf(application)}`,
        ...lastSubmission(application),
      };
    case 'FAILED':
      return {
        code: CODES.SPARK_FAILED,
        severity: 'critical',
        sentence: `SparkApplication ${name} failed (runs: ${attemptsOf(application)}, submissions: ${numberAt(application, 'status.submissionAttempts') ?? 0})${errorOf(application)}`,
        ...ended(application),
      };
    case 'COMPLETED':
      return isStream(application)
        ? { code: CODES.SPARK_STREAM_ENDED, severity: 'critical', sentence: `SparkApplication ${name} is a stream, but it has completed`, ...ended(application) }
        : undefined;
    case 'SUSPENDING':
    case 'SUSPENDED':
      return { code: CODES.SPARK_SUSPENDED, severity: 'paused', sentence: `SparkApplication ${name} is suspended (spec.suspend)` };
    case 'UNKNOWN':
      return { code: COMMON_CODES.PHASE_UNKNOWN, severity: 'unknown', sentence: `The operator does not know the state of SparkApplication ${name}` };
    default:
      return { code: COMMON_CODES.PHASE_UNKNOWN, severity: 'unknown', sentence: `SparkApplication ${name} is in the unknown state "${state}"` };
  }
}

function ended(application: KubernetesObject) {
  const since = textAt(application, 'status.terminationTime');
  return since === undefined ? {} : { since };
}

/** The state, read by kind of application: COMPLETED is good for a batch and bad for a stream. */
export const applicationState: Check = aboutRoot(({ root, now }) => statementFor(root, now));

/** Told, not judged: resuming grows the count as a failure does, and an edit starts it anew. */
export const submittedOnce: Check = aboutRoot(({ root }) =>
  stateOf(root) === 'RUNNING' && attemptsOf(root) > 1
    ? {
        code: CODES.SPARK_RESTARTED,
        severity: 'info',
        sentence: `SparkApplication ${root.metadata.name} is in attempt ${attemptsOf(root)}; resuming counts like restarting`,
        ...lastSubmission(root),
      }
    : undefined,
);

function running({ root }: AssessInput): boolean {
  return stateOf(root) === 'RUNNING';
}

/** RUNNING without a driver pod: the operator has not noticed yet. */
export const driverPresent: Check = input =>
  aboutRoot(({ root, inventory }) => {
    if (!running(input) || podsOf(root, 'driver', inventory).length > 0) return undefined;
    return {
      code: CODES.SPARK_DRIVER_MISSING,
      severity: isStream(root) ? 'critical' : 'warning',
      sentence: `SparkApplication ${root.metadata.name} is RUNNING, but its driver pod ${textAt(root, 'status.driverInfo.podName') ?? ''} does not exist`,
    };
  })(input);

/** Driver and executors while the application runs; what a finished one left behind is history. */
export function podGroups(input: AssessInput): readonly MemberGroup[] {
  const { root, inventory } = input;
  const drivers = podsOf(root, 'driver', inventory);
  if (!running(input) || drivers.length === 0) return [];
  return [
    { name: `the driver of ${root.metadata.name}`, wantedBy: root, wanted: 1, pods: drivers, lossSeverity: 'critical' },
    {
      name: `the executors of ${root.metadata.name}`,
      wantedBy: root,
      ...executorsWanted(root),
      // Spark replaces a lost executor by a new pod and leaves the old one where it is
      pods: podsOf(root, 'executor', inventory).filter(pod => !['Failed', 'Succeeded'].includes(textAt(pod, 'status.phase') ?? '')),
    },
  ];
}

/** True shortly after a submission, when executors are still being asked for. */
export function isSettling({ root, now }: AssessInput): boolean {
  const age = secondsSince(textAt(root, 'status.lastSubmissionAttemptTime'), now);
  return age !== undefined && age < EXECUTOR_START_SECONDS;
}

/** RUNNING and stuck look the same in the status; only metrics tell. */
export const watermarkMoves: Check = input =>
  aboutRoot(({ root, metrics, now }) => {
    const answer = metrics.answer('watermark');
    if (!running(input) || answer.state !== 'measured') return undefined;
    const age = now.getTime() / 1000 - Math.min(...answer.samples.map(sample => sample.value)) / 1000;
    if (age < WATERMARK_STALL_SECONDS) return undefined;
    return {
      code: CODES.SPARK_WATERMARK_STALLED,
      severity: 'warning',
      sentence: `The watermark of SparkApplication ${root.metadata.name} is ${Math.round(age / 60)} min old`,
    };
  })(input);
