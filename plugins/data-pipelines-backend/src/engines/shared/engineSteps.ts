import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { EngineSteps, KubernetesObject, ObjectKey, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import type { FieldChange } from '@penstock/backstage-plugin-data-pipelines-node';
import type { JsonValue } from '@backstage/types';

/** Steps that can be taken. */
export function possible(steps: readonly PlannedStep[], changes: readonly PlanChange[] = [], sentences: readonly string[] = []): EngineSteps {
  return { possible: true, steps, changes, sentences };
}

/** The check that says why there are none. */
export function impossible(check: PreflightCheck): EngineSteps {
  return { possible: false, check };
}

/** One field of one object, from what it has now to another value; absent stands for "not there". */
export function patchOf(
  target: ObjectKey,
  uid: string | undefined,
  ...changes: readonly { path: FieldChange['path']; from?: JsonValue; to?: JsonValue }[]
): Extract<PlannedAct, { act: 'patch' }> {
  return {
    act: 'patch',
    target,
    ...(uid === undefined ? {} : { uid }),
    changes: changes.map(({ path, from, to }) => ({ path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) })),
  };
}

/** The same patch the other way round. */
export function reversed(patch: Extract<PlannedAct, { act: 'patch' }>): Extract<PlannedAct, { act: 'patch' }> {
  return {
    ...patch,
    changes: [...patch.changes].reverse().map(({ path, from, to }) => ({ path, ...(to === undefined ? {} : { from: to }), ...(from === undefined ? {} : { to: from }) })),
  };
}

/** One annotation, from what it is now to another value. */
export function annotationPatch(target: ObjectKey, object: KubernetesObject, annotation: string, to: string | undefined): Extract<PlannedAct, { act: 'patch' }> {
  const from = object.metadata.annotations?.[annotation];
  return patchOf(target, object.metadata.uid, { path: ['metadata', 'annotations', annotation], from, to });
}
