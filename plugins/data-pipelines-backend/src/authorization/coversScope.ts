import type { OperationScope } from '../operations/store/OperationStore';
import { covers, type AccessDecision } from './ElementAccess';
import type { ElementResource } from './elementResource';

/** The elements of a scope as the rules see them; of two owners that are named, both. Pure. */
export function resourcesOf({ pipeline, elements }: OperationScope): readonly ElementResource[] {
  return elements.flatMap(({ cluster, namespace, owner, namedOwner }) =>
    [owner, ...(namedOwner === undefined ? [] : [namedOwner])].map(each => ({ pipeline, cluster, namespace, owner: each })),
  );
}

/** Whether the decision lets the caller touch every element of it; of a scope without elements nobody may. Pure. */
export function coversScope(decision: AccessDecision, scope: OperationScope): boolean {
  return scope.elements.length > 0 && resourcesOf(scope).every(resource => covers(decision, resource));
}
