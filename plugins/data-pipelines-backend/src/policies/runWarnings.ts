import type { OperationRequest, Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ScheduleRow } from './ScheduleStore';
import { snapshotRequest } from './snapshotRequest';

/**
 * What a run would meet as things are now: a class that is missing, an
 * operation that holds the volumes, a right that was not given. A schedule is
 * saved all the same, since all of it may be different at its time. Never throws.
 */
export async function runWarnings(tryOut: (request: OperationRequest) => Promise<Pick<Plan, 'preflight'>>, row: Pick<ScheduleRow, 'name' | 'spec'>): Promise<string[]> {
  try {
    const { preflight } = await tryOut(snapshotRequest(row));
    return preflight.flatMap(({ result, sentence, remedy }) => {
      if (result !== 'block' && result !== 'unknown') return [];
      const what = result === 'block' ? 'A run would be refused now' : 'Could not be checked';
      return [`${what}: ${sentence}.${remedy === undefined ? '' : ` ${remedy}`}`];
    });
  } catch (error) {
    return [`A run would fail now: ${error instanceof Error ? error.message : String(error)}.`];
  }
}
