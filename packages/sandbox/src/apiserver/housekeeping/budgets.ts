import { arrayAt, equal, JsonObject, KubeObject, objectAt } from '../json';
import { selects } from '../eviction';
import type { Room } from '../Room';
import type { Keeper } from '.';
import { writeStatus } from './writes';

const BUDGETS = 'policy/poddisruptionbudgets';
const PODS = '/pods';

/** Keeps the status of PodDisruptionBudgets: healthy, desired and expected pods, disruptions allowed. */
export function createBudgetKeeper(room: Room): Keeper {
  return {
    work: batch => {
      const namespaces = new Set(
        batch
          .filter(event => [BUDGETS, PODS].includes(event.resource))
          .map(event => event.object.metadata.namespace),
      );
      const kind = room.kinds.findResource(BUDGETS);
      for (const namespace of namespaces) {
        for (const budget of room.store.list(BUDGETS, namespace)) {
          const status = statusOf(room, budget);
          const known = objectAt(budget, 'status');
          if (kind && !equal({ ...known, ...status }, known)) {
            writeStatus(room, kind, budget, { ...known, ...status });
          }
        }
      }
    },
    stop: () => undefined,
  };
}

function statusOf(room: Room, budget: KubeObject): JsonObject {
  const pods = room.store
    .list(PODS, budget.metadata.namespace)
    .filter(pod => selects(budget, pod));
  const healthy = pods.filter(isHealthy).length;
  const spec = objectAt(budget, 'spec');
  const desired =
    spec.minAvailable === undefined
      ? pods.length - amount(spec.maxUnavailable ?? 1, pods.length)
      : amount(spec.minAvailable, pods.length);
  return {
    currentHealthy: healthy,
    desiredHealthy: Math.max(0, desired),
    expectedPods: pods.length,
    disruptionsAllowed: Math.max(0, healthy - Math.max(0, desired)),
    ...(budget.metadata.generation === undefined
      ? {}
      : { observedGeneration: budget.metadata.generation }),
  };
}

/** A count, or a percentage of all, rounded up. */
function amount(value: unknown, all: number): number {
  if (typeof value === 'number') {
    return value;
  }
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  return percent === undefined ? 0 : Math.ceil((Number(percent) * all) / 100);
}

function isHealthy(pod: KubeObject): boolean {
  return (
    pod.metadata.deletionTimestamp === undefined &&
    arrayAt(pod, 'status', 'conditions').some(condition => {
      const { type, status } = objectAt(condition);
      return type === 'Ready' && status === 'True';
    })
  );
}
