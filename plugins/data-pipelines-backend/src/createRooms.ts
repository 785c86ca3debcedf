import type { AuthService, DatabaseService, LoggerService, RootConfigService, SchedulerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { DataDriver, Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import { DefaultClusters, type Clusters } from './clusters';
import { createOperations, openStore, type Operations } from './createOperations';
import { openPolicies } from './createPolicies';
import { RunningOperations } from './operations/RunningOperations';
import type { MetricsService, TracingService } from './operations/alphaTelemetry';
import { createWorkerMetrics } from './operations/workerMetrics';
import { announceChanges } from './pipelines/announceChanges';
import { CatalogFactsReader } from './pipelines/CatalogFactsReader';
import { createReadModel, type ReadModel } from './pipelines/createReadModel';
import type { SchedulesService } from './policies/SchedulesService';

/** What the rooms are made from. */
export interface CreateRoomsOptions {
  auth: AuthService;
  catalog: CatalogService;
  config: RootConfigService;
  database: DatabaseService;
  logger: LoggerService;
  metrics: MetricsService;
  notifications: NotificationService;
  scheduler: SchedulerService;
  signals: SignalsService;
  tracing: TracingService;
  engines: readonly Engine[];
  drivers: readonly DataDriver[];
}

/** The rooms, joined; nothing in them asks who is calling. */
export interface Rooms {
  clusters: Clusters;
  facts: CatalogFactsReader;
  model: ReadModel;
  data: Operations;
  schedules: SchedulesService;
  /** Begins to watch, to execute and to look for what is due. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const FACTS = { seconds: 15 };
const RUNNING = { seconds: 5 };
/** What another process ended and did not live to tell; its own outcomes each process tells at once. */
const OUTCOMES = { seconds: 10 };
const TIMEOUT = { seconds: 30 };

/** Joins the rooms in the order data passes. Asks no cluster before {@link Rooms.start}; brings the database up to date. */
export async function createRooms(options: CreateRoomsOptions): Promise<Rooms> {
  const { auth, catalog, config, database, engines, drivers, logger, metrics, notifications, scheduler, signals, tracing } = options;
  const clusters = await DefaultClusters.fromConfig(config, { logger });
  const parts = { clusters, engines, drivers, logger };
  const facts = new CatalogFactsReader({ catalog, auth, logger });
  const announce = announceChanges(signals, logger);
  const store = await openStore(database);
  const policies = await openPolicies(database, drivers, logger);
  const { objectiveOf } = policies;
  const running = new RunningOperations(store, logger);
  const model = createReadModel({ ...parts, config, facts, onWordsChanged: announce.pipelines, data: { running: () => running.current(), objectiveOf } });
  running.onChange(() => model.views.schedule());
  facts.onChange(() => model.views.schedule());
  const workerMetrics = createWorkerMetrics(metrics, tracing);
  const data = createOperations({ ...parts, store, model, running, notifications, objectiveOf, onChanged: announce.operation, metrics: workerMetrics });
  return {
    ...{ clusters, facts, model, data },
    schedules: policies.service(data, model),
    start: async () => {
      model.start();
      data.start();
      await policies.start({ scheduler, notifications }, data, model);
      await scheduler.scheduleTask({ id: 'read-catalog-facts', scope: 'local', frequency: FACTS, timeout: TIMEOUT, fn: () => facts.refresh() });
      await scheduler.scheduleTask({ id: 'read-running-operations', scope: 'local', frequency: RUNNING, timeout: TIMEOUT, fn: () => running.refresh() });
      await scheduler.scheduleTask({ id: 'tell-outcomes', scope: 'local', frequency: OUTCOMES, timeout: TIMEOUT, fn: () => data.tellOutcomes() });
    },
    stop: async () => {
      await data.stop();
      await model.stop();
      await clusters.close();
    },
  };
}
