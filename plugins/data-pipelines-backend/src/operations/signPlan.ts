import { createHash } from 'node:crypto';
import type { OperationRequest, Plan, PlanStep } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlanDraft, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { kubectlOf } from './plan/kubectl';
import { planHash } from './plan/planHash';
import { stampSteps } from './plan/stampPlanHash';
import type { StoredPlan } from './store/OperationStore';

/** In hexadecimal digits. */
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** SHA-256 of a text without the id of its operation, which is in the names of all that it creates: two plans of the same have one hash. */
export const sha256Without = (operation: string) => (text: string) => sha256(text.replaceAll(operation, ''));

const LEVEL_4 = 4;

/**
 * Makes a plan out of a draft: hashed, and what it creates stamped with the
 * hash. The same draft gives the same hash, whenever and for whichever operation it is drawn.
 */
export function signPlan(draft: PlanDraft, input: { id: string; request: OperationRequest; drawnAt: Date }): { plan: Plan; stored: StoredPlan } {
  const { id, request, drawnAt } = input;
  const hash = planHash(draft, request, sha256Without(id));
  const plan: Plan = {
    ...{ id, hash, request, kind: request.kind, drawnAt: drawnAt.toISOString() },
    title: draft.title,
    summary: draft.summary,
    startable: !draft.preflight.some(({ result }) => result === 'block') && draft.steps.length > 0,
    safety: { ...draft.safety, ...(draft.safety.level === LEVEL_4 && { reason: true }) },
    changes: [...draft.changes],
    steps: draft.steps.map(planStep),
    preflight: [...draft.preflight],
    effects: draft.effects,
    undo: draft.undo,
    cancel: [...draft.cancel],
    comparison: [...draft.comparison],
    consumers: [...draft.consumers],
    ...(draft.numbersRestOn !== undefined && { basis: draft.numbersRestOn }),
  };
  const steps = stampSteps(draft.steps, hash);
  return { plan, stored: { format: 1, plan, steps, locks: draft.locks, deadlineSeconds: draft.deadlineSeconds } };
}

function planStep(step: PlannedStep): PlanStep {
  const { id, title, detail, phase, element, pointOfNoReturn } = step;
  const kubectl = kubectlOf(step);
  return {
    ...{ id, title, phase },
    ...(detail !== undefined && { detail }),
    ...(element !== undefined && { element }),
    ...(pointOfNoReturn && { pointOfNoReturn }),
    ...(kubectl !== undefined && { kubectl }),
  };
}
