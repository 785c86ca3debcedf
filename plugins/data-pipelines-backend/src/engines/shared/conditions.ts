import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { listAt, textAt } from './reading';

/** One entry of `status.conditions`. */
export interface Condition {
  type: string;
  /** `True`, `False`, `Unknown`, or what the operator wrote instead. */
  status: string;
  reason?: string;
  message?: string;
  /** `lastTransitionTime`, RFC 3339. */
  since?: string;
}

/** The conditions of an object, in its order; Strimzi repeats the type `Warning`. */
export function conditionsOf(object: KubernetesObject): readonly Condition[] {
  return listAt(object, 'status.conditions').flatMap(entry => {
    const type = textAt(entry, 'type');
    if (type === undefined) return [];
    return [
      {
        type,
        status: textAt(entry, 'status') ?? 'Unknown',
        reason: textAt(entry, 'reason'),
        message: textAt(entry, 'message'),
        since: textAt(entry, 'lastTransitionTime'),
      },
    ];
  });
}

/** The first condition of the type. */
export function conditionOf(object: KubernetesObject, type: string): Condition | undefined {
  return conditionsOf(object).find(condition => condition.type === type);
}

/** The condition when it is there and `True`. */
export function trueCondition(object: KubernetesObject, type: string): Condition | undefined {
  return conditionsOf(object).find(condition => condition.type === type && condition.status === 'True');
}
