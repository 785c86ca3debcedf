import type { PlanDraft, PlannedAct, PlannedLock } from '@penstock/backstage-plugin-data-pipelines-node';
import { leftoverKey } from '../../recovery/derivedLeftovers';
import { noOtherOperation } from './preflight/operationLocks';
import type { World } from './World';

/** Claims have locks of their own, whose modes let a volume grow while it is cut. */
const OWN_LOCKS = new Set(['PersistentVolumeClaim']);

function patched(acts: readonly PlannedAct[] = []): string[] {
  // one without a uid is made by the operation itself
  return acts.flatMap(act => (act.act === 'patch' && act.uid !== undefined && !OWN_LOCKS.has(act.target.kind) ? [`object:${leftoverKey(act.target)}`] : []));
}

/**
 * The draft with a lock on every object that it patches, so that two
 * operations never change, or give back, one field. In this one place, so that
 * no planner can forget it. Pure.
 */
export function withObjectLocks(draft: PlanDraft, world: World): PlanDraft {
  const known = new Set(draft.locks.map(({ key }) => key));
  const keys = new Set(draft.steps.flatMap(({ acts, undo, pause }) => [...patched(acts), ...patched(undo), ...patched(pause?.resume)]));
  const added = [...keys].filter(key => !known.has(key)).map((key): PlannedLock => ({ key, mode: 'exclusive' }));
  if (added.length === 0) return draft;
  const locks = [...draft.locks, ...added];
  const told = noOtherOperation(locks, world.locks);
  return { ...draft, locks, preflight: draft.preflight.map(check => (check.code === told.code ? told : check)) };
}
