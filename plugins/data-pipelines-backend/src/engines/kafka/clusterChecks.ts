import type { AssessInput, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionsOf, trueCondition } from '../shared/conditions';
import { aboutRoot, finding } from '../shared/finding';
import type { Check } from '../shared/finding';
import { isSpecUnobserved, isYoung } from '../shared/gates';
import { isReady, podsReadable } from '../shared/members';
import type { MemberGroup } from '../shared/memberChecks';
import { listAt, numberAt } from '../shared/reading';
import { KAFKA_CODES as CODES } from './codes';
import { podSetOf, podsOfPool, poolsOf, rolesOf } from './topology';
import { configNumber } from './volumes';

/** Kafka's own default for min.insync.replicas. */
const DEFAULT_MIN_ISR = 1;

function since(condition: { since?: string }) {
  return condition.since === undefined ? {} : { since: condition.since };
}

/** True while Strimzi deploys for the first time. */
function isCreating({ root }: Pick<AssessInput, 'root'>): boolean {
  return trueCondition(root, 'NotReady')?.reason === 'Creating';
}

/** True until the first Ready of a resource that is still new: what is missing then is not lost. */
export function isDeploying({ root, now }: Pick<AssessInput, 'root' | 'now'>): boolean {
  return isCreating({ root }) || (isYoung(root, now) && trueCondition(root, 'Ready') === undefined);
}

/** Whether Strimzi has come to a verdict at all. */
export function isJudged(kafka: KubernetesObject): boolean {
  return trueCondition(kafka, 'Ready') !== undefined || trueCondition(kafka, 'NotReady') !== undefined;
}

function isRolling(kafka: KubernetesObject, pool: KubernetesObject, inventory: InventoryReader): boolean {
  const podSet = podSetOf(kafka, `${kafka.metadata.name}-${pool.metadata.name}`, inventory);
  return (numberAt(podSet, 'status.currentPods') ?? 0) < (numberAt(podSet, 'status.pods') ?? 0);
}

function isScaling(pool: KubernetesObject): boolean {
  const had = numberAt(pool, 'status.replicas');
  return isSpecUnobserved(pool) || (had !== undefined && had !== numberAt(pool, 'spec.replicas'));
}

/** True while pods come and go as asked: missing ones are then progress. */
export function isSettling(input: Pick<AssessInput, 'root' | 'inventory'>): boolean {
  const { root, inventory } = input;
  return isCreating(input) || poolsOf(root, inventory).some(pool => isScaling(pool) || isRolling(root, pool, inventory));
}

/**
 * Ready or NotReady, each with status True: there is no `Ready: "False"`, and
 * a missing Ready is not ready. Also for KafkaConnect.
 */
export const readyCondition: Check = aboutRoot(({ root, now }) => {
  const notReady = trueCondition(root, 'NotReady');
  if (notReady?.reason === 'Creating') {
    return { code: CODES.KAFKA_CREATING, severity: 'progressing', sentence: `Strimzi is creating ${root.kind} ${root.metadata.name}`, ...since(notReady) };
  }
  if (notReady) {
    return {
      code: CODES.KAFKA_NOT_READY,
      severity: 'warning',
      sentence: `Strimzi says NotReady (${notReady.reason ?? 'no reason'})${notReady.message === undefined ? '' : `: ${notReady.message}`}`,
      ...since(notReady),
      remedy: 'Mend what the message names; until then Strimzi changes nothing, certificates included.',
    };
  }
  if (trueCondition(root, 'Ready') || trueCondition(root, 'ReconciliationPaused')) return undefined;
  return {
    code: CODES.KAFKA_READY_MISSING,
    severity: isYoung(root, now) ? 'progressing' : 'unknown',
    sentence: `Strimzi says neither Ready nor NotReady about ${root.kind} ${root.metadata.name}`,
  };
});

/** Ready without an address is not usable. */
export const listenersPresent: Check = aboutRoot(({ root }) =>
  trueCondition(root, 'Ready') && listAt(root, 'status.listeners').length === 0
    ? { code: CODES.KAFKA_NO_LISTENERS, severity: 'warning', sentence: `Kafka ${root.metadata.name} is Ready but has no listener address` }
    : undefined,
);

const STORAGE_WARNINGS: Record<string, 'KAFKA_STORAGE_IGNORED' | 'KAFKA_RESIZE_REFUSED'> = {
  KafkaStorage: 'KAFKA_STORAGE_IGNORED',
  PvcResizingWarning: 'KAFKA_RESIZE_REFUSED',
};

