import type {
  LeftoverList,
  Operation,
  OperationList,
  OperationRequest,
  Plan,
  StartRequest,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { Caller } from '../audit/Audit';
import type { OperationScope } from './store/OperationStore';

/** Whom an operation is drawn or started for. */
export interface OperationCaller {
  /** Entity reference of the caller, or `schedule:<name>`. */
  actor: string;
  /**
   * Asked before an answer, and again before anything is stored, about every
   * element that the plan touches, also those that are only paused for it.
   *
   * @throws NotAllowedError where the caller may not
   */
  approve?(touched: OperationScope): void;
}

/** Which operations are asked for; `visible` is set by the authorization only. */
export interface OperationsQuery {
  pipeline?: string | undefined;
  element?: string | undefined;
  state?: 'running' | 'ended' | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
  visible?: (scope: OperationScope) => boolean;
}

/** Plans and operations. One implementation behind every door: HTTP, actions and schedules. */
export interface OperationsService {
  /** What the request is about, for rights; throws NotFoundError or InputError like {@link plan}. */
  scopeOf(request: OperationRequest): Promise<OperationScope>;
  /**
   * @throws InputError for what can never be planned (shrinking, a unit that is none, a volume of another element…)
   * @throws NotFoundError for what is not there
   */
  plan(request: OperationRequest, caller: OperationCaller): Promise<Plan>;
  /**
   * @throws ConflictError PLAN_CHANGED with the difference, PLAN_STARTED, KEY_REUSED, VOLUMES_BUSY
   * @throws InputError CONFIRMATION_MISSING, PLAN_BLOCKED
   */
  start(request: StartRequest, key: string, caller: OperationCaller): Promise<Operation>;
  /** What the operation is about that the caller started with this key, with the owners of now; undefined where there is none. A repetition is answered also when what it was about is gone. */
  startedBefore(key: string, actor: string): Promise<OperationScope | undefined>;
  get(id: string, wait?: { after: number; seconds: number; signal?: AbortSignal }): Promise<{ operation: Operation; scope: OperationScope }>;
  list(query: OperationsQuery): Promise<OperationList>;
  cancel(id: string, caller: OperationCaller): Promise<Operation>;
  leftovers(query: { pipeline?: string; element?: string; visible?: (scope: OperationScope) => boolean }): Promise<LeftoverList>;
}

/** The same with the caller's credentials: what routers and actions speak to. */
export interface OperationsDoor {
  plan(request: OperationRequest, caller: Caller): Promise<Plan>;
  start(request: StartRequest, key: string, caller: Caller): Promise<Operation>;
  get(id: string, caller: Caller, wait?: { after: number; seconds: number; signal?: AbortSignal }): Promise<Operation>;
  list(query: Omit<OperationsQuery, 'visible'>, caller: Caller): Promise<OperationList>;
  cancel(id: string, caller: Caller): Promise<Operation>;
  leftovers(query: { pipeline?: string; element?: string }, caller: Caller): Promise<LeftoverList>;
}
