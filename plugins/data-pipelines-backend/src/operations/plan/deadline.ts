import type { PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';

/** For what lies between the steps. */
const BETWEEN_SECONDS = 60;

/** Seconds within which an operation has to end: as if each of its steps took all of its own time. */
export function deadlineOf(steps: readonly PlannedStep[]): number {
  return steps.reduce((sum, step) => sum + step.deadlineSeconds, 0) + BETWEEN_SECONDS;
}
