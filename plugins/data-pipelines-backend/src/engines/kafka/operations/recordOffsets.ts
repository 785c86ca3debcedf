import type { JsonObject } from '@backstage/types';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, Observation, Observer, OperationNames, PlannedAct, PlannedStep, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionsOf, trueCondition } from '../../shared/conditions';
import { patchOf, reversed } from '../../shared/engineSteps';
import { referenceTo } from '../../shared/finding';
import { jsonObject } from '../../shared/manifests';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { seenOf, waiting } from '../../shared/observing';
import { ENGINE_CHECKS, objected, passed } from '../../shared/preflightCodes';
import { fieldsAt, listAt, numberAt, textAt } from '../../shared/reading';
import { consumerGroupOf } from '../topology';
import { CONNECTOR_SECONDS } from './connectorSteps';
import type { PlacedConnector } from './sinks';

/** By which Strimzi is asked to list or alter offsets; it takes the annotation away when it is done. */
export const OFFSETS_ANNOTATION = 'strimzi.io/connector-offsets';
/** Entry of the ConfigMap in which Strimzi writes and reads the answer of Connect's REST API. */
export const OFFSETS_ENTRY = 'offsets.json';

/** A field of a connector's spec as JSON, or absent. */
export function specField(connector: KubernetesObject, field: string): JsonObject | undefined {
  const value = fieldsAt(connector, 'spec')[field];
  return typeof value === 'object' && value !== null ? jsonObject(value) : undefined;
}

function stepsFor({ connector, element }: PlacedConnector, cluster: string, names: OperationNames): PlannedStep[] {
  const { name, namespace = '' } = connector.metadata;
  const key = keyOf({ cluster }, connector);
  const configMap = names.name('off', name);
  const former = specField(connector, 'listOffsets');
  const target = patchOf(key, connector.metadata.uid, { path: ['spec', 'listOffsets'], from: former, to: { toConfigMap: { name: configMap } } });
  const ask = patchOf(key, connector.metadata.uid, {
    path: ['metadata', 'annotations', OFFSETS_ANNOTATION],
    from: connector.metadata.annotations?.[OFFSETS_ANNOTATION],
    to: 'list',
  });
  const marks = names.marks(element ?? name);
  const made = { cluster, apiVersion: 'v1', kind: 'ConfigMap', namespace, name: configMap };
  const remove: PlannedAct = { act: 'delete', target: made, propagation: 'background' };
  const about = element === undefined ? {} : { element };
  return [
    {
      id: `offsets/${name}/list`,
      title: `Record the offsets of connector ${name}`,
      detail: `Strimzi writes the committed offsets of group ${consumerGroupOf(connector)} into ConfigMap ${configMap}.`,
      phase: 'Running',
      ...about,
      acts: [
        // an entry and labels of ours: Strimzi adds to what it finds, and cannot add to nothing
        { act: 'create', cluster, object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: configMap, namespace, ...marks }, data: { connector: name } } },
        target,
        ask,
      ],
      wait: { observer: 'kafka.offsets-listed', objects: [watchedByName(key), watchedByName(made)], params: { group: consumerGroupOf(connector) } },
      undo: [reversed(ask), reversed(target), remove],
      deadlineSeconds: CONNECTOR_SECONDS,
    },
    {
      id: `offsets/${name}/tidy`,
      title: `Leave connector ${name} as it was`,
      phase: 'Running',
      ...about,
      acts: [reversed(target), remove],
      deadlineSeconds: 60,
    },
  ];
}

/** What offsets are recorded for, in words. */
interface RecordedFor {
  before: string;
  /** What is to be known where those of a group cannot be recorded. */
  without(group: string): string;
}

const FOR_A_POINT: RecordedFor = { before: 'the cut', without: group => `the point holds no offsets of group ${group}` };

/**
 * Steps that record the committed offsets of sinks, before they are cut unless
 * told otherwise, so that a replay from there loses nothing. Step ids depend
 * on the connector alone: two elements that share one give the same steps.
 */
export function recordOffsets(sinks: readonly PlacedConnector[], cluster: string, names: OperationNames, recorded: RecordedFor = FOR_A_POINT): { steps: PlannedStep[]; checks: PreflightCheck[] } {
  const answering = sinks.filter(({ connect }) => trueCondition(connect, 'Ready') !== undefined);
  const silent = sinks.filter(sink => !answering.includes(sink));
  const checks = silent.map(({ connector, connect }) =>
    objected(ENGINE_CHECKS.OFFSETS_RECORDED, 'warn', {
      sentence: `The offsets of connector ${connector.metadata.name} cannot be recorded: KafkaConnect ${connect.metadata.name} is not ready.`,
      remedy: `Mend KafkaConnect ${connect.metadata.name} first, or know that ${recorded.without(consumerGroupOf(connector))}.`,
      object: referenceTo(cluster, connector),
    }),
  );
  if (answering.length > 0) {
    checks.push(passed(ENGINE_CHECKS.OFFSETS_RECORDED, `The offsets of ${answering.map(({ connector }) => connector.metadata.name).join(', ')} are recorded before ${recorded.before}.`));
  }
  return { steps: answering.flatMap(sink => stepsFor(sink, cluster, names)), checks };
}

