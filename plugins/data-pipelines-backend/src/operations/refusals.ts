import type { Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { ContradictionError } from '../errors';
import { PLAN_MINUTES } from './planAge';

/** 409: the world is not as it was when the plan was drawn. Nothing was started. */
export function planChanged(plan: Plan, differences: readonly string[]): ContradictionError {
  return new ContradictionError(`"${plan.title}" was not started, because the world has changed since the plan was drawn: ${differences.join('; ')}; look at the new plan and start that`, {
    code: 'PLAN_CHANGED',
    reason: `Since the plan was drawn: ${differences.join('; ')}.`,
    remedy: 'Draw the plan again, look at what is different, and start the new one.',
    problems: differences.map(sentence => ({ code: 'PLAN_CHANGED', sentence, remedy: 'Draw the plan again.' })),
  });
}

/** 409: the plan is of another day; what it said of losses and forecasts is over. */
export function planTooOld(id: string): ContradictionError {
  return new ContradictionError(`The plan ${id} was not started, because it was drawn more than ${PLAN_MINUTES} minutes ago or not by this API; draw it again, and look at what it says now`, {
    code: 'PLAN_CHANGED',
    reason: `A plan is started within ${PLAN_MINUTES} minutes.`,
    remedy: 'Draw the plan again, look at what it says now, and start the new one.',
    problems: [{ code: 'PLAN_CHANGED', sentence: `The plan is older than ${PLAN_MINUTES} minutes`, remedy: 'Draw the plan again.' }],
  });
}

/** 409: a check of the plan blocks. */
export function planBlocked(plan: Plan): ContradictionError {
  const blocking = plan.preflight.filter(({ result }) => result === 'block');
  return new ContradictionError(`"${plan.title}" was not started: ${blocking.map(({ sentence }) => sentence).join('; ')}; mend that, and draw the plan again`, {
    code: 'PLAN_BLOCKED',
    reason: `${blocking.map(({ sentence }) => sentence).join('; ')}.`,
    remedy: 'Mend what the checks name, and draw the plan again.',
    problems: blocking.map(({ sentence, remedy }) => ({ code: 'PLAN_BLOCKED', sentence, remedy: remedy ?? 'Draw the plan again.' })),
  });
}

/** 409: a plan starts at most once. */
export function planStarted(plan: string, operation: string): ContradictionError {
  return new ContradictionError(`The plan ${plan} was started before, as the operation ${operation}; follow that one, or draw a new plan`, {
    code: 'PLAN_STARTED',
    reason: `The plan ${plan} was started before, as the operation ${operation}.`,
    remedy: 'Follow that operation, or draw a new plan.',
  });
}

/** 409: an Idempotency-Key stands for one body. */
export function keyReused(key: string, operation: string): ContradictionError {
  return new ContradictionError(`The Idempotency-Key ${key} was used before with another body, for the operation ${operation}; use a new key for a new operation`, {
    code: 'KEY_REUSED',
    reason: `The key was used before with another body, for the operation ${operation}.`,
    remedy: 'Use a new key for a new operation.',
  });
}

/** 409: another operation holds the same volumes. */
export function volumesBusy(plan: Plan, by: readonly { key: string; operation: string }[]): ContradictionError {
  const operations = [...new Set(by.map(({ operation }) => operation))].join(', ');
  return new ContradictionError(`"${plan.title}" was not started: ${operations} works on the same volumes; wait until it has ended, or cancel it`, {
    code: 'VOLUMES_BUSY',
    reason: `${operations} works on the same volumes.`,
    remedy: 'Wait until it has ended, or cancel it.',
  });
}
