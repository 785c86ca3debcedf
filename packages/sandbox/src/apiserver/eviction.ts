import { arrayAt, KubeObject, objectAt, stringAt } from './json';
import { current } from './patch';
import { deleteObject } from './remove';
import type { Answer, ResourceRequest, Room } from './Room';
import { ApiError } from './status';

/**
 * Handles POST pods/<name>/eviction: one disruption budget may refuse it, two
 * on one pod break it, as on a real server.
 *
 * @throws ApiError 429 or 500.
 */
export function evict(room: Room, request: ResourceRequest): Answer {
  const pod = current(room, request);
  const budgets = room.store
    .list('policy/poddisruptionbudgets', request.namespace)
    .filter(budget => selects(budget, pod));
  if (budgets.length > 1) {
    throw new ApiError(
      500,
      undefined,
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const [budget] = budgets;
  if (budget !== undefined) {
    const status = objectAt(budget, 'status');
    const allowed = status.disruptionsAllowed;
    if (typeof allowed !== 'number' || allowed <= 0) {
      throw new ApiError(
        429,
        'TooManyRequests',
        "Cannot evict pod as it would violate the pod's disruption budget.",
        {
          details: {
            causes: [
              {
                reason: 'DisruptionBudget',
                message: `The disruption budget ${
                  budget.metadata.name ?? ''
                } needs ${String(status.desiredHealthy ?? 0)} healthy pods and has ${String(
                  status.currentHealthy ?? 0,
                )} currently`,
              },
            ],
          },
        },
      );
    }
  }
  deleteObject(room, request.kind, pod, {
    dryRun: request.query.getAll('dryRun').includes('All'),
    propagation: 'Background',
    graceSeconds: undefined,
    uid: undefined,
    resourceVersion: undefined,
  });
  return {
    code: 201,
    body: '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201}',
  };
}

/** Whether the selector of an object (`spec.selector`) picks a pod. */
export function selects(owner: KubeObject, pod: KubeObject): boolean {
  const selector = objectAt(owner, 'spec', 'selector');
  const labels = pod.metadata.labels ?? {};
  const equalities = Object.entries(objectAt(selector, 'matchLabels'));
  const expressions = arrayAt(selector, 'matchExpressions');
  return (
    equalities.length + expressions.length > 0 &&
    equalities.every(([key, value]) => labels[key] === value) &&
    expressions.every(expression => {
      const value = labels[stringAt(expression, 'key') ?? ''];
      const values = arrayAt(expression, 'values');
      switch (stringAt(expression, 'operator')) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        default:
          return value === undefined;
      }
    })
  );
}
