import {
  CLAIMS,
  CONFIG_MAPS,
  DISRUPTION_BUDGETS,
  PersistentVolumeClaim,
  Pod,
  PODS,
  SECRETS,
  SERVICES,
  STATEFUL_SETS,
  StatefulSet,
  STORAGE_CLASSES,
} from '../kinds/core';
import { Elasticsearch, ELASTICSEARCHES } from '../kinds/eck';
import { create, Effect, patch, patchStatus, remove } from '../engine/effects';
import { isOwnedBy, ownerOf } from '../engine/owner';
import { createStage, Stage, statusStage, Table, View } from '../engine/table';
import { bytesOf } from '../../quantity';
import { disablesBudget, elasticsearchChildren, nodesOf } from './children';
import { defaultsPatch } from './defaults';
import { claimTemplatesOf, isPaused, isUnmanaged } from './names';
import {
  claimsOfSet,
  existingSet,
  growthRefusal,
  outgrown,
  podsOfSet,
  sizeOf,
  wantedSets,
} from './statefulSets';
import { healthOf, RECREATE, statusFor } from './status';

/*
 * Plays ECK 3.5 for Elasticsearch: defaults, children, StatefulSets, growth by
 * making the StatefulSet anew, scaling, pause, status. The colour comes from
 * the workload's shards (status.ts). Not emulated: real certificates and
 * users, rolling upgrades, data migration before a shrink, shutdown API,
 * licence, autoscaler, Kibana, Logstash, events.
 */

/** How often ECK asks Elasticsearch for its health. */
const OBSERVATION_MS = 10_000;

const recreateKey = (set: string) => `${RECREATE}${set}`;

function claimsToGrow(es: Elasticsearch, view: View): Effect[] {
  return es.spec.nodeSets.flatMap(nodeSet => {
    const wanted =
      claimTemplatesOf(nodeSet)[0]?.spec.resources.requests.storage;
    return claimsOfSet(es, nodeSet, view)
      .filter(
        ({ spec }) =>
          bytesOf(spec.resources.requests.storage) < bytesOf(wanted),
      )
      .map(claim =>
        patch(CLAIMS, claim, {
          spec: { resources: { requests: { storage: wanted } } },
        }),
      );
  });
}

function recreations(es: Elasticsearch) {
  return wantedSets(es).filter(({ set }) =>
    Boolean(es.metadata.annotations?.[recreateKey(set.metadata.name)]),
  );
}

function plan(es: Elasticsearch, view: View): Effect[] {
  return outgrown(es, view)
    .filter(
      ({ existing }) =>
        !es.metadata.annotations?.[recreateKey(existing.metadata.name)],
    )
    .map(({ wanted }) =>
      patch(ELASTICSEARCHES, es, {
        metadata: {
          annotations: {
            [recreateKey(wanted.metadata.name)]: JSON.stringify(wanted),
          },
        },
      }),
    );
}

/** Pods of a set that is about to go get the CR as second owner, so that nothing collects them. */
function keepPods(es: Elasticsearch, view: View): Effect[] {
  return outgrown(es, view).flatMap(({ nodeSet }) =>
    podsOfSet(es, nodeSet, view)
      .filter(pod => !isOwnedBy(pod, es))
      .map(pod =>
        patch(PODS, pod, {
          metadata: {
            resourceVersion: pod.metadata.resourceVersion,
            ownerReferences: [
              ...(pod.metadata.ownerReferences ?? []),
              ownerOf(es),
            ],
          },
        }),
      ),
  );
}

function orphanSets(es: Elasticsearch, view: View): Effect[] {
  return outgrown(es, view)
    .filter(({ existing }) => !existing.metadata.deletionTimestamp)
    .map(({ existing }) =>
      remove(STATEFUL_SETS, existing, { propagationPolicy: 'Orphan' }),
    );
}

/** Whether a set is the one made anew, not the old one on its way out. */
function isNew(set: StatefulSet, wanted: StatefulSet): boolean {
  return (
    set.metadata.deletionTimestamp === undefined &&
    !(bytesOf(sizeOf(set)) < bytesOf(sizeOf(wanted)))
  );
}

