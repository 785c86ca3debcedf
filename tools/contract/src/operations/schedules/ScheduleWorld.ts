import { coreServices, createServiceFactory, type SchedulerService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { OperationKind, OperationSummary, RecoveryPoint, Schedule } from '@penstock/backstage-plugin-data-pipelines-common';
import { until } from 'control-plane';
import { ElementWorld } from '../../ElementWorld';
import type { TargetName } from '../../target';
import { OperationsWorld, type ProductServices } from '../OperationsWorld';

const RUN_TIMEOUT_MS = 50_000;
const SNAPSHOTS = '/apis/snapshot.storage.k8s.io/v1';
/** How late a look comes after the instant for which it is due. */
const LATE_MS = 5_000;
/** Only the date is the test's; timers, and so everything that waits, are real. */
const REAL = ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const;

/** Two replicas of the product on one database, by a clock that the test sets. */
export class ScheduleWorld {
  private constructor(
    private readonly target: TargetName,
    readonly elements: ElementWorld,
    private readonly replicas: readonly OperationsWorld[],
    private readonly schedulers: readonly SchedulerService[],
  ) {}

  /** @param knex - an empty database, which both replicas share */
  static async start(target: TargetName, knex: Parameters<typeof mockServices.database>[0]['knex']): Promise<ScheduleWorld> {
    const elements = await ElementWorld.start(target, { storage: true });
    const created = new Map<string, { namespace: string; element: string }>();
    const replicas: OperationsWorld[] = [];
    const schedulers = [mockServices.scheduler(), mockServices.scheduler()];
    try {
      jest.useFakeTimers({ doNotFake: [...REAL], advanceTimers: true, now: Date.now() });
      for (const scheduler of schedulers) {
        const services: ProductServices = {
          database: mockServices.database.factory({ knex }),
          scheduler: createServiceFactory({ service: coreServices.scheduler, deps: {}, factory: () => scheduler }),
        };
        replicas.push(await OperationsWorld.startOn(elements, 'penstock', created, services));
        for (const { id } of await scheduler.getScheduledTasks()) await scheduler.triggerTask(id);
      }
      return new ScheduleWorld(target, elements, replicas, schedulers);
    } catch (error) {
      jest.useRealTimers();
      for (const replica of replicas) await replica.stopProduct();
      await elements.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stopProduct();
    await this.elements.stop();
    jest.useRealTimers();
  }

  /** The product as users have it; either replica would do. */
  get product(): OperationsWorld {
    return this.replicas[0];
  }

  /** Sets the clock of everything in this process: the product and, on the sandbox, the cluster. */
  setClock(at: Date): void {
    jest.setSystemTime(at);
  }

  /** Both replicas look for what is due, at once. */
  async look(): Promise<void> {
    await Promise.all(this.schedulers.map(scheduler => scheduler.triggerTask('run-schedules')));
  }

  /** Operations that the schedule started, oldest first. */
  async of(schedule: string, kind: OperationKind): Promise<OperationSummary[]> {
    const { items } = await this.product.client.listOperations({ limit: 100 });
    return items.filter(each => each.kind === kind && each.createdBy === `schedule:${schedule}`).reverse();
  }

  async schedule(name: string): Promise<Schedule> {
    const found = (await this.product.client.listSchedules()).items.find(each => each.name === name);
    if (!found) throw new Error(`There is no schedule ${name}.`);
    return found;
  }

  /** Looks until the schedule is so. */
  async untilLooked(what: string, holds: () => Promise<boolean>): Promise<void> {
    await until(what, RUN_TIMEOUT_MS, async () => {
      await this.look();
      return (await holds()) || undefined;
    });
  }

  /** Lets the instant come, and gives the one point that the schedule makes then, cut at it. */
  async runAt(schedule: string, at: Date): Promise<RecoveryPoint> {
    const before = (await this.of(schedule, 'snapshot')).length;
    this.setClock(new Date(at.getTime() + LATE_MS));
    await this.untilLooked(`the run of ${schedule} at ${at.toISOString()}`, async () => {
      const { lastRun } = await this.schedule(schedule);
      if (lastRun?.at === at.toISOString() && lastRun.outcome === 'started') return true;
      throw new Error(JSON.stringify(lastRun));
    });
    const made = await this.of(schedule, 'snapshot');
    expect(made).toHaveLength(before + 1);
    const ended = await this.product.untilEnded(made[before].id);
    expect(ended.failure).toBeUndefined();
    expect(ended).toMatchObject({ summary: { phase: 'Succeeded' } });
    await this.product.untilPoint(ended.summary.id, ({ state }) => state === 'Ready');
    await this.dateCut(ended.summary.id, at);
    return this.untilSeen(ended.summary.id, ({ state, cutTime }) => state === 'Ready' && cutTime !== undefined && Date.parse(cutTime) >= at.getTime());
  }

  /** Waits until each replica sees the point so. */
  async untilSeen(id: string, holds: (point: RecoveryPoint) => boolean): Promise<RecoveryPoint> {
    const seen = await Promise.all(this.replicas.map(replica => replica.untilPoint(id, holds)));
    return seen[0];
  }

  /** Ids of the points of the element, as each replica sees them, oldest first. */
  async points(element: string): Promise<string[]> {
    const { items } = await this.product.client.listRecoveryPoints({ element, limit: 100 });
    return items.map(({ id }) => id).reverse();
  }

  /** The storage of the real cluster has a clock that cannot be set; what it wrote down is set instead. */
  private async dateCut(id: string, at: Date): Promise<void> {
    if (this.target === 'sandbox') return;
    const creationTime = new Date(at.getTime() + LATE_MS).toISOString().replace(/\.\d+Z$/, 'Z');
    for (const { metadata } of await this.elements.list(`${SNAPSHOTS}/volumesnapshots`, `penstock.dev/recovery-point=${id}`)) {
      const path = `${SNAPSHOTS}/namespaces/${metadata.namespace}/volumesnapshots/${metadata.name}/status`;
      const reply = await this.elements.admin.patch(path, 'merge', { status: { creationTime } });
      expect(reply.status).toBe(200);
    }
  }
}

