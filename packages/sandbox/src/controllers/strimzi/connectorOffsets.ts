import { KubernetesObject } from '../../client';
import { OffsetChange } from '../../workload/groupOffsets';
import { CLAIMS, CONFIG_MAPS, isReady, PODS } from '../kinds/core';
import { CONNECTORS, KafkaConnect, KafkaConnector } from '../kinds/strimzi';
import { Effect, patch } from '../engine/effects';
import { BrokerLog, OFFSETS_KEY } from '../engine/engineCalls';
import { ownerOf } from '../engine/owner';
import { isRecord, View } from '../engine/table';
import { CLUSTER_LABEL } from './names';

/*
 * Plays how Strimzi lists, alters and resets a sink connector's offsets when
 * an annotation asks for it. The annotation goes when it is done; what is in
 * the way becomes a condition of type Warning and is tried again.
 */

/** `list`, `alter` or `reset`. */
export const OFFSETS_ANNOTATION = 'strimzi.io/connector-offsets';

/** Why what the annotation asks for is not done. */
export interface OffsetsProblem {
  reason: string;
  message: string;
}

const NOT_STOPPED = 'Connector is not in STOPPED state';

function asked({ metadata }: KafkaConnector): string | undefined {
  return metadata.annotations?.[OFFSETS_ANNOTATION];
}

/** What keeps the operator from doing what the annotation asks for; undefined when nothing does. */
export function offsetsProblem(
  connector: KafkaConnector,
  view: View,
): OffsetsProblem | undefined {
  switch (asked(connector)) {
    case undefined:
    case 'none':
      return undefined;
    case 'list':
      return connector.spec.listOffsets
        ? undefined
        : missing('ListOffsets', 'list', 'listOffsets');
    case 'alter':
      return alterProblem(connector, view);
    case 'reset':
      return isStopped(connector)
        ? undefined
        : problem('ResetOffsets', 'resetting', NOT_STOPPED);
    default:
      return {
        reason: 'ManageOffsets',
        message: `Encountered error getting connector offsets annotation. Invalid value "${asked(
          connector,
        )}"; it is one of list, alter, reset.`,
      };
  }
}

function alterProblem(
  connector: KafkaConnector,
  view: View,
): OffsetsProblem | undefined {
  if (!connector.spec.alterOffsets) {
    return missing('AlterOffsets', 'alter', 'alterOffsets');
  }
  if (!isStopped(connector)) {
    return problem('AlterOffsets', 'altering', NOT_STOPPED);
  }
  const read = changesOf(connector, view);
  return typeof read === 'string'
    ? problem('AlterOffsets', 'altering', read)
    : undefined;
}

function missing(reason: string, verb: string, property: string) {
  return {
    reason,
    message: `Failed to ${verb} the connector offsets due to missing property ${property} in KafkaConnector CR.`,
  };
}

function problem(reason: string, doing: string, why: string): OffsetsProblem {
  return {
    reason,
    message: `Encountered error ${doing} connector offsets. ${why}`,
  };
}

/** Connect itself says whether it is stopped; the spec alone is not enough. */
function isStopped({ status }: KafkaConnector): boolean {
  const reported: { connector?: { state?: string } } =
    status?.connectorStatus ?? {};
  return reported.connector?.state === 'STOPPED';
}

/** The changes that the ConfigMap asks for, or what is wrong with it. */
function changesOf(
  connector: KafkaConnector,
  view: View,
): OffsetChange[] | string {
  const { namespace } = connector.metadata;
  const name = connector.spec.alterOffsets?.fromConfigMap.name ?? '';
  const fetching =
    'Encountered error fetching offsets to use in alter operation.';
  const configMap = view.get(CONFIG_MAPS, namespace, name);
  if (!configMap) {
    return `${fetching} ConfigMap ${namespace}/${name} does not exist.`;
  }
  const text = configMap.data?.[OFFSETS_KEY];
  if (text === undefined) {
    return `${fetching} Data field ${OFFSETS_KEY} is missing.`;
  }
  try {
    return readChanges(JSON.parse(text));
  } catch (error) {
    return `Failed to parse contents of ${OFFSETS_KEY} as JSON: ${String(
      error,
    )}`;
  }
}

