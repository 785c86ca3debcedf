import { Condition } from '../../client';
import { CLAIMS, CONFIG_MAPS, isReady, PODS } from '../kinds/core';
import {
  CONNECTORS,
  CONNECTS,
  KafkaConnect,
  KafkaConnector,
} from '../kinds/strimzi';
import { onlyConditions } from '../engine/conditions';
import { Effect } from '../engine/effects';
import { fraction } from '../engine/seeded';
import { statusStage, Table, View } from '../engine/table';
import { offsetsEffects, offsetsProblem } from './connectorOffsets';
import { CLUSTER_LABEL, isPaused } from './names';

/*
 * Plays Strimzi 1.2 for KafkaConnector, and Connect's REST answers: tasks
 * spread over the workers, paused and stopped connectors, a failed task where
 * an annotation asks for it, offsets that are listed, altered or reset. Not
 * emulated: checks of the configuration, restart annotations, automatic restart.
 */

/** Number of a task that is to fail, for demonstrations and tests. */
export const FAILED_TASK = 'sandbox.penstock.dev/failed-task';

type State = 'RUNNING' | 'PAUSED' | 'STOPPED' | 'FAILED' | 'UNASSIGNED';

function connectOf(
  connector: KafkaConnector,
  view: View,
): KafkaConnect | undefined {
  const name = connector.metadata.labels?.[CLUSTER_LABEL];
  return name
    ? view.get(CONNECTS, connector.metadata.namespace, name)
    : undefined;
}

function workersOf(connect: KafkaConnect, view: View): string[] {
  const { name, namespace } = connect.metadata;
  return Array.from(
    { length: connect.spec.replicas },
    (_, index) => `${name}-connect-${index}`,
  )
    .filter(pod => {
      const found = view.get(PODS, namespace, pod);
      return found !== undefined && isReady(found);
    })
    .map(pod => `${pod}.${name}-connect.${namespace}.svc:8083`);
}

function stateOf(connector: KafkaConnector): State {
  switch (connector.spec.state) {
    case 'paused':
      return 'PAUSED';
    case 'stopped':
      return 'STOPPED';
    default:
      return 'RUNNING';
  }
}

function tasksOf(connector: KafkaConnector, workers: string[], state: State) {
  const failed = connector.metadata.annotations?.[FAILED_TASK];
  const count = state === 'STOPPED' ? 0 : connector.spec.tasksMax ?? 1;
  const first = Math.floor(
    fraction(connector.metadata.name) * Math.max(1, workers.length),
  );
  return Array.from({ length: count }, (_, id) => ({
    id,
    state: failed === String(id) ? 'FAILED' : state,
    worker_id: workers[(first + id) % workers.length] ?? '',
    ...(failed === String(id)
      ? {
          trace:
            'org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception. (simulated)',
        }
      : {}),
  }));
}

function topicsOf(connector: KafkaConnector): string[] {
  const topics = connector.spec.config?.topics;
  return typeof topics === 'string'
    ? topics.split(',').map(topic => topic.trim())
    : [];
}

function notReady(
  connector: KafkaConnector,
  reason: string,
  message: string,
  now: Date,
): object {
  return {
    observedGeneration: connector.metadata.generation,
    conditions: onlyConditions(
      connector.status?.conditions,
      [{ type: 'NotReady', status: 'True', reason, message }],
      now,
    ),
  };
}

function statusFor(connector: KafkaConnector, view: View, now: Date): object {
  const connect = connectOf(connector, view);
  if (!connect) {
    return notReady(
      connector,
      'NoSuchResourceException',
      `KafkaConnect resource '${connector.metadata.labels?.[CLUSTER_LABEL]}' identified by label 'strimzi.io/cluster' does not exist in namespace ${connector.metadata.namespace}.`,
      now,
    );
  }
  const managed =
    connect.metadata.annotations?.['strimzi.io/use-connector-resources'];
  if (managed !== 'true') {
    return notReady(
      connector,
      'NoSuchResourceException',
      `KafkaConnect ${connect.metadata.name} is not configured with annotation strimzi.io/use-connector-resources`,
      now,
    );
  }
  const workers = workersOf(connect, view);
  if (workers.length === 0) {
    return notReady(
      connector,
      'ConnectTimeoutException',
      `connection timed out: ${connect.metadata.name}-connect-api.${connect.metadata.namespace}.svc:8083`,
      now,
    );
  }
  return runningStatus(
    connector,
    workers,
    now,
    offsetsWarning(connector, view),
  );
}

function offsetsWarning(connector: KafkaConnector, view: View): Condition[] {
  const found = offsetsProblem(connector, view);
  return found ? [{ type: 'Warning', status: 'True', ...found }] : [];
}

function runningStatus(
  connector: KafkaConnector,
  workers: string[],
  now: Date,
  warnings: Condition[],
): object {
  const state = stateOf(connector);
  const tasks = tasksOf(connector, workers, state);
  const failed = tasks.filter(task => task.state === 'FAILED');
  const condition =
    failed.length > 0
      ? {
          type: 'NotReady',
          status: 'True',
          reason: 'Throwable',
          message: `The following tasks have failed: ${failed
            .map(({ id }) => id)
            .join(', ')}, see connectorStatus for more details.`,
        }
      : { type: 'Ready', status: 'True' };
  const { spec, metadata, status } = connector;
  return {
    observedGeneration: metadata.generation,
    conditions: onlyConditions(
      status?.conditions,
      [...warnings, condition],
      now,
    ),
    connectorStatus: {
      name: metadata.name,
      type: spec.class.includes('Source') ? 'source' : 'sink',
      connector: { state, worker_id: workers[0] },
      tasks,
    },
    tasksMax: spec.tasksMax ?? 1,
    topics: topicsOf(connector),
  };
}

function offsetsWork(connector: KafkaConnector, view: View): Effect[] {
  const connect = connectOf(connector, view);
  return connect && workersOf(connect, view).length > 0
    ? offsetsEffects(connector, connect, view)
    : [];
}

/** Connectors. */
export const connectorsTable: Table<KafkaConnector> = {
  name: 'strimzi connectors',
  subject: CONNECTORS,
  watches: [CONNECTS, PODS, CLAIMS, CONFIG_MAPS],
  stages: [
    statusStage<KafkaConnector>(
      'reconcile',
      { ms: 2_500, jitterMs: 1_500 },
      CONNECTORS,
      (connector, view, now) =>
        isPaused(connector)
          ? {
              observedGeneration: connector.metadata.generation,
              conditions: onlyConditions(
                connector.status?.conditions,
                [{ type: 'ReconciliationPaused', status: 'True' }],
                now,
              ),
            }
          : statusFor(connector, view, now),
    ),
    {
      name: 'list, alter or reset offsets',
      delay: { ms: 1_000 },
      when: (connector, view) =>
        !isPaused(connector) && offsetsWork(connector, view).length > 0,
      effects: offsetsWork,
    },
  ],
};
