import type { DatabaseService, LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { DataDriver } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Operations } from './createOperations';
import { migrateDatabase } from './operations/store';
import type { ReadModel } from './pipelines/createReadModel';
import { DatedExpiry } from './policies/DatedExpiry';
import { DefaultSchedulesService } from './policies/DefaultSchedulesService';
import { PointExpiry } from './policies/PointExpiry';
import { PointRemovals } from './policies/PointRemovals';
import { ScheduleRunner } from './policies/ScheduleRunner';
import { ScheduleStore } from './policies/ScheduleStore';
import type { SchedulesService } from './policies/SchedulesService';
import { unreadablePoints } from './policies/unreadablePoints';

/** Schedules of one process. */
export interface Policies {
  /** How old the newest good point of the pipeline may be, where a schedule says so; as last read. */
  objectiveOf(pipeline: string): number | undefined;
  service(operations: Operations, model: ReadModel): SchedulesService;
  /** Looks for what is due: one replica at a time. */
  start(services: { scheduler: SchedulerService; notifications: NotificationService }, operations: Operations, model: ReadModel): Promise<void>;
}

const now = () => new Date();

/** Policies in the plugin's own database, its tables brought up to date. */
export async function openPolicies(database: DatabaseService, drivers: readonly DataDriver[], logger: LoggerService): Promise<Policies> {
  const store = new ScheduleStore(await migrateDatabase(database), logger);
  let objectives: ReadonlyMap<string, number> = new Map();
  const readObjectives = async () => {
    const rows = await store.list();
    const strictest = new Map<string, number>();
    for (const { spec } of rows) {
      const { pipeline, objectiveSeconds } = spec;
      if (objectiveSeconds !== undefined) strictest.set(pipeline, Math.min(objectiveSeconds, strictest.get(pipeline) ?? Infinity));
    }
    objectives = strictest;
  };
  await readObjectives().catch(error => logger.warn(`The objectives of schedules could not be read: ${stringifyError(error)}`));
  return {
    objectiveOf: pipeline => objectives.get(pipeline),
    service: ({ service, points }, { views }) =>
      new DefaultSchedulesService({
        ...{ store, now },
        elements: () => views.current().elements,
        points: () => points.placed(),
        scopeOf: request => service.scopeOf(request),
        tryOut: request => service.plan(request, { actor: 'schedule' }),
      }),
    start: async ({ scheduler, notifications }, { service, points }, { views, inventory }) => {
      const shared = {
        ...{ operations: service, removals: new PointRemovals({ logger, now }) },
        points: () => points.placed(),
        unreadable: (cluster: string) => unreadablePoints(inventory.reader(cluster), drivers),
      };
      const expiry = new PointExpiry({ ...shared, logger, elements: () => views.current().elements });
      const runner = new ScheduleRunner({ store, operations: service, expiry, notifications, logger, now });
      const dated = new DatedExpiry({ ...shared, now });
      // One after the other: each counts on what the other has left.
      const look = async () => {
        await runner.look();
        await dated.expire();
      };
      await scheduler.scheduleTask({ id: 'run-schedules', scope: 'global', frequency: { seconds: 15 }, timeout: { minutes: 2 }, fn: look });
      await scheduler.scheduleTask({ id: 'read-objectives', scope: 'local', frequency: { seconds: 15 }, timeout: { seconds: 30 }, fn: readObjectives });
    },
  };
}
