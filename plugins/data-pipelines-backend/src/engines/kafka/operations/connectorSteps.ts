import type { EngineSteps, KubernetesObject, Observer, PlannedAct, PlannedElement, PlannedStep, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { patchOf, possible, reversed } from '../../shared/engineSteps';
import { fieldChange } from '../../shared/fieldChange';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { seenOf, waiting } from '../../shared/observing';
import { flagAt, textAt } from '../../shared/reading';
import { connectorStateOf, CONNECTOR_STATES } from '../connectorState';
import { connectorsOf } from '../topology';

type Patch = Extract<PlannedAct, { act: 'patch' }>;

/** Words of `spec.state`. */
export type ConnectorWish = 'running' | 'paused' | 'stopped';

/** Connect's own rebalance, and Strimzi's look every two minutes at the latest. */
export const CONNECTOR_SECONDS = 300;

/** Writes `spec.state` of a connector; absent means running. */
export function wishPatch(cluster: string, connector: KubernetesObject, to: ConnectorWish): Patch {
  return patchOf(keyOf({ cluster }, connector), connector.metadata.uid, { path: ['spec', 'state'], from: textAt(connector, 'spec.state'), to });
}

/** Waits until Connect reports the state for each connector; `tasks`: and until one task of each runs. */
export function connectorsWait(cluster: string, connectors: readonly KubernetesObject[], state: 'RUNNING' | 'PAUSED' | 'STOPPED', tasks = false): PlannedWait {
  return {
    observer: 'kafka.connectors-in-state',
    objects: connectors.map(connector => watchedByName(keyOf({ cluster }, connector))),
    params: { state, tasks },
  };
}

/** The state that Connect reports when the spec is as the plan saw it. */
export function formerState(connector: KubernetesObject): 'RUNNING' | 'PAUSED' | 'STOPPED' {
  const { asked } = connectorStateOf(connector);
  if (asked === 'paused') return 'PAUSED';
  return asked === 'stopped' ? 'STOPPED' : 'RUNNING';
}

/** Those that move data now, or would. */
export function runningOf(connectors: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return connectors.filter(connector => formerState(connector) === 'RUNNING');
}

/** Stops all connectors of a Connect cluster that is an element of its own; it has no volumes. */
export function stopConnectors({ root, inventory, id }: PlannedElement): EngineSteps {
  const { cluster } = inventory;
  const running = runningOf(connectorsOf(root, inventory));
  if (running.length === 0) return possible([], [], [`No connector of ${root.metadata.name} runs.`]);
  const patches = running.map(connector => wishPatch(cluster, connector, 'stopped'));
  const step: PlannedStep = {
    id: `stop/${id}/connectors`,
    title: `Stop the connectors of ${root.metadata.name}`,
    phase: 'Running',
    element: id,
    acts: patches,
    wait: connectorsWait(cluster, running, 'STOPPED'),
    undo: patches.map(reversed),
    undoWait: connectorsWait(cluster, running, 'RUNNING'),
    deadlineSeconds: CONNECTOR_SECONDS,
  };
  return possible(
    [step],
    running.map(connector => fieldChange(cluster, connector, 'spec.state', { from: 'running', to: 'stopped' })),
    [`The connectors of ${root.metadata.name} move nothing until they are started again; they go on at their committed offsets.`],
  );
}

/** Starts those that ran when the plan was drawn. */
export function startConnectors({ root, inventory, id }: PlannedElement): EngineSteps {
  const { cluster } = inventory;
  const running = runningOf(connectorsOf(root, inventory));
  if (running.length === 0) return possible([]);
  const patches = running.map(connector => wishPatch(cluster, connector, 'stopped'));
  return possible([
    {
      id: `start/${id}/connectors`,
      title: `Start the connectors of ${root.metadata.name}`,
      phase: 'Finalizing',
      element: id,
      acts: patches.map(reversed),
      wait: connectorsWait(cluster, running, 'RUNNING', true),
      undo: patches,
      undoWait: connectorsWait(cluster, running, 'STOPPED'),
      deadlineSeconds: CONNECTOR_SECONDS,
    },
  ]);
}

/** `kafka.connectors-in-state`: Connect reports `params.state` for every connector; with `params.tasks`, at least one task of each runs. */
export const connectorsInState: Observer = input => {
  const wanted = textAt(input.params, 'state') ?? '';
  const evidence: string[] = [];
  for (const { watched, objects } of input.seen) {
    if (watched.kind !== 'KafkaConnector') continue;
    const [connector] = objects;
    if (connector === undefined) {
      return {
        state: 'failed',
        code: 'CONNECTOR_GONE',
        cause: `KafkaConnector ${watched.by === 'name' ? watched.name : watched.kind} does not exist any more.`,
        remedy: 'Find out who deleted it, make it again, then try once more.',
      };
    }
    const { state, tasks } = connectorStateOf(connector);
    if (state !== undefined && !CONNECTOR_STATES.has(state)) {
      return { state: 'unknown', reason: `KafkaConnector ${connector.metadata.name} is in the unknown state "${state}".` };
    }
    const works = flagAt(input.params, 'tasks') !== true || tasks.some(task => task.state === 'RUNNING');
    if (state !== wanted) evidence.push(`${connector.metadata.name}: ${state ?? 'no state reported'}`);
    else if (!works) evidence.push(`${connector.metadata.name}: no task runs`);
  }
  const total = seenOf(input, 'KafkaConnector').length;
  if (evidence.length === 0) return { state: 'done', found: `${total} ${total === 1 ? 'connector is' : 'connectors are'} ${wanted}` };
  return waiting(`${evidence.length} of ${total} connectors to be ${wanted}`, { done: total - evidence.length, total, evidence });
};
