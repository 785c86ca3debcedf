import type { OperationsDoor } from '../operations/OperationsService';
import type { RecoveryPointsDoor } from '../recovery/RecoveryPointsService';
import type { SchedulesDoor } from '../policies/SchedulesService';
import type { VolumesService } from '../volumes/VolumesService';
import { noOperations, noPoints, noSchedules } from './noOperations';

const ACTOR = { actor: 'user:default/mock' };

/** Doors without any decision on rights, to a place where nothing ever happened. For tests of other rooms. */
export const doorsOfNothing: { operations: OperationsDoor; points: RecoveryPointsDoor; schedules: SchedulesDoor; volumes: VolumesService } = {
  operations: {
    plan: request => noOperations.plan(request, ACTOR),
    start: (request, key) => noOperations.start(request, key, ACTOR),
    get: async id => (await noOperations.get(id)).operation,
    list: query => noOperations.list(query),
    cancel: id => noOperations.cancel(id, ACTOR),
    leftovers: query => noOperations.leftovers(query),
  },
  volumes: {
    getVolume: async () => ({ objects: [], events: { state: 'read', items: [] } }),
  },
  points: {
    list: query => noPoints.list(query),
    get: async id => (await noPoints.get(id)).point,
  },
  schedules: {
    list: query => noSchedules.list(query),
    put: (name, spec, dryRun) => noSchedules.put(name, spec, { ...ACTOR, dryRun }),
    remove: name => noSchedules.remove(name),
  },
};
