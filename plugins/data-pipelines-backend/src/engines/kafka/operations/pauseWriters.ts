import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ConsistencyOption, KubernetesObject, Observation, Observer, ObserveInput, PlannedElement, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { trueCondition } from '../../shared/conditions';
import { patchOf, reversed } from '../../shared/engineSteps';
import { fieldChange } from '../../shared/fieldChange';
import { referenceTo } from '../../shared/finding';
import { isSpecUnobserved } from '../../shared/gates';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { seenOf, waiting } from '../../shared/observing';
import { ENGINE_CHECKS, objected, passed } from '../../shared/preflightCodes';
import { fieldsAt, listAt, numberAt, textAt, textsAt } from '../../shared/reading';
import { KAFKA_USER } from '../kinds';
import { connectorsInState, runningOf, wishPatch } from './connectorSteps';
import { connectorsAround, isSink } from './sinks';

/** Kafka takes no quota of zero. */
const TRICKLE = 1;
const WRITE_OPERATIONS = new Set(['Write', 'All']);

function mayWrite(user: KubernetesObject): boolean {
  const acls = listAt(user, 'spec.authorization.acls');
  if (fieldsAt(user, 'spec').authorization === undefined) return true;
  return acls.some(acl => textAt(acl, 'resource.type') === 'topic' && textsAt(acl, 'operations').some(operation => WRITE_OPERATIONS.has(operation)));
}

/** The logins of a Kafka that may write to a topic. */
export function producersOf({ root, inventory }: Pick<PlannedElement, 'root' | 'inventory'>): readonly KubernetesObject[] {
  return inventory.list(KAFKA_USER, { namespace: root.metadata.namespace, labels: { 'strimzi.io/cluster': root.metadata.name } }).filter(mayWrite);
}

function quotaPatch(cluster: string, user: KubernetesObject) {
  const key = keyOf({ cluster }, user);
  // only the one field, so that what others add to the quotas meanwhile stays theirs and does not stand in the way of the resume
  return patchOf(key, user.metadata.uid, { path: ['spec', 'quotas', 'producerByteRate'], from: numberAt(user, 'spec.quotas.producerByteRate'), to: TRICKLE });
}

/** The quota as it was; where the login had none at all, it has none again. */
function quotaBack(cluster: string, user: KubernetesObject) {
  const back = reversed(quotaPatch(cluster, user));
  if (fieldsAt(user, 'spec').quotas !== undefined) return back;
  return { ...back, changes: back.changes.map(change => ({ ...change, emptied: 1 })) };
}

function allPaused({ root, inventory }: PlannedElement): PreflightCheck {
  const open = listAt(root, 'spec.kafka.listeners')
    .filter(listener => textAt(listener, 'authentication.type') === undefined)
    .map(listener => textAt(listener, 'name') ?? 'without a name');
  if (open.length === 0) return passed(ENGINE_CHECKS.ALL_WRITERS_PAUSED, 'Every listener asks for a login, so that every producer has a quota.');
  return objected(ENGINE_CHECKS.ALL_WRITERS_PAUSED, 'warn', {
    sentence: `Who writes by the ${open.length === 1 ? 'listener' : 'listeners'} ${open.join(', ')} needs no login and is not held back.`,
    remedy: 'Ask for a login at every listener, or take the cut for crash-consistent.',
    object: referenceTo(inventory.cluster, root),
  });
}

function nobodyLogsIn({ root, inventory }: PlannedElement): PreflightCheck {
  return objected(ENGINE_CHECKS.WRITERS_CAN_PAUSE, 'block', {
    sentence: `No KafkaUser that may write belongs to Kafka ${root.metadata.name}, so there is no quota by which producers could be held back.`,
    remedy: 'Give each producer a KafkaUser, or take a crash-consistent cut.',
    object: referenceTo(inventory.cluster, root),
  });
}

function heldBack(cluster: string, users: readonly KubernetesObject[], sources: readonly KubernetesObject[]): PlanChange[] {
  const note = 'until the cut is taken';
  return [
    ...users.map(user => fieldChange(cluster, user, 'spec.quotas.producerByteRate', { to: `${TRICKLE}`, note })),
    ...sources.map(connector => fieldChange(cluster, connector, 'spec.state', { to: 'paused', note })),
  ];
}

