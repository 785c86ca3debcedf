import {
  elementReadPermission,
  operationCancelPermission,
  operationReadPermission,
  restoreCopyPermission,
  restoreInPlacePermission,
  snapshotCreatePermission,
  snapshotDeleteLastPermission,
  snapshotDeletePermission,
  volumeExpandPermission,
  type LeftoverList,
  type Operation,
  type OperationKind,
  type OperationList,
  type OperationRequest,
  type Plan,
  type StartRequest,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { Audit, Caller } from '../audit/Audit';
import { callerRef } from '../audit/Audit';
import { elementNotFound, operationNotFound, recoveryPointNotFound } from '../operations/requestScope';
import { wrongInput } from '../operations/plan/findElements';
import type { OperationsDoor, OperationsQuery, OperationsService } from '../operations/OperationsService';
import type { OperationScope } from '../operations/store/OperationStore';
import { coversScope } from './coversScope';
import type { AccessDecision, ElementAccess } from './ElementAccess';
import { permissionDenied } from './permissionDenied';

/** What the decorator decides with. */
export interface OperationsAuthorizationOptions {
  inner: OperationsService;
  access: ElementAccess;
  audit: Audit;
  /** Whether a recovery point is the last good one of an element. */
  isLastGood(recoveryPoint: string): boolean;
}

/** The permission that each kind of operation needs; restore in place and its undo replace data, other restores do not. */
export function permissionOf(request: Pick<OperationRequest, 'kind'> & { where?: string }): ResourcePermission {
  switch (request.kind) {
    case 'expand':
      return volumeExpandPermission;
    case 'snapshot':
      return snapshotCreatePermission;
    case 'restore':
      return request.where === 'in-place' ? restoreInPlacePermission : restoreCopyPermission;
    case 'clone':
      return restoreCopyPermission;
    case 'undo':
      return restoreInPlacePermission;
    default:
      return snapshotDeletePermission;
  }
}

const KINDS: readonly OperationKind[] = ['expand', 'snapshot', 'restore', 'clone', 'delete', 'undo', 'remove-leftovers'];

const WORDS: Readonly<Record<OperationKind, string>> = {
  expand: 'expand volumes of',
  snapshot: 'take a snapshot of',
  restore: 'restore',
  clone: 'clone',
  delete: 'delete recovery points of',
  undo: 'take back a restore of',
  'remove-leftovers': 'remove leftovers of',
};

/**
 * Decides for every door what a caller may plan, start, cancel and see. An
 * operation needs its permission on each of its elements, with the caller's own
 * credentials, when it is planned and again when it is started. What a caller
 * may not see does not exist for them.
 */
export class AuthorizedOperationsService implements OperationsDoor {
  readonly #options: OperationsAuthorizationOptions;

  constructor(options: OperationsAuthorizationOptions) {
    this.#options = options;
  }

  async plan(request: OperationRequest, caller: Caller): Promise<Plan> {
    const { audit, inner } = this.#options;
    return audit.record({ eventId: 'operation-plan', severityLevel: 'low', meta: { kind: request.kind } }, caller, async notes => {
      const { approve } = await this.#require(request, caller);
      const plan = await inner.plan(request, { actor: callerRef(caller), approve });
      notes.add({ plan: plan.id, startable: plan.startable });
      return plan;
    });
  }

  async start(request: StartRequest, key: string, caller: Caller): Promise<Operation> {
    const { audit, inner } = this.#options;
    const { kind } = request.request;
    return audit.record({ eventId: 'operation-start', severityLevel: 'medium', meta: { kind, plan: request.plan } }, caller, async notes => {
      const { scope, approve } = await this.#require(request.request, caller, () => inner.startedBefore(key, callerRef(caller)));
      notes.add({ pipeline: scope.pipeline, elements: scope.elements.map(({ id }) => id) });
      const operation = await inner.start(request, key, { actor: callerRef(caller), approve });
      notes.add({ operation: operation.summary.id, hash: operation.plan.hash });
      return operation;
    });
  }

  async get(id: string, caller: Caller, wait?: { after: number; seconds: number; signal?: AbortSignal }): Promise<Operation> {
    const { audit, inner } = this.#options;
    return audit.record({ eventId: 'operation-read', severityLevel: 'low', meta: { operation: id } }, caller, async () => {
      const decision = await this.#decide(operationReadPermission, 'see operations', caller);
      const { scope, operation } = await this.#visible(id, decision);
      if (!wait) return operation;
      return (await inner.get(id, wait).then(found => (coversScope(decision, scope) ? found : Promise.reject(operationNotFound(id))))).operation;
    });
  }

  async list(query: Omit<OperationsQuery, 'visible'>, caller: Caller): Promise<OperationList> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'operation-list', severityLevel: 'low' }, caller, async notes => {
      const [decision, rights] = await Promise.all([access.decide(operationReadPermission, caller.credentials), this.#rights(caller)]);
      if (decision.kind === 'none') {
        notes.refuse(permissionDenied(operationReadPermission, 'see operations'));
        return { items: [], total: 0, rights };
      }
      const answer = await inner.list({ ...query, ...filterOf(decision) });
      notes.add({ total: answer.total });
      return { ...answer, rights };
    });
  }

  async cancel(id: string, caller: Caller): Promise<Operation> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'operation-cancel', severityLevel: 'medium', meta: { operation: id } }, caller, async () => {
      const reading = await this.#decide(operationReadPermission, 'see operations', caller);
      const { scope } = await this.#visible(id, reading);
      const decision = await access.decide(operationCancelPermission, caller.credentials);
      if (!coversScope(decision, scope)) throw permissionDenied(operationCancelPermission, `cancel the operation ${id}`);
      return inner.cancel(id, { actor: callerRef(caller) });
    });
  }

  async leftovers(query: { pipeline?: string; element?: string }, caller: Caller): Promise<LeftoverList> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'leftover-list', severityLevel: 'low' }, caller, async notes => {
      const decision = await access.decide(operationReadPermission, caller.credentials);
      if (decision.kind === 'none') {
        notes.refuse(permissionDenied(operationReadPermission, 'see leftovers'));
        return { items: [] };
      }
      return inner.leftovers({ ...query, ...filterOf(decision) });
    });
  }

  async #rights(caller: Caller): Promise<NonNullable<OperationList['rights']>> {
    const { access } = this.#options;
    return Promise.all(
      KINDS.map(async kind => {
        const permission = permissionOf({ kind });
        const decision = await access.decide(permission, caller.credentials);
        return { kind, allowed: decision.kind !== 'none', permission: permission.name };
      }),
    );
  }

  /** Denied outright is 403 before anything is looked up; what the caller may not touch is 403 only where they may see it. */
  async #require(request: OperationRequest, caller: Caller, before: () => Promise<OperationScope | undefined> = async () => undefined): Promise<{ scope: OperationScope; approve(touched: OperationScope): void }> {
    const { access, inner, isLastGood } = this.#options;
    requireOwnWords(request);
    const permission = permissionOf(request);
    const words = WORDS[request.kind];
    const decision = await this.#decide(permission, `${words} this pipeline`, caller);
    const scope = (await before()) ?? (await inner.scopeOf(request));
    if (!coversScope(decision, scope)) {
      const reading = await access.decide(elementReadPermission, caller.credentials);
      if (!coversScope(reading, scope)) throw unseen(request, scope);
      throw permissionDenied(permission, `${words} ${scope.elements.map(({ id }) => id).join(', ')}`);
    }
    if (request.kind === 'delete' && isLastGood(request.recoveryPoint)) {
      const last = await access.decide(snapshotDeleteLastPermission, caller.credentials);
      if (!coversScope(last, scope)) throw permissionDenied(snapshotDeleteLastPermission, 'delete the last good recovery point of an element');
    }
    const approve = (touched: OperationScope) => {
      if (touched.elements.length === 0 || coversScope(decision, touched)) return;
      throw permissionDenied(permission, `${words} ${scope.elements.map(({ id }) => id).join(', ')}, because other elements would be paused or stopped for it, and you may not do that to all of them`);
    };
    return { scope, approve };
  }

  async #decide(permission: ResourcePermission, what: string, caller: Caller): Promise<AccessDecision> {
    const decision = await this.#options.access.decide(permission, caller.credentials);
    if (decision.kind === 'none') throw permissionDenied(permission, what);
    return decision;
  }

  async #visible(id: string, decision: AccessDecision): Promise<{ operation: Operation; scope: OperationScope }> {
    const found = await this.#options.inner.get(id);
    if (!coversScope(decision, found.scope)) throw operationNotFound(id);
    return found;
  }
}

/** A point that claims to be of a schedule would expire by its rules. @throws RefusedInputError (INPUT_INVALID) */
function requireOwnWords(request: OperationRequest): void {
  if (request.kind === 'snapshot' && request.schedule !== undefined) throw wrongInput('The field schedule is set by schedules only', 'Leave it out.');
}

/** For whom it does not exist: the same words as for what is not there. */
function unseen(request: OperationRequest, scope: OperationScope): Error {
  if ('recoveryPoint' in request && request.recoveryPoint !== undefined) return recoveryPointNotFound(request.recoveryPoint);
  if (request.kind === 'undo') return operationNotFound(request.operation);
  return elementNotFound('element' in request ? request.element : scope.elements.map(({ id }) => id).join(', '));
}

function filterOf(decision: AccessDecision): { visible?: (scope: OperationScope) => boolean } {
  return decision.kind === 'all' ? {} : { visible: scope => coversScope(decision, scope) };
}