/** What stands in the way of listing or altering, in the operator's words; it tries again by itself. */
export function offsetsTrouble(connector: KubernetesObject): readonly string[] {
  return conditionsOf(connector)
    .filter(({ type, status, reason }) => type === 'Warning' && status === 'True' && (reason ?? '').endsWith('Offsets'))
    .map(({ reason, message }) => `${reason}: ${message ?? 'no message'}`);
}

function readOffsets(text: string, group: string): RecordedOffsets[] | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fieldsAt({ body }, 'body').offsets)) return undefined;
  const topics = new Map<string, { partition: number; offset: number }[]>();
  for (const entry of listAt(body, 'offsets')) {
    const topic = textAt(entry, 'partition.kafka_topic');
    const partition = numberAt(entry, 'partition.kafka_partition');
    const offset = numberAt(entry, 'offset.kafka_offset');
    if (topic === undefined || partition === undefined || offset === undefined) continue;
    topics.set(topic, [...(topics.get(topic) ?? []), { partition, offset }]);
  }
  return [...topics].sort(([a], [b]) => (a < b ? -1 : 1)).map(([topic, partitions]) => ({ group, topic, partitions: partitions.sort((a, b) => a.partition - b.partition) }));
}

function connectorGone(): Observation {
  return { state: 'failed', code: 'CONNECTOR_GONE', cause: 'The KafkaConnector does not exist any more.', remedy: 'Find out who deleted it, make it again, then try once more.' };
}

/** `kafka.offsets-listed`: Strimzi took its annotation away and wrote the offsets; facts: `{offsets: [{group, topic, partitions: [{partition, offset}]}]}`. */
export const offsetsListed: Observer = input => {
  const [connector] = seenOf(input, 'KafkaConnector');
  const [configMap] = seenOf(input, 'ConfigMap');
  if (connector === undefined) return connectorGone();
  const { name, annotations } = connector.metadata;
  const asked = annotations?.[OFFSETS_ANNOTATION];
  if (asked === 'list') return waiting(`Strimzi to list the offsets of ${name}`, { evidence: offsetsTrouble(connector) });
  if (asked !== undefined) return { state: 'unknown', reason: `Somebody else asked Strimzi for "${asked}" of the offsets of ${name}.` };
  const entries = fieldsAt(configMap, 'data');
  const text: unknown = entries[OFFSETS_ENTRY];
  if (typeof text !== 'string') return waiting(`Strimzi to write the offsets of ${name}`);
  const offsets = readOffsets(text, textAt(input.params, 'group') ?? '');
  if (offsets === undefined) {
    return {
      state: 'failed',
      code: 'OFFSETS_UNREADABLE',
      cause: `What Strimzi wrote as offsets of ${name} is no list of offsets.`,
      remedy: 'Look at the ConfigMap; a newer Strimzi may write it otherwise.',
      evidence: [text.slice(0, 200)],
    };
  }
  const partitions = offsets.reduce((sum, topic) => sum + topic.partitions.length, 0);
  return {
    state: 'done',
    found: `${partitions} ${partitions === 1 ? 'partition' : 'partitions'} of ${offsets.length} ${offsets.length === 1 ? 'topic' : 'topics'}`,
    facts: { offsets: offsets.map(({ group, topic, partitions: each }) => ({ group, topic, partitions: each.map(({ partition, offset }) => ({ partition, offset })) })) },
  };
};

/** `kafka.offsets-altered`: Strimzi took its annotation away, so Connect accepted the offsets. */
export const offsetsAltered: Observer = input => {
  const [connector] = seenOf(input, 'KafkaConnector');
  if (connector === undefined) return connectorGone();
  const { name, annotations } = connector.metadata;
  const asked = annotations?.[OFFSETS_ANNOTATION];
  if (asked === 'alter') return waiting(`Strimzi to write the offsets of ${name}`, { evidence: offsetsTrouble(connector) });
  if (asked !== undefined) return { state: 'unknown', reason: `Somebody else asked Strimzi for "${asked}" of the offsets of ${name}.` };
  return { state: 'done', found: `${name} goes on at the recorded offsets` };
};