function namesOf(objects: readonly KubernetesObject[]): string {
  return objects.map(({ metadata }) => metadata.name).join(', ');
}

/** Holds back all producers that log in, by their quota, and pauses source connectors; what only the operator's resources offer. */
export function pausedWriters(element: PlannedElement, longestPauseSeconds: number): Pick<ConsistencyOption, 'pause' | 'resume' | 'checks' | 'changes'> {
  const { root, inventory, id } = element;
  const { cluster } = inventory;
  const users = producersOf(element);
  if (users.length === 0) return { checks: [nobodyLogsIn(element)], changes: [] };
  const around = connectorsAround(root, inventory).map(({ connector }) => connector);
  const sources = runningOf(around.filter(connector => !isSink(connector)));
  const patches = [...users.map(user => quotaPatch(cluster, user)), ...sources.map(connector => wishPatch(cluster, connector, 'paused'))];
  const back = [...users.map(user => quotaBack(cluster, user)), ...patches.slice(users.length).map(reversed)];
  const objects = [...users, ...sources].map(object => watchedByName(keyOf(inventory, object)));
  const wait = (state: 'PAUSED' | 'RUNNING'): PlannedWait => ({ observer: 'kafka.writers-in-state', objects, params: { state } });
  const pauseId = `quiesce/${id}/hold`;
  const many = users.length > 1;
  return {
    pause: {
      id: pauseId,
      title: `Hold back the producers of Kafka ${root.metadata.name}`,
      detail: `${namesOf(users)}: at most ${TRICKLE} byte per second${sources.length === 0 ? '' : `; paused: ${namesOf(sources)}`}.`,
      phase: 'Quiescing',
      element: id,
      acts: patches,
      wait: wait('PAUSED'),
      pause: { limitSeconds: longestPauseSeconds, resume: back },
      undo: back,
      deadlineSeconds: longestPauseSeconds,
    },
    resume: {
      id: `quiesce/${id}/release`,
      title: `Let the producers of Kafka ${root.metadata.name} write again`,
      phase: 'Running',
      element: id,
      acts: back,
      wait: wait('RUNNING'),
      resumes: pauseId,
      deadlineSeconds: 300,
    },
    checks: [passed(ENGINE_CHECKS.WRITERS_CAN_PAUSE, `${users.length} ${many ? 'logins have' : 'login has'} a quota that can hold ${many ? 'them' : 'it'} back.`), allPaused(element)],
    changes: heldBack(cluster, users, sources),
  };
}

function usersApplied(input: ObserveInput): Observation | undefined {
  for (const { watched, objects } of input.seen) {
    if (watched.kind !== KAFKA_USER.kind) continue;
    const [user] = objects;
    if (user === undefined)
      return {
        state: 'failed',
        code: 'KAFKA_USER_GONE',
        cause: `KafkaUser ${watched.by === 'name' ? watched.name : ''} does not exist any more.`,
        remedy: 'Find out who deleted it, then try again.',
      };
    const { name, generation } = user.metadata;
    if (numberAt(user, 'status.observedGeneration') === undefined || isSpecUnobserved(user))
      return waiting(`the user operator to see generation ${generation} of KafkaUser ${name}`);
    const notReady = trueCondition(user, 'NotReady');
    if (notReady) return waiting(`KafkaUser ${name} to be ready`, { evidence: [`NotReady, ${notReady.reason ?? 'no reason'}: ${notReady.message ?? 'no message'}`] });
    if (!trueCondition(user, 'Ready')) return { state: 'unknown', reason: `KafkaUser ${name} has neither Ready nor NotReady.` };
  }
  return undefined;
}

/** `kafka.writers-in-state`: the user operator has applied the newest quotas, and Connect reports `params.state` for the connectors. */
export const writersInState: Observer = input => {
  const users = usersApplied(input);
  if (users) return users;
  const connectors = seenOf(input, 'KafkaConnector').length > 0 || input.seen.some(({ watched }) => watched.kind === 'KafkaConnector') ? connectorsInState(input) : undefined;
  return connectors ?? { state: 'done', found: 'the quotas are applied' };
};
