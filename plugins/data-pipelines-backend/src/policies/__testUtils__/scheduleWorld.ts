import { mockServices } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { Element, Operation, OperationRequest, Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { testStore } from '../../operations/store/__testUtils__';
import type { OperationScope } from '../../operations/store/OperationStore';
import type { PlacedPoint } from '../../recovery/placePoints';
import { PointExpiry } from '../PointExpiry';
import { PointRemovals } from '../PointRemovals';
import { ScheduleRunner } from '../ScheduleRunner';
import { ScheduleStore, type ScheduleRow } from '../ScheduleStore';
import type { ScheduledOperations } from '../startForSchedule';

export const HOUR = 3600_000;
/** Six minutes after a run of {@link SPEC}. */
export const NOW = Date.parse('2026-11-20T12:06:00Z');
export const SPEC: ScheduleRow['spec'] = { pipeline: 'orders', cron: '0 */6 * * *', timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 2 } };
const OWNER = 'group:default/us';

/** An element with one volume. */
export function element(id: string, pipeline = 'orders'): Element {
  const nothing = { state: 'not-measured', reason: 'none' } as const;
  return {
    ...{ id, title: id, engine: 'kafka', entityRef: '', pipeline, readsFrom: [], writesTo: [], measures: [], members: [], simulated: false, owner: OWNER },
    object: { cluster: 'north', apiVersion: 'v1', kind: 'Kafka', namespace: 'orders', name: id },
    health: { word: 'Healthy', cause: '', findings: [] },
    volumes: [
      {
        ...{ name: `data-${id}`, element: id, namespace: 'orders', cluster: 'north', word: 'Healthy', phase: 'Bound', role: 'data', expandable: 'yes' },
        ...{ used: nothing, usedRatio: nothing, fullIn: nothing, protectedBy: nothing, replication: '', conditions: [] },
        encrypted: { answer: 'not-stated', source: '' },
        sizeOwner: { object: { cluster: 'north', apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: id }, field: '', sentence: '' },
      },
    ],
    freshness: { state: 'fresh', observedAt: '2026-11-20T12:00:00Z' },
  };
}

/** A good point of the schedule `nightly`, so many hours old. */
export function scheduledPoint(id: string, hoursAgo: number, over: { placed?: Partial<PlacedPoint>; point?: Partial<PlacedPoint['point']> } = {}): PlacedPoint {
  return {
    ...{ pipeline: 'orders', elements: ['queue'], goodFor: ['queue'], cutMs: NOW - hoursAgo * HOUR },
    ...over.placed,
    point: {
      ...{ id, pipeline: 'orders', state: 'Ready', madeBy: 'schedule:nightly', schedule: 'nightly', foreign: false, deletionPolicy: 'Delete' },
      ...{ cluster: 'north', namespace: 'orders', members: [] },
      ...over.point,
    },
  };
}

const PLAN: Plan = {
  ...{ id: 'op-aaaaaaaaaaaa', hash: 'h', kind: 'snapshot', title: '', summary: '', drawnAt: '', startable: true },
  ...{ changes: [], steps: [], preflight: [], comparison: [], consumers: [] },
  request: { kind: 'snapshot', consistency: 'crash' },
  effects: { restarts: 0, sentences: [] },
  undo: { possible: false, sentence: '' },
  cancel: [],
  safety: { level: 2, button: '', acknowledge: 'I understand' },
};
const operation = (createdBy: string): Operation => ({
  summary: {
    ...{ id: PLAN.id, kind: 'snapshot', title: '', pipeline: 'orders', elements: [], clusters: [] },
    ...{ phase: 'Pending', createdBy, createdAt: '', updatedAt: '', version: 1 },
  },
  ...{ request: PLAN.request, plan: PLAN, steps: [], progress: { source: 'unknown' }, objects: [], leftovers: [] },
  cancel: { effect: 'undone', sentences: [] },
});

/** A schedule `nightly` in a database, with operations, points and a clock that the test sets. */
export async function scheduleWorld(options: { spec?: Partial<ScheduleRow['spec']>; createdHoursAgo?: number } = {}) {
  const database = await testStore();
  const logger = mockServices.logger.mock();
  const store = new ScheduleStore(database.db, logger);
  const scope: OperationScope = { pipeline: 'orders', elements: [{ id: 'queue', cluster: 'north', namespace: 'orders', owner: OWNER }] };
  const createdAt = NOW - (options.createdHoursAgo ?? 1000) * HOUR;
  const spec = { ...SPEC, ...options.spec };
  await store.put({ name: 'nightly', spec, scope, createdBy: 'user:default/us', now: createdAt });
  const world = {
    ...{ store, spec, scope, logger, now: NOW },
    points: [] as PlacedPoint[],
    elements: new Map([['queue', element('queue')]]),
    unreadable: undefined as string | undefined,
    /** What plans touch, where that is more than was asked for. */
    touched: undefined as OperationScope | undefined,
    /** Thrown by every start while it is set. */
    refusal: undefined as Error | undefined,
    started: [] as { key: string; request: OperationRequest; actor: string }[],
    /** Writes over what is stored of the schedule, as nobody should. */
    damage: async () => void (await database.db('schedules').where({ name: 'nightly' }).update({ spec: '{}' })),
    close: () => database.close(),
    row: () => store.get('nightly'),
    notifications: { send: jest.fn(async (_message: NotificationSendOptions) => {}) },
  };
  const operations: ScheduledOperations = {
    scopeOf: async () => world.scope,
    plan: async (_, { approve }) => {
      approve?.(world.touched ?? world.scope);
      return PLAN;
    },
    start: async ({ request }, key, { actor, approve }) => {
      approve?.(world.touched ?? world.scope);
      if (world.refusal) throw world.refusal;
      world.started.push({ key, request, actor });
      return operation(actor);
    },
  };
  const now = () => new Date(world.now);
  const removals = () => new PointRemovals({ logger: world.logger, now });
  /** What has points removed, of one process; others of it are to share the removals. */
  const expiring = (shared = removals()) => ({ operations, now, removals: shared, points: () => world.points, unreadable: () => world.unreadable });
  const runner = (shared?: PointRemovals) => {
    const expiry = new PointExpiry({ ...expiring(shared), logger, elements: () => world.elements });
    return new ScheduleRunner({ store, operations, expiry, notifications: world.notifications, logger, now });
  };
  const removed = () => world.started.flatMap(({ request }) => (request.kind === 'delete' ? [request.recoveryPoint] : []));
  const snapshots = () => world.started.filter(({ request }) => request.kind === 'snapshot');
  return Object.assign(world, { operations, removals, expiring, runner, removed, snapshots });
}