/** Once the new set has adopted them, the pods lose their second owner. */
function releasePods(es: Elasticsearch, view: View): Effect[] {
  return recreations(es).flatMap(({ nodeSet, set: wanted }) => {
    const set = existingSet(es, nodeSet, view);
    return set === undefined || !isNew(set, wanted)
      ? []
      : podsOfSet(es, nodeSet, view)
          .filter((pod: Pod) => isOwnedBy(pod, es) && isOwnedBy(pod, set))
          .map(pod =>
            patch(PODS, pod, {
              metadata: {
                resourceVersion: pod.metadata.resourceVersion,
                ownerReferences: pod.metadata.ownerReferences?.filter(
                  ({ uid }) => uid === set.metadata.uid,
                ),
              },
            }),
          );
  });
}

function finishRecreation(es: Elasticsearch, view: View): Effect[] {
  return recreations(es)
    .filter(({ nodeSet, set }) => {
      const existing = existingSet(es, nodeSet, view);
      return (
        existing !== undefined &&
        isNew(existing, set) &&
        podsOfSet(es, nodeSet, view).every(pod => !isOwnedBy(pod, es))
      );
    })
    .map(({ set }) =>
      patch(ELASTICSEARCHES, es, {
        metadata: { annotations: { [recreateKey(set.metadata.name)]: null } },
      }),
    );
}

function scale(es: Elasticsearch, view: View): Effect[] {
  return es.spec.nodeSets.flatMap(nodeSet => {
    const set = existingSet(es, nodeSet, view);
    return set && set.spec.replicas !== nodeSet.count
      ? [patch(STATEFUL_SETS, set, { spec: { replicas: nodeSet.count } })]
      : [];
  });
}

/** Claims of nodes that were scaled away, once their pod is gone. */
function unusedClaims(es: Elasticsearch, view: View): PersistentVolumeClaim[] {
  return es.spec.nodeSets.flatMap(nodeSet =>
    claimsOfSet(es, nodeSet, view).filter(({ metadata }) => {
      const ordinal = Number(metadata.name.split('-').pop());
      const pod = metadata.name.slice(
        `${claimTemplatesOf(nodeSet)[0]?.metadata.name}-`.length,
      );
      return (
        !metadata.deletionTimestamp &&
        ordinal >= nodeSet.count &&
        view.get(PODS, metadata.namespace, pod) === undefined
      );
    }),
  );
}

/** Without deletion policy the claims belong to the CR and go with it. */
function claimsToOwn(es: Elasticsearch, view: View): Effect[] {
  const policy =
    es.spec.volumeClaimDeletePolicy ?? 'DeleteOnScaledownAndClusterDeletion';
  return policy !== 'DeleteOnScaledownAndClusterDeletion'
    ? []
    : es.spec.nodeSets.flatMap(nodeSet =>
        claimsOfSet(es, nodeSet, view)
          .filter(claim => !isOwnedBy(claim, es))
          .map(claim =>
            patch(CLAIMS, claim, {
              metadata: { ownerReferences: [ownerOf(es)] },
            }),
          ),
      );
}

function budgetPatch(es: Elasticsearch, view: View): Effect[] {
  const { namespace, name } = es.metadata;
  const budget = view.get(DISRUPTION_BUDGETS, namespace, `${name}-es-default`);
  const nodes = nodesOf(es);
  const allowed =
    healthOf(es, view) === 'green' && nodes > 1 ? nodes - 1 : nodes;
  return budget && !disablesBudget(es) && budget.spec.minAvailable !== allowed
    ? [patch(DISRUPTION_BUDGETS, budget, { spec: { minAvailable: allowed } })]
    : [];
}

/** A stage made of one list of effects: it matches while there are any. */
function acting(
  name: string,
  ms: number,
  effects: (es: Elasticsearch, view: View) => Effect[],
): Stage<Elasticsearch> {
  return {
    name,
    delay: { ms },
    when: (es, view) => effects(es, view).length > 0,
    effects,
  };
}

