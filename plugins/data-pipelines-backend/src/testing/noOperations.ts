import type { OperationsService } from '../operations/OperationsService';
import { elementNotFound, operationNotFound } from '../operations/requestScope';
import { scheduleNotFound } from '../policies/DefaultSchedulesService';
import type { SchedulesService } from '../policies/SchedulesService';
import type { RecoveryPointsService } from '../recovery/RecoveryPointsService';
import { recoveryPointNotFound } from '../operations/requestScope';

/** The operations of a place where nothing ever happened. For tests of other rooms. */
export const noOperations: OperationsService = {
  scopeOf: async request => {
    throw elementNotFound('element' in request ? request.element : request.kind);
  },
  plan: async request => {
    throw elementNotFound('element' in request ? request.element : request.kind);
  },
  start: async ({ plan }) => {
    throw operationNotFound(plan);
  },
  startedBefore: async () => undefined,
  get: async id => {
    throw operationNotFound(id);
  },
  list: async () => ({ items: [], total: 0 }),
  cancel: async id => {
    throw operationNotFound(id);
  },
  leftovers: async () => ({ items: [] }),
};

const NEVER = { state: 'not-measured', reason: 'There is no good recovery point' } as const;

/** A place from which nothing can be restored. */
export const noPoints: RecoveryPointsService = {
  list: async () => ({ items: [], total: 0, summary: { newestAge: NEVER, timeline: [] } }),
  get: async id => {
    throw recoveryPointNotFound(id);
  },
};

/** A place where nothing is ever scheduled. */
export const noSchedules: SchedulesService = {
  scopeOf: async ({ pipeline }) => ({ pipeline, elements: [] }),
  savedScope: async name => {
    throw scheduleNotFound(name);
  },
  list: async () => ({ items: [], uncovered: [] }),
  put: async name => {
    throw scheduleNotFound(name);
  },
  remove: async name => {
    throw scheduleNotFound(name);
  },
};
