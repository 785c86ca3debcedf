import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { OperationsService } from '../operations/OperationsService';
import type { OperationScope } from '../operations/store/OperationStore';
import { strangersOf } from './coveredElements';
import type { ScheduleRow } from './ScheduleStore';
import { startUnattended } from './startUnattended';

/** What schedules do is done through. */
export type ScheduledOperations = Pick<OperationsService, 'plan' | 'start' | 'scopeOf'>;

/** A schedule would touch what nobody agreed to when it was saved. */
export class WidenedScopeError extends Error {}

/**
 * Starts an operation in the name of a schedule, within what it covered when it
 * was saved.
 *
 * @param key - the same for all tries that must come to one operation
 * @returns the id of the operation
 * @throws WidenedScopeError, and all that planning and starting throw
 */
export async function startForSchedule(operations: ScheduledOperations, row: ScheduleRow, key: string, request: OperationRequest): Promise<string> {
  const approve = (touched: OperationScope) => requireSavedScope(row, touched);
  approve(await operations.scopeOf(request));
  return startUnattended(operations, { actor: `schedule:${row.name}`, approve }, key, request);
}

function requireSavedScope({ name, scope }: ScheduleRow, touched: OperationScope): void {
  if (!scope) throw new WidenedScopeError(`It is not known what the schedule ${name} covered when it was saved; save it again`);
  const strangers = strangersOf(scope, touched);
  if (strangers.length === 0) return;
  const belong = strangers.length === 1 ? 'belongs' : 'belong';
  throw new WidenedScopeError(
    `${strangers.join(', ')} ${belong} to somebody of whom the schedule ${name} covered nothing when it was saved; save it again with the right to that, of the whole pipeline where it names single elements`,
  );
}
