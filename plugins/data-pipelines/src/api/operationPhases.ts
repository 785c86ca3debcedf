import type { OperationPhase } from '@penstock/backstage-plugin-data-pipelines-common';

const ENDED: ReadonlySet<string> = new Set<OperationPhase>(['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled']);

/** Whether an operation is over for good; one whose track is lost, or in a phase that this page does not know, is not. */
export function hasEnded(phase: OperationPhase): boolean {
  return ENDED.has(phase);
}
