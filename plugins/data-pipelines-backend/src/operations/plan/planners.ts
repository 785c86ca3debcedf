import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ObjectKey, PlanDraft } from '@penstock/backstage-plugin-data-pipelines-node';
import { expand } from './expand';
import { notPossible } from './findElements';
import { snapshot } from './snapshot';
import type { World } from './World';

/** Objects to be read whole before the plan is drawn. */
export function neededObjects(request: OperationRequest, world: World): readonly ObjectKey[] {
  switch (request.kind) {
    case 'expand':
      return expand.needs(request, world);
    case 'snapshot':
      return snapshot.needs(request, world);
    default:
      return [];
  }
}

/** Draws the plan of a request. @throws InputError or NotFoundError for what can never be planned */
export function drawPlan(request: OperationRequest, world: World): PlanDraft {
  switch (request.kind) {
    case 'expand':
      return expand.draw(request, world);
    case 'snapshot':
      return snapshot.draw(request, world);
    default:
      throw notPossible(`There is no planner for ${request.kind}`, 'Ask for another kind of operation.');
  }
}
