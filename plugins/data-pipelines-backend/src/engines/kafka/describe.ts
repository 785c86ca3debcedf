import type { ElementPart, StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import { ANNOTATION_TITLE, ANNOTATION_WRITES_TO } from '@penstock/backstage-plugin-data-pipelines-common';
import type {
  ConsumerLink,
  ElementDescription,
  InventoryReader,
  KubernetesObject,
} from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionOf, trueCondition } from '../shared/conditions';
import { referenceTo } from '../shared/finding';
import { memberOf, readyWord } from '../shared/members';
import { commaSeparated, numberAt, textAt } from '../shared/reading';
import { isJudged, isSettling } from './clusterChecks';
import { CONNECTOR_STATES, connectorStateOf } from './connectorState';
import {
  connectorsOf,
  connectsOf,
  consumerGroupOf,
  podsOfConnect,
  podsOfPool,
  poolsOf,
  rolesOf,
  topicsOf,
} from './topology';
import { retentionOf } from './retention';
import { volumesOf } from './volumes';

type Word = { word: StatusWord; summary: string };

function part(inventory: InventoryReader, object: KubernetesObject, role: string, said: Word): ElementPart {
  return { object: referenceTo(inventory.cluster, object), role, ...said };
}

function poolWord(kafka: KubernetesObject, pool: KubernetesObject, inventory: InventoryReader): Word {
  const wanted = numberAt(pool, 'spec.replicas') ?? 0;
  const settling = !isJudged(kafka) || isSettling({ root: kafka, inventory });
  const { word, ready } = readyWord(podsOfPool(kafka, pool, inventory), wanted, { inventory, settling });
  return { word, summary: `${rolesOf(pool).join(' and ')}, ${ready} of ${wanted} ready` };
}

/** Strimzi's two-type conditions: `Ready` or `NotReady`, each with status True. KafkaTopic alone says `Ready: "False"`. */
function conditionWord(object: KubernetesObject): StatusWord {
  if (object.status === undefined) return 'Progressing';
  if (trueCondition(object, 'ReconciliationPaused')) return 'Paused';
  const notReady = trueCondition(object, 'NotReady');
  if (notReady) return notReady.reason === 'Creating' ? 'Progressing' : 'Warning';
  const ready = conditionOf(object, 'Ready');
  if (ready?.status === 'True') return 'Healthy';
  return ready?.status === 'False' ? 'Warning' : 'Unknown';
}

function topicWord(topic: KubernetesObject): Word {
  const partitions = numberAt(topic, 'spec.partitions');
  const replicas = numberAt(topic, 'spec.replicas');
  return {
    word: conditionWord(topic),
    summary: `${partitions ?? 'default'} partitions, ${replicas ?? 'default'} replicas`,
  };
}

function connectorWord(connector: KubernetesObject): Word {
  const { state, tasks, tasksMax, asked } = connectorStateOf(connector);
  const running = tasks.filter(task => task.state === 'RUNNING').length;
  const failed = tasks.filter(task => task.state === 'FAILED').length;
  const summary = `${state ?? 'no state reported'}, ${running} of at most ${tasksMax ?? '?'} tasks running${failed > 0 ? `, ${failed} failed` : ''}`;
  if (connector.status === undefined) return { word: 'Progressing', summary };
  if (state === undefined || !CONNECTOR_STATES.has(state)) return { word: 'Unknown', summary };
  if (asked !== 'running' || state === 'PAUSED' || state === 'STOPPED') return { word: 'Paused', summary };
  if (state === 'FAILED') return { word: 'Critical', summary };
  if (failed > 0 || running === 0) return { word: 'Warning', summary };
  return { word: state === 'RUNNING' ? 'Healthy' : 'Progressing', summary };
}

function connectWord(connect: KubernetesObject, inventory: InventoryReader): Word {
  const wanted = numberAt(connect, 'spec.replicas') ?? 0;
  const condition = conditionWord(connect);
  const { word, ready } = readyWord(podsOfConnect(connect, inventory), wanted, { inventory, settling: condition === 'Progressing' });
  return {
    word: condition === 'Healthy' ? word : condition,
    summary: `${ready} of ${wanted} workers ready`,
  };
}

function linksOf(connect: KubernetesObject, inventory: InventoryReader): ConsumerLink[] {
  return connectorsOf(connect, inventory).flatMap(connector => {
    const own = commaSeparated(connector.metadata.annotations?.[ANNOTATION_WRITES_TO]);
    const targets = own.length > 0 ? own : commaSeparated(connect.metadata.annotations?.[ANNOTATION_WRITES_TO]);
    return targets.map(element => ({ element, consumerGroup: consumerGroupOf(connector) }));
  });
}

function connectParts(connect: KubernetesObject, inventory: InventoryReader): ElementPart[] {
  return connectorsOf(connect, inventory).map(connector => part(inventory, connector, 'connector', connectorWord(connector)));
}

function connectMembers(connect: KubernetesObject, inventory: InventoryReader) {
  return podsOfConnect(connect, inventory).map(pod => memberOf(pod, 'connect worker', inventory));
}

/** A Kafka: its pools' pods and volumes, and as parts pools, topics, the Connect clusters beside it and their connectors. */
export function describeKafka(kafka: KubernetesObject, inventory: InventoryReader): ElementDescription {
  const pools = poolsOf(kafka, inventory);
  const connects = connectsOf(kafka, inventory);
  const volumes = volumesOf(kafka, inventory);
  const retention = retentionOf(kafka, volumes, inventory);
  const version = textAt(kafka, 'status.kafkaVersion') ?? textAt(kafka, 'spec.kafka.version');
  return {
    title: kafka.metadata.annotations?.[ANNOTATION_TITLE] ?? kafka.metadata.name,
    ...(version === undefined ? {} : { version }),
    members: [
      ...pools.flatMap(pool =>
        podsOfPool(kafka, pool, inventory).map(pod => memberOf(pod, rolesOf(pool).join(' and ') || 'broker', inventory)),
      ),
      ...connects.flatMap(connect => connectMembers(connect, inventory)),
    ],
    volumes,
    ...(retention === undefined ? {} : { retention }),
    parts: [
      ...pools.map(pool => part(inventory, pool, 'node pool', poolWord(kafka, pool, inventory))),
      ...topicsOf(kafka, inventory).map(topic => part(inventory, topic, 'topic', topicWord(topic))),
      ...connects.map(connect => part(inventory, connect, 'connect cluster', connectWord(connect, inventory))),
      ...connects.flatMap(connect => connectParts(connect, inventory)),
    ],
    queryScope: { namespace: kafka.metadata.namespace ?? '', name: kafka.metadata.name, extra: { kind: 'Kafka' } },
    streaming: true,
    consumers: connects.flatMap(connect => linksOf(connect, inventory)),
  };
}

/** A Connect cluster that is labelled as an element of its own: workers and connectors, no volumes. */
export function describeConnect(connect: KubernetesObject, inventory: InventoryReader): ElementDescription {
  const version = textAt(connect, 'spec.version');
  return {
    title: connect.metadata.annotations?.[ANNOTATION_TITLE] ?? connect.metadata.name,
    ...(version === undefined ? {} : { version }),
    members: connectMembers(connect, inventory),
    volumes: [],
    parts: connectParts(connect, inventory),
    queryScope: { namespace: connect.metadata.namespace ?? '', name: connect.metadata.name, extra: { kind: 'KafkaConnect' } },
    streaming: true,
    readsAs: connectorsOf(connect, inventory).map(consumerGroupOf),
  };
}
