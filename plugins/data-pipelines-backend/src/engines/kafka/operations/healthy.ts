import type { KubernetesObject, Observation, ObserveInput, Observer, PlannedElement, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionOf, trueCondition } from '../../shared/conditions';
import { isSpecUnobserved } from '../../shared/gates';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, seenOf, servingPods, strangePhase, waiting, whyNotServing } from '../../shared/observing';
import { fieldsAt, listAt, numberAt, textAt } from '../../shared/reading';
import { connectorStateOf, CONNECTOR_STATES } from '../connectorState';
import { KAFKA_NODE_POOL, STRIMZI_POD_SET } from '../kinds';
import { poolsOf } from '../topology';
import { isPaused } from './sizeGroups';

/** Version under which a kind is read from the API server. */
function apiVersionOf(kind: { group: string; versions: readonly [string, ...string[]] }): string {
  return `${kind.group}/${kind.versions[0]}`;
}

/** Labels of the brokers' and controllers' pods, and of their pod sets; exporter and operators have other ones. */
export function nodeLabels(kafka: string): Record<string, string> {
  return { 'strimzi.io/cluster': kafka, 'strimzi.io/kind': 'Kafka', 'strimzi.io/component-type': 'kafka' };
}

/** The nodes' pods and pod sets, as observers ask for them. */
export function watchedNodes(cluster: string, namespace: string, kafka: string): PlannedWait['objects'] {
  const by = { by: 'labels', cluster, namespace, labels: nodeLabels(kafka) } as const;
  return [
    { ...by, apiVersion: apiVersionOf(STRIMZI_POD_SET), kind: STRIMZI_POD_SET.kind },
    { ...by, apiVersion: 'v1', kind: 'Pod' },
  ];
}

function nodeIdsOf(pool: KubernetesObject): number[] {
  const ids: unknown = fieldsAt(pool, 'status').nodeIds;
  return Array.isArray(ids) ? ids.filter((id): id is number => typeof id === 'number').sort((a, b) => a - b) : [];
}

/** The identity that the data on the volumes belongs to, as far as the plan saw it. */
export function identityOf(root: KubernetesObject, pools: readonly KubernetesObject[]): { clusterId?: string; nodeIds: Record<string, number[]> } {
  const clusterId = textAt(root, 'status.clusterId');
  const known = pools.map((pool): [string, number[]] => [pool.metadata.name, nodeIdsOf(pool)]).filter(([, ids]) => ids.length > 0);
  return { ...(clusterId === undefined ? {} : { clusterId }), nodeIds: Object.fromEntries(known) };
}

/** Waits until the Kafka, or the Connect cluster, runs and serves with the identity that it has now. */
export function kafkaHealthyWait({ root, inventory }: PlannedElement): PlannedWait {
  const { name, namespace = '' } = root.metadata;
  const { cluster } = inventory;
  const itself = watchedByName(keyOf(inventory, root));
  if (root.kind === 'KafkaConnect') {
    const labels = { 'strimzi.io/cluster': name };
    return {
      observer: 'kafka.connect-healthy',
      objects: [
        itself,
        { by: 'labels', cluster, namespace, apiVersion: 'v1', kind: 'Pod', labels: { ...labels, 'strimzi.io/kind': 'KafkaConnect' } },
        { by: 'labels', cluster, namespace, apiVersion: root.apiVersion, kind: 'KafkaConnector', labels },
      ],
      params: {},
    };
  }
  return {
    observer: 'kafka.healthy',
    objects: [
      itself,
      { by: 'labels', cluster, namespace, apiVersion: apiVersionOf(KAFKA_NODE_POOL), kind: KAFKA_NODE_POOL.kind, labels: { 'strimzi.io/cluster': name } },
      ...watchedNodes(cluster, namespace, name),
    ],
    params: identityOf(root, poolsOf(root, inventory)),
  };
}

/** What Strimzi says of a resource that has the two types Ready and NotReady; undefined when it is ready. */
function strimziVerdict(object: KubernetesObject): Observation | undefined {
  const about = `${object.kind} ${object.metadata.name}`;
  if (isPaused(object)) return waiting(`${about} to be no longer paused`);
  if (numberAt(object, 'status.observedGeneration') === undefined) return waiting(`Strimzi to say anything about ${about}`);
  if (isSpecUnobserved(object)) return waiting(`Strimzi to see generation ${object.metadata.generation} of ${about}`);
  if (trueCondition(object, 'ReconciliationPaused')) return waiting(`Strimzi to take up ${about} again`);
  const notReady = trueCondition(object, 'NotReady');
  if (notReady) return waiting(`${about} to be ready`, { evidence: [`NotReady, ${notReady.reason ?? 'no reason'}: ${notReady.message ?? 'no message'}`] });
  const ready = conditionOf(object, 'Ready');
  if (ready?.status === 'True') return undefined;
  return {
    state: 'unknown',
    reason: ready === undefined ? `${about} has neither Ready nor NotReady.` : `${about} says Ready "${ready.status}", which Strimzi does not say of it.`,
  };
}

