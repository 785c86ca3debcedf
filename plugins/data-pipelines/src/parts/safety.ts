import type { Confirmation, Plan, Safety } from '@penstock/backstage-plugin-data-pipelines-common';

/** What a person has entered into the guard of a plan. */
export interface Entered {
  acknowledged: boolean;
  typed: string;
  reason: string;
}

/** Nothing entered yet. */
export const NOTHING_ENTERED: Entered = { acknowledged: false, typed: '', reason: '' };

/** What still keeps a plan from being started. */
export type Obstacle = 'blocked' | 'acknowledge' | 'type' | 'reason';

/** The first thing that keeps a plan from being started; undefined where nothing does. */
export function obstacleOf({ startable, safety }: Pick<Plan, 'startable' | 'safety'>, entered: Entered): Obstacle | undefined {
  if (!startable) return 'blocked';
  if (safety.acknowledge !== undefined && !entered.acknowledged) return 'acknowledge';
  if (safety.type !== undefined && entered.typed.trim() !== safety.type) return 'type';
  return safety.reason && entered.reason.trim() === '' ? 'reason' : undefined;
}

/** What was entered, as the API takes it; only what the level asks for. */
export function confirmationOf(safety: Safety, entered: Entered): Confirmation {
  return {
    ...(safety.acknowledge === undefined ? {} : { acknowledged: entered.acknowledged }),
    ...(safety.type === undefined ? {} : { typed: entered.typed.trim() }),
    ...(safety.reason ? { reason: entered.reason.trim() } : {}),
  };
}
