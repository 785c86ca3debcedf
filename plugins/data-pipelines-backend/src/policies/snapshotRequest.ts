import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ScheduleRow } from './ScheduleStore';

/** What each run of a schedule asks for. */
export function snapshotRequest({ name, spec }: Pick<ScheduleRow, 'name' | 'spec'>): OperationRequest {
  const { pipeline, elements, consistency, longestPauseSeconds } = spec;
  return {
    ...{ kind: 'snapshot', consistency, schedule: name },
    ...(elements ? { elements } : { pipeline }),
    ...(longestPauseSeconds !== undefined && { longestPauseSeconds }),
  };
}