/** Strimzi repeats the condition type Warning; only those about storage reduce anything. */
export const strimziWarnings: Check = ({ root, inventory }) =>
  [root, ...(root.kind === 'Kafka' ? poolsOf(root, inventory) : [])].flatMap(object =>
    conditionsOf(object)
      .filter(condition => condition.type === 'Warning' && condition.status === 'True')
      .map(condition => {
        const storage = STORAGE_WARNINGS[condition.reason ?? ''];
        return finding(inventory, object, {
          code: storage === undefined ? CODES.KAFKA_WARNING : CODES[storage],
          severity: storage === undefined ? 'info' : 'warning',
          sentence: `${condition.reason ?? 'Warning'}: ${condition.message ?? 'no message'}`,
          ...since(condition),
        });
      }),
  );

/** A Kafka without node pools has no nodes at all. */
export const nodePoolsPresent: Check = aboutRoot(({ root, inventory }) =>
  poolsOf(root, inventory).length === 0
    ? {
        code: CODES.KAFKA_NO_NODE_POOLS,
        severity: 'warning',
        sentence: `No KafkaNodePool carries the label strimzi.io/cluster: ${root.metadata.name}`,
        remedy: 'Create node pools for brokers and controllers.',
      }
    : undefined,
);

/** The pods of each node pool against its replicas. */
export function nodeGroups({ root, inventory }: AssessInput): readonly MemberGroup[] {
  return poolsOf(root, inventory).map(pool => ({
    name: `node pool ${pool.metadata.name}`,
    wantedBy: pool,
    wanted: numberAt(pool, 'spec.replicas') ?? 0,
    pods: podsOfPool(root, pool, inventory),
  }));
}

function readyWithRole(input: AssessInput, role: string): { ready: number; wanted: number } {
  const pools = poolsOf(input.root, input.inventory).filter(pool => rolesOf(pool).includes(role));
  const pods = pools.flatMap(pool => podsOfPool(input.root, pool, input.inventory));
  return {
    ready: pods.filter(isReady).length,
    wanted: pools.reduce((sum, pool) => sum + (numberAt(pool, 'spec.replicas') ?? 0), 0),
  };
}

/** Enough brokers to take writes with acks=all. */
export const brokersTakeWrites: Check = input =>
  aboutRoot(({ root, inventory }) => {
    const { ready, wanted } = readyWithRole(input, 'broker');
    const minIsr = configNumber(root, 'min.insync.replicas') ?? DEFAULT_MIN_ISR;
    if (isDeploying(input) || !podsReadable(inventory) || wanted === 0 || ready >= Math.min(minIsr, wanted)) return undefined;
    return {
      code: CODES.KAFKA_BROKERS_BELOW_MIN_ISR,
      severity: 'critical',
      sentence: `${ready} of ${wanted} brokers are ready, but min.insync.replicas is ${minIsr}: writes are refused`,
    };
  })(input);

/** A majority of controllers. */
export const controllersHaveQuorum: Check = input =>
  aboutRoot(({ inventory }) => {
    const { ready, wanted } = readyWithRole(input, 'controller');
    if (isDeploying(input) || !podsReadable(inventory) || wanted === 0 || ready > wanted / 2) return undefined;
    return {
      code: CODES.KAFKA_CONTROLLER_QUORUM_LOST,
      severity: 'critical',
      sentence: `${ready} of ${wanted} controllers are ready: no majority`,
    };
  })(input);

/** StrimziPodSet: currentPods below pods means a rolling update. */
export const podSetsCurrent: Check = ({ root, inventory }) =>
  poolsOf(root, inventory).flatMap(pool => {
    const podSet: KubernetesObject | undefined = podSetOf(root, `${root.metadata.name}-${pool.metadata.name}`, inventory);
    const pods = numberAt(podSet, 'status.pods');
    const current = numberAt(podSet, 'status.currentPods');
    if (podSet === undefined || pods === undefined || current === undefined || current >= pods) return [];
    return [
      finding(inventory, podSet, {
        code: CODES.KAFKA_ROLLING,
        severity: 'progressing',
        sentence: `${current} of ${pods} pods of node pool ${pool.metadata.name} have the newest spec; Strimzi replaces the rest`,
      }),
    ];
  });

