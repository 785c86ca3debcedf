import type { Operation, Plan, RecoveryPoint, Schedule } from '@penstock/backstage-plugin-data-pipelines-common';
import type { OperationsService } from '../operations/OperationsService';
import type { OperationScope } from '../operations/store/OperationStore';
import type { SchedulesService } from '../policies/SchedulesService';
import type { RecoveryPointsService } from '../recovery/RecoveryPointsService';
import type { VolumesService } from '../volumes/VolumesService';

const REQUEST = { kind: 'snapshot', pipeline: 'orders', consistency: 'crash' } as const;
const AT = '2026-01-01T00:00:00.000Z';

/** What everything here is about. */
export const SCOPE: OperationScope = {
  pipeline: 'orders',
  elements: [{ id: 'orders-source', cluster: 'prod-north', namespace: 'orders', owner: 'group:default/us' }],
};

const plan: Plan = {
  ...{ id: 'op-aaaaaaaaaaaa', hash: 'hash', kind: 'snapshot', title: 'Snapshot of orders', summary: '', request: REQUEST, drawnAt: AT },
  ...{ startable: true, safety: { level: 1, button: 'Take snapshot' }, changes: [], steps: [], preflight: [], comparison: [], consumers: [], cancel: [] },
  effects: { restarts: 0, sentences: [] },
  undo: { possible: true, sentence: 'Delete the point.' },
};

const operation: Operation = {
  summary: {
    ...{ id: plan.id, kind: 'snapshot', title: plan.title, pipeline: 'orders', elements: ['orders-source'], clusters: ['prod-north'] },
    ...{ phase: 'Pending', createdBy: 'user:default/mock', createdAt: AT, updatedAt: AT, version: 1 },
  },
  ...{ request: REQUEST, plan, steps: [], progress: { source: 'unknown' }, objects: [], leftovers: [] },
  cancel: { effect: 'undone', sentences: [] },
};

const point: RecoveryPoint = {
  ...{ id: plan.id, pipeline: 'orders', elements: ['orders-source'], clusters: ['prod-north'], state: 'Ready', members: [] },
  ...{ consistency: { sentence: '' }, location: 'local', madeBy: 'user:default/mock', restorableTo: [], foreign: false },
};

const schedule: Schedule = {
  name: 'nightly',
  spec: { pipeline: 'orders', cron: '0 2 * * *', timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 7 } },
  ...{ state: 'NeverRan', words: '', nextRuns: [], elements: [], warnings: [], createdBy: 'user:default/mock', updatedAt: AT },
};

/** A place with one operation, to which every request is the same. For tests of the doors. */
export const oneOperation: OperationsService = {
  scopeOf: async () => SCOPE,
  plan: async () => plan,
  start: async () => operation,
  startedBefore: async () => undefined,
  get: async () => ({ operation, scope: SCOPE }),
  list: async ({ visible = () => true }) => (visible(SCOPE) ? { items: [operation.summary], total: 1 } : { items: [], total: 0 }),
  cancel: async () => operation,
  leftovers: async () => ({ items: [] }),
};

/** The same with one recovery point. */
export const onePoint: RecoveryPointsService = {
  list: async ({ visible = () => true }) => {
    const items = visible(SCOPE) ? [point] : [];
    return { items, total: items.length, summary: { newestAge: { state: 'not-measured', reason: 'none' }, timeline: [] } };
  },
  get: async () => ({ point, scope: SCOPE }),
};

/** The same with one schedule. */
export const oneSchedule: SchedulesService = {
  scopeOf: async () => SCOPE,
  savedScope: async () => SCOPE,
  list: async () => ({ items: [schedule], uncovered: [] }),
  put: async () => schedule,
  remove: async () => {},
};

/** The same with one volume, of which nothing is known. */
export const oneVolume: VolumesService = {
  getVolume: async () => ({ objects: [], events: { state: 'unknown', reason: 'none' } }),
};
