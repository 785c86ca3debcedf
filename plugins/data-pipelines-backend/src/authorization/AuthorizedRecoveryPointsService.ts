import { operationReadPermission, type RecoveryPoint, type RecoveryPointList } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Audit, Caller } from '../audit/Audit';
import { recoveryPointNotFound } from '../operations/requestScope';
import type { PointsQuery, RecoveryPointsDoor, RecoveryPointsService } from '../recovery/RecoveryPointsService';
import { coversScope } from './coversScope';
import type { ElementAccess } from './ElementAccess';
import { permissionDenied } from './permissionDenied';

/** Decides for every door which recovery points a caller may see; what they may not see does not exist for them. */
export class AuthorizedRecoveryPointsService implements RecoveryPointsDoor {
  readonly #options: { inner: RecoveryPointsService; access: ElementAccess; audit: Audit };

  constructor(options: { inner: RecoveryPointsService; access: ElementAccess; audit: Audit }) {
    this.#options = options;
  }

  async list(query: Omit<PointsQuery, 'visible'>, caller: Caller): Promise<RecoveryPointList> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'recovery-point-list', severityLevel: 'low' }, caller, async notes => {
      const decision = await access.decide(operationReadPermission, caller.credentials);
      if (decision.kind === 'none') notes.refuse(permissionDenied(operationReadPermission, 'see recovery points'));
      const answer = await inner.list({ ...query, ...(decision.kind !== 'all' && { visible: scope => coversScope(decision, scope) }) });
      notes.add({ total: answer.total });
      return answer;
    });
  }

  async get(id: string, caller: Caller): Promise<RecoveryPoint> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'recovery-point-read', severityLevel: 'low', meta: { recoveryPoint: id } }, caller, async () => {
      const decision = await access.decide(operationReadPermission, caller.credentials);
      if (decision.kind === 'none') throw permissionDenied(operationReadPermission, 'see recovery points');
      const { point, scope } = await inner.get(id);
      if (!coversScope(decision, scope)) throw recoveryPointNotFound(id);
      return point;
    });
  }
}