function identityKept(kafka: KubernetesObject, pools: readonly KubernetesObject[], params: ObserveInput['params']): Observation | undefined {
  const wanted = textAt(params, 'clusterId');
  const has = textAt(kafka, 'status.clusterId');
  if (wanted !== undefined && has === undefined) return waiting(`Kafka ${kafka.metadata.name} to report its cluster id`);
  if (wanted !== undefined && has !== wanted) {
    return {
      state: 'failed',
      code: 'KAFKA_CLUSTER_ID_DIFFERS',
      cause: `Kafka ${kafka.metadata.name} runs with the cluster id ${has}; its data belongs to ${wanted}.`,
      remedy: 'Stop it before anything is written, set status.clusterId back through the status subresource, and start it again.',
    };
  }
  for (const pool of pools) {
    const ids: unknown = fieldsAt(params, 'nodeIds')[pool.metadata.name];
    const now = nodeIdsOf(pool);
    // a node more is somebody's wish; a node less has left its volume behind
    if (!Array.isArray(ids) || ids.every(id => now.includes(id))) continue;
    if (now.length === 0) return waiting(`KafkaNodePool ${pool.metadata.name} to report its node ids`);
    return {
      state: 'failed',
      code: 'KAFKA_NODE_IDS_DIFFER',
      cause: `KafkaNodePool ${pool.metadata.name} has the nodes ${now.join(', ')}; its volumes belong to ${ids.join(', ')}.`,
      remedy: 'Set the annotation strimzi.io/next-node-ids to the former ids before the pool is made again.',
    };
  }
  return undefined;
}

function nodesServe(kafka: KubernetesObject, pools: readonly KubernetesObject[], input: ObserveInput): Observation {
  const pods = seenOf(input, 'Pod');
  const strange = strangePhase(pods);
  if (strange) return strange;
  const total = pools.reduce((sum, pool) => sum + (numberAt(pool, 'spec.replicas') ?? 0), 0);
  const serving = servingPods(pods);
  const progress = { done: Math.min(serving.length, total), total, evidence: whyNotServing(pods) };
  for (const pool of pools) {
    const ready = serving.filter(pod => pod.metadata.labels?.['strimzi.io/pool-name'] === pool.metadata.name).length;
    const wanted = numberAt(pool, 'spec.replicas') ?? 0;
    if (ready < wanted) return waiting(`${wanted - ready} of ${wanted} nodes of pool ${pool.metadata.name} to be ready`, progress);
  }
  const rolling = seenOf(input, 'StrimziPodSet').find(set => (numberAt(set, 'status.currentPods') ?? 0) < (numberAt(set, 'status.pods') ?? 0));
  if (rolling) return waiting(`the rolling update of ${rolling.metadata.name}`, progress);
  const clusterId = textAt(kafka, 'status.clusterId');
  return {
    state: 'done',
    found: `${total} of ${total} nodes are ready`,
    facts: { nodes: total, ...(clusterId === undefined ? {} : { clusterId }) },
  };
}

/** `kafka.healthy`: Ready about the newest spec of Kafka and pools, an address, all nodes ready, the identity kept. */
export const kafkaHealthy: Observer = input => {
  const [kafka] = seenOf(input, 'Kafka');
  const gone = goneOrGoing('Kafka', kafka);
  if (gone) return gone;
  const verdict = strimziVerdict(kafka);
  if (verdict) return verdict;
  const pools = seenOf(input, 'KafkaNodePool');
  if (pools.length === 0) return waiting(`node pools of Kafka ${kafka.metadata.name}`);
  const unseen = pools.find(pool => isSpecUnobserved(pool));
  if (unseen) return waiting(`Strimzi to see generation ${unseen.metadata.generation} of KafkaNodePool ${unseen.metadata.name}`);
  const wrong = identityKept(kafka, pools, input.params);
  if (wrong) return wrong;
  if (!listAt(kafka, 'status.listeners').some(listener => textAt(listener, 'bootstrapServers') !== undefined)) {
    return waiting(`Kafka ${kafka.metadata.name} to have an address`);
  }
  return nodesServe(kafka, pools, input);
};

/** `kafka.connect-healthy`: Ready, all workers ready, and each connector in the state that its spec asks for. */
export const connectHealthy: Observer = input => {
  const [connect] = seenOf(input, 'KafkaConnect');
  const gone = goneOrGoing('KafkaConnect', connect);
  if (gone) return gone;
  const verdict = strimziVerdict(connect);
  if (verdict) return verdict;
  const pods = seenOf(input, 'Pod');
  const strange = strangePhase(pods);
  if (strange) return strange;
  const total = numberAt(connect, 'spec.replicas') ?? 0;
  const ready = servingPods(pods).length;
  if (ready < total) return waiting(`${total - ready} of ${total} workers to be ready`, { done: ready, total, evidence: whyNotServing(pods) });
  for (const connector of seenOf(input, 'KafkaConnector')) {
    const { state, asked } = connectorStateOf(connector);
    if (state !== undefined && !CONNECTOR_STATES.has(state)) return { state: 'unknown', reason: `KafkaConnector ${connector.metadata.name} is in the unknown state "${state}".` };
    if (state !== asked.toUpperCase()) return waiting(`KafkaConnector ${connector.metadata.name} to be ${asked}`, { evidence: [state ?? 'no state reported'] });
  }
  return { state: 'done', found: `${total} of ${total} workers are ready` };
};
