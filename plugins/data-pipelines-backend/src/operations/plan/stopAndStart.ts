import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DriverSteps, EngineSteps, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { passed } from '../../engines/shared/preflightCodes';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import type { WorldElement } from './World';

/** An element that is stopped while its volumes are exchanged, and started on the other ones. */
export interface SwappedElement {
  element: WorldElement;
  stop: EngineSteps;
  start: EngineSteps;
  swap: DriverSteps;
}

/** The steps of an engine; none where it says why there are none, which then is a check. */
export function stepsOf(steps: EngineSteps): readonly PlannedStep[] {
  return steps.possible ? steps.steps : [];
}

/** What changes, in the order in which it does. */
export function changesOf({ stop, swap, start }: SwappedElement): readonly PlanChange[] {
  return [...(stop.possible ? stop.changes : []), ...swap.changes, ...(start.possible ? start.changes : [])];
}

/** Whether each can be stopped and started; else why not, in the engine's words. */
export function stopAndStartChecks(swapped: readonly SwappedElement[]): PreflightCheck[] {
  return swapped.flatMap(({ element, stop, start }) => {
    const refused = [stop, start].flatMap(each => (each.possible ? [] : [each.check]));
    return refused.length > 0 ? refused : [passed(CODES.STOP_AND_START, `${element.id} can be stopped and started with the identity it has`)];
  });
}
