import type { PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { EngineOperations, OperationNames, PlannedAct, PlannedElement, PlannedStep, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { patchOf, possible, reversed } from '../../shared/engineSteps';
import { referenceTo } from '../../shared/finding';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { consumerGroupOf } from '../topology';
import { CONNECTOR_SECONDS, connectorsWait, formerState, wishPatch } from './connectorSteps';
import { OFFSETS_ANNOTATION, OFFSETS_ENTRY, recordOffsets, specField } from './recordOffsets';
import { connectorsAround, connectorsWritingTo } from './sinks';
import type { PlacedConnector } from './sinks';

const RECORDED_FOR_UNDO = { before: 'they are set back, for the undo', without: (group: string) => `an undo leaves group ${group} where it is then` };

/** Connect's form of the offsets of a sink. */
function entryOf(offsets: readonly RecordedOffsets[]): string {
  const entries = offsets.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset }) => ({ partition: { kafka_topic: topic, kafka_partition: partition }, offset: { kafka_offset: offset } })),
  );
  return JSON.stringify({ offsets: entries });
}

function writeSteps({ connector }: PlacedConnector, offsets: readonly RecordedOffsets[], context: { cluster: string; element: string; names: OperationNames }): PlannedStep[] {
  const { cluster, element, names } = context;
  const { name, namespace = '' } = connector.metadata;
  const key = keyOf({ cluster }, connector);
  const configMap = names.name('set', name);
  const source = patchOf(key, connector.metadata.uid, { path: ['spec', 'alterOffsets'], from: specField(connector, 'alterOffsets'), to: { fromConfigMap: { name: configMap } } });
  const ask = patchOf(key, connector.metadata.uid, {
    path: ['metadata', 'annotations', OFFSETS_ANNOTATION],
    from: connector.metadata.annotations?.[OFFSETS_ANNOTATION],
    to: 'alter',
  });
  const remove: PlannedAct = { act: 'delete', target: { cluster, apiVersion: 'v1', kind: 'ConfigMap', namespace, name: configMap }, propagation: 'background' };
  return [
    {
      id: `replay/${name}/write`,
      title: `Set connector ${name} back to the recorded offsets`,
      detail: `Group ${consumerGroupOf(connector)}; what it read since then is read once more.`,
      phase: 'Running',
      element,
      acts: [
        {
          act: 'create',
          cluster,
          object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: configMap, namespace, ...names.marks(element) }, data: { [OFFSETS_ENTRY]: entryOf(offsets) } },
        },
        source,
        ask,
      ],
      wait: { observer: 'kafka.offsets-altered', objects: [watchedByName(key)], params: {} },
      // the offsets themselves stay set back: a record is read twice rather than not at all
      undo: [reversed(ask), reversed(source), remove],
      deadlineSeconds: CONNECTOR_SECONDS,
    },
    {
      id: `replay/${name}/tidy`,
      title: `Take away what set connector ${name} back`,
      phase: 'Running',
      element,
      acts: [reversed(source), remove],
      deadlineSeconds: 60,
    },
  ];
}

function stopStep(chosen: readonly PlacedConnector[], { id, inventory }: PlannedElement): PlannedStep {
  const { cluster } = inventory;
  const connectors = chosen.map(({ connector }) => connector);
  const stops = connectors.filter(connector => formerState(connector) !== 'STOPPED').map(connector => wishPatch(cluster, connector, 'stopped'));
  return {
    id: `replay/${id}/stop`,
    title: `Stop ${connectors.map(({ metadata }) => metadata.name).join(', ')}`,
    detail: 'Connect takes other offsets only for a connector that is stopped.',
    phase: 'Running',
    element: id,
    acts: stops,
    wait: connectorsWait(cluster, connectors, 'STOPPED'),
    undo: stops.map(reversed),
    deadlineSeconds: CONNECTOR_SECONDS,
  };
}

function startStep(chosen: readonly PlacedConnector[], { id, inventory }: PlannedElement): PlannedStep {
  const { cluster } = inventory;
  const moved = chosen.map(({ connector }) => connector).filter(connector => formerState(connector) !== 'STOPPED');
  const running = moved.filter(connector => formerState(connector) === 'RUNNING');
  const stops = moved.map(connector => wishPatch(cluster, connector, 'stopped'));
  return {
    id: `replay/${id}/start`,
    title: 'Start the connectors that ran',
    phase: 'Finalizing',
    element: id,
    acts: stops.map(reversed),
    ...(running.length === 0 ? {} : { wait: connectorsWait(cluster, running, 'RUNNING', true) }),
    // stopped again: the element that they write to may be stopped next
    undo: stops,
    undoWait: connectorsWait(cluster, moved, 'STOPPED'),
    deadlineSeconds: CONNECTOR_SECONDS,
  };
}

/**
 * Stops sink connectors that write to the elements, or of which offsets are
 * recorded, and sets the latter back by Strimzi's means; groups that are none
 * of this feeder's connectors are left alone.
 */
export const resetOffsets: NonNullable<EngineOperations['resetOffsets']> = (feeder, offsets, names, fed) => {
  const { root, inventory, id } = feeder;
  const { cluster } = inventory;
  const writing = new Set(fed.flatMap(element => connectorsWritingTo(element, inventory)).map(({ connector }) => connector.metadata.uid));
  const chosen = connectorsAround(root, inventory).flatMap(placed => {
    const own = offsets.filter(({ group, partitions }) => group === consumerGroupOf(placed.connector) && partitions.length > 0);
    const isMeant = own.length > 0 || writing.has(placed.connector.metadata.uid);
    // a Connect that is an element of its own is asked for itself
    return !isMeant || placed.element !== id ? [] : [{ placed, own }];
  });
  if (chosen.length === 0) return { before: possible([]), after: possible([]), groups: [] };
  const all = chosen.map(({ placed }) => placed);
  const back = chosen.filter(({ own }) => own.length > 0);
  const changes = back.map(
    ({ placed: { connector } }): PlanChange => ({
      act: 'change',
      sentence: `KafkaConnector ${connector.metadata.name}`,
      object: referenceTo(cluster, connector),
      field: 'offsets',
      to: 'as recorded',
      by: 'Strimzi',
    }),
  );
  const context = { cluster, element: id, names };
  return {
    before: possible([stopStep(all, feeder)], [], [`Connectors ${all.map(({ connector }) => connector.metadata.name).join(', ')} move nothing until ${back.length > 0 ? 'they are set back' : 'it runs again'}.`]),
    record: recordOffsets(all, cluster, names, RECORDED_FOR_UNDO),
    after: possible(
      [...back.flatMap(({ placed, own }) => writeSteps(placed, own, context)), startStep(all, feeder)],
      changes,
      back.length === 0 ? [] : ['Records that were read since the recorded offsets are read once more; a sink that stores them under their own id keeps them once.'],
    ),
    groups: back.map(({ placed }) => consumerGroupOf(placed.connector)),
  };
};
