import { Condition } from '../../client';

/** Sets conditions among those that stand there; the time of transition moves only when the status does. */
export function withConditions(
  current: Condition[] | undefined,
  changes: Condition[],
  now: Date,
): Condition[] {
  const known = current ?? [];
  const changed = changes.map(change => stamped(known, change, now));
  const kept = known.filter(
    ({ type }) => !changes.some(change => change.type === type),
  );
  return [...kept, ...changed];
}

/** Replaces all conditions; those that stay as they are keep their time of transition. */
export function onlyConditions(
  current: Condition[] | undefined,
  wanted: Condition[],
  now: Date,
): Condition[] {
  return wanted.map(condition => stamped(current ?? [], condition, now));
}

/** For a patch: the API server does not keep an empty list of conditions, so its field goes. */
export function noneAsNull(conditions: Condition[]): Condition[] | null {
  return conditions.length === 0 ? null : conditions;
}

/** Status of a condition; undefined when it is not there. */
export function statusOf(
  conditions: Condition[] | undefined,
  type: string,
): string | undefined {
  return conditions?.find(condition => condition.type === type)?.status;
}

function stamped(known: Condition[], change: Condition, now: Date): Condition {
  const before = known.find(
    ({ type, reason }) =>
      type === change.type && (type !== 'Warning' || reason === change.reason),
  );
  return {
    ...change,
    lastTransitionTime:
      before?.status === change.status && before.lastTransitionTime
        ? before.lastTransitionTime
        : now.toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}