const growing: Stage<Elasticsearch>[] = [
  statusStage<Elasticsearch>(
    'growth refused',
    { ms: 500 },
    ELASTICSEARCHES,
    (es, view, now) =>
      growthRefusal(es, view) ? statusFor(es, view, now) : undefined,
  ),
  {
    name: 'stay refused',
    delay: { ms: OBSERVATION_MS },
    when: (es, view) => growthRefusal(es, view) !== undefined,
    effects: () => [],
  },
  acting('grow claims', 200, claimsToGrow),
  acting('plan the recreation of the StatefulSet', 50, plan),
  acting('keep the pods', 80, keepPods),
  {
    name: 'delete the StatefulSet, orphaning its pods',
    delay: { ms: 60 },
    when: (es, view) => orphanSets(es, view).length > 0,
    effects: (es, view, now) => [
      patchStatus(ELASTICSEARCHES, es, statusFor(es, view, now)),
      ...orphanSets(es, view),
    ],
  },
];

const stages: Stage<Elasticsearch>[] = [
  {
    // ECK reconciles nothing of a resource that is marked for deletion; else a
    // deletion in the foreground would never end.
    name: 'being deleted',
    delay: { ms: 3_600_000 },
    when: es => es.metadata.deletionTimestamp !== undefined,
    effects: () => [],
  },
  {
    name: 'stay unmanaged',
    delay: { ms: 3_600_000 },
    when: isUnmanaged,
    effects: () => [],
  },
  statusStage<Elasticsearch>(
    'paused',
    { ms: 500 },
    ELASTICSEARCHES,
    (es, view, now) => (isPaused(es) ? statusFor(es, view, now) : undefined),
  ),
  {
    name: 'stay paused',
    delay: { ms: OBSERVATION_MS },
    when: isPaused,
    effects: () => [],
  },
  {
    name: 'write defaults into the spec',
    delay: { ms: 400 },
    when: es => defaultsPatch(es) !== undefined,
    effects: es => [patch(ELASTICSEARCHES, es, defaultsPatch(es) ?? {})],
  },
  createStage<Elasticsearch>(
    'create services, secrets, budget',
    { ms: 500 },
    elasticsearchChildren,
  ),
  ...growing,
  acting('create StatefulSets', 100, (es, view) =>
    wantedSets(es)
      .filter(({ nodeSet }) => !existingSet(es, nodeSet, view))
      .map(({ set }) => create(STATEFUL_SETS, set)),
  ),
  statusStage<Elasticsearch>(
    'first status',
    { ms: 200 },
    ELASTICSEARCHES,
    (es, view, now) =>
      es.status === undefined ? statusFor(es, view, now) : undefined,
  ),
  acting('release the pods', 100, releasePods),
  acting('finish the recreation', 50, finishRecreation),
  acting('own the claims', 200, claimsToOwn),
  acting('scale', 500, scale),
  acting('delete claims of nodes that are gone', 500, (es, view) =>
    unusedClaims(es, view).map(claim => remove(CLAIMS, claim)),
  ),
  acting('adjust the budget', 300, budgetPatch),
  statusStage<Elasticsearch>(
    'observe',
    observeDelay,
    ELASTICSEARCHES,
    statusFor,
  ),
];

/** Counts and phases follow at once, the colour at the next poll. */
function observeDelay(es: Elasticsearch, view: View) {
  return es.status?.health === healthOf(es, view)
    ? { ms: 300 }
    : { ms: 2_000, jitterMs: OBSERVATION_MS - 2_000 };
}

/** Elasticsearch clusters. */
export const elasticsearchTable: Table<Elasticsearch> = {
  name: 'eck elasticsearch',
  subject: ELASTICSEARCHES,
  watches: [
    STATEFUL_SETS,
    PODS,
    CLAIMS,
    SERVICES,
    SECRETS,
    CONFIG_MAPS,
    DISRUPTION_BUDGETS,
    STORAGE_CLASSES,
  ],
  stages,
};
