import type { OperationScope } from './store/OperationStore';

/** Entity references of those whom something concerns: the owners of the elements, and who began it where that is somebody. Pure. */
export function ownersToTell(scope: Pick<OperationScope, 'elements'>, createdBy: string): string[] {
  const owners = scope.elements.flatMap(({ owner }) => owner ?? []);
  return [...new Set([...owners, ...(/^(user|group):/.test(createdBy) ? [createdBy] : [])])];
}
