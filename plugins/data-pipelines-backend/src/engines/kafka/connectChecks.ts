import type { AssessInput, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { trueCondition } from '../shared/conditions';
import { finding } from '../shared/finding';
import type { Check, Statement } from '../shared/finding';
import { isSpecUnobserved, isYoung } from '../shared/gates';
import type { MemberGroup } from '../shared/memberChecks';
import { numberAt } from '../shared/reading';
import { isDeploying } from './clusterChecks';
import { KAFKA_CODES as CODES } from './codes';
import { CONNECTOR_STATES, connectorStateOf } from './connectorState';
import { connectorsOf, connectsOf, podsOfConnect } from './topology';

/** The Connect clusters that this element answers for: itself, or those beside its Kafka. */
export function connectsInElement({ root, inventory }: AssessInput): readonly KubernetesObject[] {
  return root.kind === 'KafkaConnect' ? [root] : connectsOf(root, inventory);
}

/** Workers against replicas. */
export function workerGroups(input: AssessInput): readonly MemberGroup[] {
  return connectsInElement(input).map(connect => ({
    name: `Connect cluster ${connect.metadata.name}`,
    wantedBy: connect,
    wanted: numberAt(connect, 'spec.replicas') ?? 0,
    pods: podsOfConnect(connect, input.inventory),
  }));
}

/** True while Connect is deployed for the first time or its spec is not yet observed. */
export function isConnectSettling(input: AssessInput): boolean {
  return connectsInElement(input).some(connect => isDeploying({ root: connect, now: input.now }) || isSpecUnobserved(connect));
}

/** Connect clusters beside a Kafka; for a Connect root the ready condition is asked of the root itself. */
export const connectsReady: Check = ({ root, inventory }) =>
  connectsOf(root, inventory).flatMap(connect => {
    const notReady = trueCondition(connect, 'NotReady');
    if (notReady === undefined) return [];
    const creating = notReady.reason === 'Creating';
    return [
      finding(inventory, connect, {
        code: CODES.KAFKA_CONNECT_NOT_READY,
        severity: creating ? 'progressing' : 'warning',
        sentence: `KafkaConnect ${connect.metadata.name} is not ready (${notReady.reason ?? 'no reason'})${notReady.message === undefined ? '' : `: ${notReady.message}`}`,
        ...(notReady.since === undefined ? {} : { since: notReady.since }),
      }),
    ];
  });

function failedTasks(name: string, connector: KubernetesObject): Statement | undefined {
  const { tasks } = connectorStateOf(connector);
  const failed = tasks.filter(task => task.state === 'FAILED');
  if (failed.length === 0) return undefined;
  const first = failed[0];
  return {
    code: CODES.KAFKA_CONNECTOR_TASK_FAILED,
    severity: failed.length === tasks.length ? 'critical' : 'warning',
    sentence: `${failed.length} of ${tasks.length} tasks of connector ${name} failed${first.error === undefined ? '' : `: ${first.error}`}`,
    remedy: `Restart the task after its cause is mended: kubectl annotate kafkaconnector ${name} strimzi.io/restart-task=${first.id}`,
  };
}

function connectorStatement(connector: KubernetesObject, now: Date): Statement | undefined {
  const { name } = connector.metadata;
  const { state, tasks, asked } = connectorStateOf(connector);
  if (state === undefined || !CONNECTOR_STATES.has(state)) {
    const young = state === undefined && isYoung(connector, now);
    return {
      code: CODES.KAFKA_CONNECTOR_STATE_UNKNOWN,
      severity: young ? 'progressing' : 'unknown',
      sentence: state === undefined ? `Connector ${name} reports no state` : `Connector ${name} is in the unknown state "${state}"`,
    };
  }
  if (asked !== 'running' || state === 'PAUSED' || state === 'STOPPED') {
    return { code: CODES.KAFKA_CONNECTOR_PAUSED, severity: 'paused', sentence: `Connector ${name} is ${state.toLowerCase()} on purpose (spec.state: ${asked})` };
  }
  if (state === 'FAILED') {
    return { code: CODES.KAFKA_CONNECTOR_FAILED, severity: 'critical', sentence: `Connector ${name} has failed` };
  }
  if (state !== 'RUNNING') {
    return { code: CODES.KAFKA_CONNECTOR_SETTLING, severity: 'progressing', sentence: `Connector ${name} is ${state.toLowerCase()}` };
  }
  if (tasks.some(task => task.state === 'FAILED')) return failedTasks(name, connector);
  if (!tasks.some(task => task.state === 'RUNNING')) {
    return {
      code: CODES.KAFKA_CONNECTOR_NO_TASKS,
      severity: 'warning',
      sentence: `Connector ${name} is RUNNING, but none of its ${tasks.length} tasks is: it moves nothing`,
    };
  }
  return undefined;
}

/** Every connector by what Connect itself reports: Strimzi calls one without tasks Ready. */
export const connectorsRun: Check = input =>
  connectsInElement(input).flatMap(connect =>
    connectorsOf(connect, input.inventory).flatMap(connector => {
      const statement = connectorStatement(connector, input.now);
      return statement === undefined ? [] : [finding(input.inventory, connector, statement)];
    }),
  );