function readChanges(body: unknown): OffsetChange[] | string {
  const list = isRecord(body) ? body.offsets : undefined;
  if (!Array.isArray(list) || list.length === 0) {
    return 'Partitions / offsets need to be provided for an alter offsets request';
  }
  const changes: OffsetChange[] = [];
  for (const entry of list) {
    const partition = isRecord(entry) ? entry.partition : undefined;
    const offset = isRecord(entry) ? entry.offset : undefined;
    const to = isRecord(offset) ? Number(offset.kafka_offset) : undefined;
    if (
      !isRecord(partition) ||
      typeof partition.kafka_topic !== 'string' ||
      !(Number(partition.kafka_partition) >= 0) ||
      (to !== undefined && !(to >= 0))
    ) {
      return `The partition for a sink connector offset must have kafka_topic and kafka_partition, and its offset kafka_offset; found ${JSON.stringify(
        entry,
      )}`;
    }
    changes.push({
      topic: partition.kafka_topic,
      partition: Number(partition.kafka_partition),
      offset: to,
    });
  }
  return changes;
}

/** Does what the annotation asks for and takes it away; nothing while it cannot be done. */
export function offsetsEffects(
  connector: KafkaConnector,
  connect: KafkaConnect | undefined,
  view: View,
): Effect[] {
  const what = asked(connector);
  const brokers = connect ? brokersOf(connect, view) : [];
  if (
    what === undefined ||
    what === 'none' ||
    brokers.length === 0 ||
    offsetsProblem(connector, view)
  ) {
    return [];
  }
  return [
    { act: 'engine', call: callFor(what, connector, brokers, view) },
    patch(CONNECTORS, connector, {
      metadata: { annotations: { [OFFSETS_ANNOTATION]: null } },
    }),
  ];
}

function callFor(
  what: string,
  connector: KafkaConnector,
  brokers: BrokerLog[],
  view: View,
) {
  const group = `connect-${connector.metadata.name}`;
  if (what === 'list') {
    const configMap = listedConfigMap(connector);
    const { namespace, name } = configMap.metadata;
    return {
      kind: 'list offsets' as const,
      group,
      brokers,
      configMap,
      exists: view.get(CONFIG_MAPS, namespace, name) !== undefined,
    };
  }
  if (what === 'reset') {
    return { kind: 'reset offsets' as const, group, brokers };
  }
  const read = changesOf(connector, view);
  return {
    kind: 'alter offsets' as const,
    group,
    brokers,
    changes: typeof read === 'string' ? [] : read,
  };
}

function listedConfigMap(connector: KafkaConnector): KubernetesObject {
  const { namespace, labels } = connector.metadata;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: connector.spec.listOffsets?.toConfigMap.name ?? '',
      namespace,
      labels: { ...labels },
      ownerReferences: [
        {
          ...ownerOf(connector),
          controller: false,
          blockOwnerDeletion: false,
        },
      ],
    },
  };
}

/** Brokers that answer, of the Kafka that the Connect cluster reads from. */
function brokersOf(connect: KafkaConnect, view: View): BrokerLog[] {
  const { namespace } = connect.metadata;
  const kafka = /^(.+?)-kafka-bootstrap/.exec(
    connect.spec.bootstrapServers,
  )?.[1];
  return view
    .list(PODS, namespace)
    .filter(
      pod =>
        pod.metadata.labels?.[CLUSTER_LABEL] === kafka &&
        pod.metadata.labels?.['strimzi.io/broker-role'] === 'true' &&
        isReady(pod),
    )
    .flatMap(pod => {
      const claim = (pod.spec.volumes ?? []).find(
        ({ persistentVolumeClaim: source }) => source !== undefined,
      )?.persistentVolumeClaim?.claimName;
      const volume = claim
        ? view.get(CLAIMS, namespace, claim)?.spec.volumeName
        : undefined;
      const nodeId = Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? NaN);
      return volume && Number.isFinite(nodeId) ? [{ volume, nodeId }] : [];
    });
}
