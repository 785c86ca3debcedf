import { operationReadPermission, scheduleWritePermission, type Schedule, type ScheduleList, type ScheduleSpec } from '@penstock/backstage-plugin-data-pipelines-common';
import { callerRef, type Audit, type Caller } from '../audit/Audit';
import { scheduleNotFound } from '../policies/DefaultSchedulesService';
import type { SchedulesDoor, SchedulesQuery, SchedulesService } from '../policies/SchedulesService';
import { coversScope } from './coversScope';
import type { ElementAccess } from './ElementAccess';
import { permissionDenied } from './permissionDenied';

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
      await this.#require(caller, spec);
      const before = await inner.specOf(name).catch(() => undefined);
      if (before) await this.#require(caller, before);
      notes.add({ pipeline: spec.pipeline });
      return inner.put(name, spec, { actor: callerRef(caller), dryRun });
    });
  }

  async remove(name: string, caller: Caller): Promise<void> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'schedule-delete', severityLevel: 'medium', meta: { schedule: name } }, caller, async () => {
      const decision = await access.decide(scheduleWritePermission, caller.credentials);
      if (decision.kind === 'none') throw permissionDenied(scheduleWritePermission, 'remove schedules');
      const spec = await inner.specOf(name);
      const reading = await access.decide(operationReadPermission, caller.credentials);
      if (!coversScope(reading, await inner.scopeOf(spec))) throw scheduleNotFound(name);
      await this.#require(caller, spec);
      await inner.remove(name);
    });
  }

  async #require(caller: Caller, spec: ScheduleSpec): Promise<void> {
    const { access, inner } = this.#options;
    const decision = await access.decide(scheduleWritePermission, caller.credentials);
    if (decision.kind === 'none' || !coversScope(decision, await inner.scopeOf(spec))) {
      throw permissionDenied(scheduleWritePermission, `keep schedules of the pipeline ${spec.pipeline}`);
    }
  }
}
