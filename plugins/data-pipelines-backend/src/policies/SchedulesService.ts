import type { Schedule, ScheduleList, ScheduleSpec } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Caller } from '../audit/Audit';
import type { OperationScope } from '../operations/store/OperationStore';

/** Which schedules are asked for; `visible` is set by the authorization only. */
export interface SchedulesQuery {
  pipeline?: string | undefined;
  element?: string | undefined;
  visible?: (scope: OperationScope) => boolean;
}

/** Snapshot schedules and what they achieve. */
export interface SchedulesService {
  /** What a schedule is about, for rights. @throws UnknownNameError for a pipeline or element that is not there */
  scopeOf(spec: ScheduleSpec): Promise<OperationScope>;
  /** What a schedule is about by now or, where that is gone, when it was saved. @throws UnknownNameError (SCHEDULE_NOT_FOUND) */
  savedScope(name: string): Promise<OperationScope>;
  list(query: SchedulesQuery): Promise<ScheduleList>;
  /** @throws RefusedInputError for a rhythm, a zone or a retention that makes no sense */
  put(name: string, spec: ScheduleSpec, options: { actor: string; dryRun: boolean }): Promise<Schedule>;
  remove(name: string): Promise<void>;
}

/** The same with the caller's credentials: what routers and actions speak to. */
export interface SchedulesDoor {
  list(query: Omit<SchedulesQuery, 'visible'>, caller: Caller): Promise<ScheduleList>;
  put(name: string, spec: ScheduleSpec, dryRun: boolean, caller: Caller): Promise<Schedule>;
  remove(name: string, caller: Caller): Promise<void>;
}
