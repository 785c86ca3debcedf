import { randomUUID } from 'node:crypto';
import type { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { DataDriver, Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters } from './clusters';
import { DefaultOperationsService } from './operations/DefaultOperationsService';
import { OperationChanges } from './operations/OperationChanges';
import { OutcomeTeller } from './operations/OutcomeTeller';
import { PlanDesk } from './operations/PlanDesk';
import { readOffsets } from './operations/readOffsets';
import { createRegistries } from './operations/Registries';
import type { RunningOperations } from './operations/RunningOperations';
import { createOperationStore, type OperationStore } from './operations/store';
import { MACHINE_CLOCK, NO_CRASH, OperationWorker, type WorkerMetrics } from './operations/worker';
import { fullOwnerRef } from './pipelines/CatalogFacts';
import type { ReadModel } from './pipelines/createReadModel';
import { DefaultRecoveryPointsService } from './recovery/DefaultRecoveryPointsService';

/** What operations are made from. */
export interface CreateOperationsOptions {
  store: OperationStore;
  clusters: Clusters;
  engines: readonly Engine[];
  drivers: readonly DataDriver[];
  model: ReadModel;
  running: RunningOperations;
  notifications: NotificationService;
  logger: LoggerService;
  metrics: WorkerMetrics;
  objectiveOf(pipeline: string): number | undefined;
  /** Tells open pages that the operation is not as it was. */
  onChanged(operation: string): void;
}

/** Operations of one process: what answers about them, and what executes them. */
export interface Operations {
  service: DefaultOperationsService;
  points: DefaultRecoveryPointsService;
  /** Tells owners how operations ended that nobody has told them of yet. Does not throw. */
  tellOutcomes(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** The store in the plugin's own database, its tables brought up to date. */
export const openStore = (database: DatabaseService) => createOperationStore(database);

/** Joins planning, store, worker and read model. Executes nothing until it is started. */
export function createOperations(options: CreateOperationsOptions): Operations {
  const { store, clusters, engines, drivers, model, running, logger } = options;
  const index = model.points;
  const registries = createRegistries(engines, drivers);
  const changes = new OperationChanges();
  const snapshot = () => model.views.current();
  const name = `${process.pid}-${randomUUID()}`;
  const outcomes = new OutcomeTeller({ store, notifications: options.notifications, logger, name });
  const worker = new OperationWorker(
    {
      ...{ store, logger, ...registries, clock: MACHINE_CLOCK, metrics: options.metrics, crash: NO_CRASH },
      connection: cluster => clusters.connection(cluster),
      measure: (watched, signal) => model.metrics.askNow(watched, signal),
      onChanged: id => {
        changes.announce(id);
        options.onChanged(id);
        void running.refresh();
        void outcomes.look();
      },
    },
    { name },
  );
  const desk = new PlanDesk({ ...{ registries, store, clusters, drivers, snapshot, points: index }, inventory: model.inventory, metrics: model.metrics, now: () => new Date() });
  const elements = () => snapshot().elements;
  model.inventory.onChange(() => worker.poke());
  return {
    service: new DefaultOperationsService({
      ...{ store, desk, changes, points: index, elements },
      now: () => new Date(),
      namedOwner: id => fullOwnerRef(snapshot().sources.get(id)?.found.owner),
      poke: () => {
        void running.refresh();
        worker.poke();
      },
    }),
    points: new DefaultRecoveryPointsService({
      ...{ index, elements, objectiveOf: options.objectiveOf },
      offsetsOf: point => readOffsets(clusters, point),
      now: () => new Date(),
    }),
    tellOutcomes: () => outcomes.look(),
    start: () => worker.start(),
    stop: () => worker.stop(),
  };
}
