import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { listAt, numberAt, textAt } from '../shared/reading';

/** One task of a connector, as the Connect REST API reported it to the operator. */
export interface TaskState {
  id: number;
  state: string;
  /** First line of the stack trace of a failed task. */
  error?: string;
}

/** What Connect says about a connector. */
export interface ConnectorState {
  /** RUNNING, PAUSED, STOPPED, FAILED, UNASSIGNED, RESTARTING, or a word we do not know; undefined before the first report. */
  state?: string;
  tasks: readonly TaskState[];
  /** How many tasks there may be at most. */
  tasksMax?: number;
  /** Paused or stopped on purpose by `spec.state`. */
  asked: string;
}

/** States that Kafka Connect documents. */
export const CONNECTOR_STATES: ReadonlySet<string> = new Set(['RUNNING', 'PAUSED', 'STOPPED', 'FAILED', 'UNASSIGNED', 'RESTARTING']);

/** Reads `status.connectorStatus`. */
export function connectorStateOf(connector: KubernetesObject): ConnectorState {
  const state = textAt(connector, 'status.connectorStatus.connector.state');
  const tasksMax = numberAt(connector, 'status.tasksMax') ?? numberAt(connector, 'spec.tasksMax');
  return {
    ...(state === undefined ? {} : { state }),
    tasks: listAt(connector, 'status.connectorStatus.tasks').map((task, index) => {
      const error = textAt(task, 'trace')?.split('\n')[0].slice(0, 200);
      return {
        id: numberAt(task, 'id') ?? index,
        state: textAt(task, 'state') ?? 'UNKNOWN',
        ...(error === undefined ? {} : { error }),
      };
    }),
    ...(tasksMax === undefined ? {} : { tasksMax }),
    asked: textAt(connector, 'spec.state') ?? 'running',
  };
}
