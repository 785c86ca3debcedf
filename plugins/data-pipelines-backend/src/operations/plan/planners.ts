import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ObjectKey, PlanDraft } from '@penstock/backstage-plugin-data-pipelines-node';
import { clone } from './clone';
import { deletePoint } from './deletePoint';
import { withDeploymentChecks } from './deploymentChecks';
import { expand } from './expand';
import { withoutInlineSecrets } from './inlineSecrets';
import { withObjectLocks } from './objectLocks';
import { removeLeftovers } from './removeLeftovers';
import { restore } from './restore';
import { snapshot } from './snapshot';
import { undo } from './undo';
import type { OperationPlanner, World } from './World';

/** Who draws which kind of operation. */
export const planners: { [Kind in OperationRequest['kind']]: OperationPlanner<Kind> } = {
  expand,
  snapshot,
  restore,
  clone,
  delete: deletePoint,
  undo,
  'remove-leftovers': removeLeftovers,
};

function unknownKind(request: never): never {
  throw new Error(`No planner draws ${JSON.stringify(request)}.`);
}

/** Objects to be read whole before the plan is drawn. @throws what drawing throws for what is not there */
export function neededObjects(request: OperationRequest, world: World): readonly ObjectKey[] {
  switch (request.kind) {
    case 'expand':
      return planners.expand.needs(request, world);
    case 'snapshot':
      return planners.snapshot.needs(request, world);
    case 'restore':
      return planners.restore.needs(request, world);
    case 'clone':
      return planners.clone.needs(request, world);
    case 'delete':
      return planners.delete.needs(request, world);
    case 'undo':
      return planners.undo.needs(request, world);
    case 'remove-leftovers':
      return planners['remove-leftovers'].needs(request, world);
    default:
      return unknownKind(request);
  }
}

function drawn(request: OperationRequest, world: World): PlanDraft {
  switch (request.kind) {
    case 'expand':
      return planners.expand.draw(request, world);
    case 'snapshot':
      return planners.snapshot.draw(request, world);
    case 'restore':
      return planners.restore.draw(request, world);
    case 'clone':
      return planners.clone.draw(request, world);
    case 'delete':
      return planners.delete.draw(request, world);
    case 'undo':
      return planners.undo.draw(request, world);
    case 'remove-leftovers':
      return planners['remove-leftovers'].draw(request, world);
    default:
      return unknownKind(request);
  }
}

/**
 * Draws the plan of a request.
 *
 * @throws InputError, ConflictError or NotFoundError for what can never be planned
 */
export function drawPlan(request: OperationRequest, world: World): PlanDraft {
  return withoutInlineSecrets(withDeploymentChecks(withObjectLocks(drawn(request, world), world), world));
}
