import {
  DISRUPTION_BUDGETS,
  DisruptionBudget,
  hasLabels,
  isReady,
  PODS,
} from '../kinds/core';
import { onlyConditions } from '../engine/conditions';
import { statusStage, Table, View } from '../engine/table';

/*
 * Stands in for the disruption controller where none runs: counts pods and
 * allowed disruptions. Not emulated: percentages of a scale, unhealthy pod
 * eviction policy, the list of disrupted pods.
 */

function statusFor(budget: DisruptionBudget, view: View, now: Date): object {
  const { minAvailable, maxUnavailable, selector } = budget.spec;
  const pods = view
    .list(PODS, budget.metadata.namespace)
    .filter(pod => hasLabels(pod, selector.matchLabels));
  const healthy = pods.filter(isReady).length;
  const desired =
    minAvailable === undefined
      ? Math.max(0, pods.length - Number(maxUnavailable ?? 0))
      : Number(minAvailable);
  const allowed = Math.max(0, healthy - desired);
  return {
    observedGeneration: budget.metadata.generation,
    expectedPods: pods.length,
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    conditions: onlyConditions(
      budget.status?.conditions,
      [
        {
          type: 'DisruptionAllowed',
          status: allowed > 0 ? 'True' : 'False',
          reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
          message: '',
        },
      ],
      now,
    ),
  };
}

/** Disruption budgets: how many pods may go. */
export const disruptionBudgetsTable: Table<DisruptionBudget> = {
  name: 'disruptionbudgets',
  subject: DISRUPTION_BUDGETS,
  watches: [PODS],
  stages: [
    statusStage('count', { ms: 100 }, DISRUPTION_BUDGETS, statusFor),
  ],
};
