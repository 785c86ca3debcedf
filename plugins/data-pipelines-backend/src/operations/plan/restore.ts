import { wrongInput } from './findElements';
import { neededForRestore, restoreInPlace } from './restoreInPlace';
import { restoreNewNamespace } from './restoreNewNamespace';
import type { OperationPlanner } from './World';

/** Brings data of a recovery point back: under the elements that run, or into a namespace of its own. */
export const restore: OperationPlanner<'restore'> = {
  kind: 'restore',
  needs: neededForRestore,
  draw(request, world) {
    if (request.where === 'new-namespace') return restoreNewNamespace(request, world);
    if (request.namespace !== undefined) throw wrongInput('A restore in place makes no namespace', 'Leave namespace out, or restore with where: new-namespace.');
    return restoreInPlace(request, world);
  },
};
