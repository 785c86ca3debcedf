import { COMMON_CODES } from '../shared/codes';
import { conditionOf } from '../shared/conditions';
import { aboutRoot, finding } from '../shared/finding';
import type { Check } from '../shared/finding';
import { isYoung, secondsSince, silence } from '../shared/gates';
import type { MemberGroup } from '../shared/memberChecks';
import type { AssessInput } from '@penstock/backstage-plugin-data-pipelines-node';
import { flagAt, textAt } from '../shared/reading';
import { connectPodsOf, executorsWanted, roleOf, runsOf, stateOf } from './application';
import { SPARK_CODES as CODES } from './codes';

/** How late a run may start. */
const GRACE_SECONDS = 300;

/** `status.scheduleState` and suspension. */
export const scheduleState: Check = aboutRoot(({ root, now }) => {
  const { name } = root.metadata;
  if (flagAt(root, 'spec.suspend') === true) {
    return { code: CODES.SPARK_SUSPENDED, severity: 'paused', sentence: `ScheduledSparkApplication ${name} is suspended (spec.suspend)` };
  }
  const state = textAt(root, 'status.scheduleState');
  switch (state) {
    case 'Scheduled':
      return undefined;
    case undefined:
      if (!isYoung(root, now)) return silence(root, now);
      return { code: CODES.SPARK_SETTLING, severity: 'progressing', sentence: `The operator has not looked at the schedule of ${name} yet` };
    case 'Validating':
      return { code: CODES.SPARK_SETTLING, severity: 'progressing', sentence: `The operator validates the schedule of ${name}` };
    case 'FailedValidation': {
      const reason = textAt(root, 'status.reason');
      return { code: CODES.SPARK_SCHEDULE_INVALID, severity: 'critical', sentence: `The operator refuses the schedule of ${name}${reason === undefined ? '' : `: ${reason}`}` };
    }
    default:
      return { code: COMMON_CODES.PHASE_UNKNOWN, severity: 'unknown', sentence: `ScheduledSparkApplication ${name} is in the unknown state "${state}"` };
  }
});

/** nextRun lies in the future, or only just in the past. */
export const runsOnTime: Check = aboutRoot(({ root, now }) => {
  const nextRun = textAt(root, 'status.nextRun');
  const late = secondsSince(nextRun, now);
  if (late === undefined || late < GRACE_SECONDS || flagAt(root, 'spec.suspend') === true) return undefined;
  return {
    code: CODES.SPARK_SCHEDULE_OVERDUE,
    severity: 'warning',
    sentence: `A run of ScheduledSparkApplication ${root.metadata.name} should have started ${Math.round(late / 60)} min ago`,
    ...(nextRun === undefined ? {} : { since: nextRun }),
  };
});

/** The newest run that has ended, read from its own resource: the schedule's lists change only at the next tick. */
export const lastRunSucceeded: Check = ({ root, inventory }) => {
  const ended = runsOf(root, inventory).find(run => ['COMPLETED', 'FAILED'].includes(stateOf(run) ?? ''));
  if (ended === undefined || stateOf(ended) === 'COMPLETED') return [];
  const message = textAt(ended, 'status.applicationState.errorMessage');
  const since = textAt(ended, 'status.terminationTime');
  return [
    finding(inventory, ended, {
      code: CODES.SPARK_LAST_RUN_FAILED,
      severity: 'warning',
      sentence: `The last run of ${root.metadata.name}, ${ended.metadata.name}, failed${message === undefined ? '' : `: ${message.split('\n')[0].slice(0, 300)}`}`,
      ...(since === undefined ? {} : { since }),
    }),
  ];
};

/** `status.state` of a SparkConnect. */
export const connectState: Check = aboutRoot(({ root, now }) => {
  const { name } = root.metadata;
  const state = textAt(root, 'status.state');
  const message = conditionOf(root, 'ServerPodReady')?.message;
  const why = message === undefined ? '' : `: ${message}`;
  switch (state) {
    case 'Ready':
      return undefined;
    case undefined:
      if (!isYoung(root, now)) return silence(root, now);
      return { code: CODES.SPARK_NOT_SUBMITTED, severity: 'progressing', sentence: `SparkConnect ${name} is not provisioned yet` };
    case 'Provisioning':
      return { code: CODES.SPARK_SETTLING, severity: 'progressing', sentence: `SparkConnect ${name} is being provisioned` };
    case 'NotReady':
      return { code: CODES.SPARK_CONNECT_NOT_READY, severity: 'warning', sentence: `SparkConnect ${name} is not ready${why}` };
    case 'Failed':
      return { code: CODES.SPARK_CONNECT_FAILED, severity: 'critical', sentence: `SparkConnect ${name} has failed${why}` };
    default:
      return { code: COMMON_CODES.PHASE_UNKNOWN, severity: 'unknown', sentence: `SparkConnect ${name} is in the unknown state "${state}"` };
  }
});

/** Server and executors of a SparkConnect. */
export function connectGroups({ root, inventory }: AssessInput): readonly MemberGroup[] {
  const pods = connectPodsOf(root, inventory);
  const executors = pods.filter(pod => roleOf(pod) === 'executor');
  return [
    { name: `the server of ${root.metadata.name}`, wantedBy: root, wanted: 1, pods: pods.filter(pod => roleOf(pod) !== 'executor'), lossSeverity: 'critical' },
    { name: `the executors of ${root.metadata.name}`, wantedBy: root, ...executorsWanted(root), pods: executors },
  ];
}

/** True until the server is ready for the first time. */
export function isConnectSettling({ root }: AssessInput): boolean {
  const state = textAt(root, 'status.state');
  return state === undefined || state === 'Provisioning';
}
