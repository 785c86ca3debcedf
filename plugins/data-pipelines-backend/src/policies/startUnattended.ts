import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { OperationCaller, OperationsService } from '../operations/OperationsService';

/** What starts by itself is started through. */
export type UnattendedOperations = Pick<OperationsService, 'plan' | 'start'>;

/**
 * Plans and starts an operation at which nobody looks. What its level asks to be
 * acknowledged was agreed to by whoever set the rule or the date; a guard that
 * asks for a name or a reason, such as that of the last good point, refuses it.
 *
 * @param key - the same for all tries that must come to one operation
 * @returns the id of the operation
 * @throws all that planning and starting throw
 */
export async function startUnattended(operations: UnattendedOperations, caller: OperationCaller, key: string, request: OperationRequest): Promise<string> {
  const plan = await operations.plan(request, caller);
  const confirmation = plan.safety.acknowledge === undefined ? undefined : { acknowledged: true };
  const { summary } = await operations.start({ plan: plan.id, hash: plan.hash, request, ...(confirmation && { confirmation }) }, key, caller);
  return summary.id;
}
