import type { Confirmation, Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { RefusedInputError } from '../errors';

const LEVEL_4 = 4;

/** What of the confirmation that the plan asks for is not given; undefined when all is. Pure. */
export function missingConfirmation({ safety }: Plan, given: Confirmation = {}): string | undefined {
  if (safety.acknowledge !== undefined && given.acknowledged !== true) {
    return `confirmation.acknowledged must be true, which says: "${safety.acknowledge}"`;
  }
  if (safety.type !== undefined && given.typed !== safety.type) return `confirmation.typed must be "${safety.type}"`;
  if (safety.level === LEVEL_4 && (given.reason ?? '').trim() === '') return 'confirmation.reason must say why';
  return undefined;
}

/** @throws RefusedInputError (CONFIRMATION_MISSING): people and automation confirm alike */
export function requireConfirmation(plan: Plan, given: Confirmation | undefined): void {
  const missing = missingConfirmation(plan, given);
  if (missing === undefined) return;
  throw new RefusedInputError(`"${plan.title}" was not started: ${missing}; read the plan, and confirm what it does`, {
    code: 'CONFIRMATION_MISSING',
    reason: `${missing.charAt(0).toUpperCase()}${missing.slice(1)}.`,
    remedy: 'Read the plan, and send the confirmation that it asks for.',
  });
}
