import {
  elementReadPermission,
  operationReadPermission,
  scheduleWritePermission,
  snapshotCreatePermission,
  snapshotDeletePermission,
  type Schedule,
  type ScheduleList,
  type ScheduleSpec,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { callerRef, type Audit, type Caller } from '../audit/Audit';
import { readAdvice } from '../errors';
import { pipelineNotFound } from '../operations/pipelineNotFound';
import { elementNotFound } from '../operations/requestScope';
import type { OperationScope } from '../operations/store/OperationStore';
import { scheduleNotFound } from '../policies/DefaultSchedulesService';
import type { SchedulesDoor, SchedulesQuery, SchedulesService } from '../policies/SchedulesService';
import { coversScope } from './coversScope';
import type { ElementAccess } from './ElementAccess';
import { permissionDenied } from './permissionDenied';

/** What a schedule needs: to be kept, to take points, and to remove those that no rule keeps. */
const NEEDED = [scheduleWritePermission, snapshotCreatePermission, snapshotDeletePermission];

/**
 * Decides for every door who may see and change schedules. Changing one needs
 * the right to all that it covered and all that it will cover.
 */
export class AuthorizedSchedulesService implements SchedulesDoor {
  readonly #options: { inner: SchedulesService; access: ElementAccess; audit: Audit };

  constructor(options: { inner: SchedulesService; access: ElementAccess; audit: Audit }) {
    this.#options = options;
  }

  async list(query: Omit<SchedulesQuery, 'visible'>, caller: Caller): Promise<ScheduleList> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'schedule-list', severityLevel: 'low' }, caller, async notes => {
      const decision = await access.decide(operationReadPermission, caller.credentials);
      if (decision.kind === 'none') {
        notes.refuse(permissionDenied(operationReadPermission, 'see schedules'));
        return { items: [], uncovered: [] };
      }
      return inner.list({ ...query, ...(decision.kind === 'some' && { visible: scope => coversScope(decision, scope) }) });
    });
  }

  async put(name: string, spec: ScheduleSpec, dryRun: boolean, caller: Caller): Promise<Schedule> {
    const { audit, inner } = this.#options;
    return audit.record({ eventId: 'schedule-put', severityLevel: 'medium', meta: { schedule: name, dryRun } }, caller, async notes => {
      await this.#requireNew(caller, spec);
      const before = await scopeOrNothing(inner.savedScope(name));
      if (before) await this.#requireOld(caller, name, before);
      notes.add({ pipeline: spec.pipeline });
      return inner.put(name, spec, { actor: callerRef(caller), dryRun });
    });
  }

  async remove(name: string, caller: Caller): Promise<void> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'schedule-delete', severityLevel: 'medium', meta: { schedule: name } }, caller, async () => {
      const decision = await access.decide(scheduleWritePermission, caller.credentials);
      if (decision.kind === 'none') throw permissionDenied(scheduleWritePermission, 'remove schedules');
      await this.#requireOld(caller, name, await inner.savedScope(name));
      await inner.remove(name);
    });
  }

  /** It will act without anybody's rights: who saves it must have those to all that it will do. */
  async #requireNew(caller: Caller, spec: ScheduleSpec): Promise<void> {
    const { access, inner } = this.#options;
    const decisions = await Promise.all(NEEDED.map(async permission => ({ permission, decision: await access.decide(permission, caller.credentials) })));
    const what = `keep schedules of the pipeline ${spec.pipeline}`;
    const denied = decisions.find(({ decision }) => decision.kind === 'none');
    if (denied) throw permissionDenied(denied.permission, what);
    const scope = await inner.scopeOf(spec);
    const refused = decisions.find(({ decision }) => !coversScope(decision, scope));
    if (!refused) return;
    const reading = await access.decide(elementReadPermission, caller.credentials);
    if (coversScope(reading, scope)) throw permissionDenied(refused.permission, what);
    throw spec.elements ? elementNotFound(spec.elements.join(', ')) : pipelineNotFound(spec.pipeline);
  }

  async #requireOld(caller: Caller, name: string, scope: OperationScope): Promise<void> {
    const { access } = this.#options;
    const reading = await access.decide(operationReadPermission, caller.credentials);
    if (!coversScope(reading, scope)) throw scheduleNotFound(name);
    const decision = await access.decide(scheduleWritePermission, caller.credentials);
    if (!coversScope(decision, scope)) throw permissionDenied(scheduleWritePermission, `keep schedules of the pipeline ${scope.pipeline}`);
  }
}

/** Only of what is not there it is known that there is nothing to protect. */
async function scopeOrNothing(saved: Promise<OperationScope>): Promise<OperationScope | undefined> {
  try {
    return await saved;
  } catch (error) {
    if (readAdvice(error)?.code === 'SCHEDULE_NOT_FOUND') return undefined;
    throw error;
  }
}
