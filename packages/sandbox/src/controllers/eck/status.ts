import { Condition } from '../../client';
import {
  colourOf,
  defaultIndexOf,
  placeShards,
  readWorkload,
  WORKLOAD_CONFIG_MAP,
} from '../../seeds/workloadSpec';
import { CONFIG_MAPS, isReady, Pod } from '../kinds/core';
import { Elasticsearch, NodeSet } from '../kinds/eck';
import { statusOf, withConditions } from '../engine/conditions';
import { View } from '../engine/table';
import { nodesOf } from './children';
import { hasRole, holdsData, isPaused } from './names';
import {
  existingSet,
  growthRefusal,
  outgrown,
  podsOfSet,
} from './statefulSets';

/** Annotation on the CR while ECK makes a StatefulSet anew. */
export const RECREATE = 'elasticsearch.k8s.elastic.co/recreate-';

interface Nodes {
  wanted: number;
  ready: number;
}

function nodesWith(
  es: Elasticsearch,
  view: View,
  has: (nodeSet: NodeSet) => boolean,
): Nodes {
  const sets = es.spec.nodeSets.filter(has);
  return {
    wanted: sets.reduce((sum, { count }) => sum + count, 0),
    ready: sets
      .flatMap(set => podsOfSet(es, set, view))
      .filter((pod: Pod) => isReady(pod)).length,
  };
}

/**
 * The colour that Elasticsearch would give. Its shards are those that the
 * namespace's workload describes; a lost data node costs replicas until it is
 * back, and without a majority of masters there is no answer at all.
 */
export function healthOf(es: Elasticsearch, view: View): string {
  const masters = nodesWith(es, view, set => hasRole(set, 'master'));
  if (masters.ready * 2 <= masters.wanted) {
    return 'unknown';
  }
  const { namespace, name } = es.metadata;
  if ((view.report(namespace, name)?.lostShards ?? 0) > 0) {
    return 'red';
  }
  const workload = readWorkload(
    view.get(CONFIG_MAPS, namespace, WORKLOAD_CONFIG_MAP)?.data,
  );
  const own = workload.indices.filter(index => index.elasticsearch === name);
  const indices = own.length > 0 ? own : [defaultIndexOf(name)];
  const data = nodesWith(es, view, holdsData);
  const colour = colourOf(placeShards(indices, data.ready));
  return colour === 'green' && data.ready < data.wanted ? 'yellow' : colour;
}

/** What keeps ECK from being done, as its ReconciliationComplete says; undefined when it is done. */
export function openWork(es: Elasticsearch, view: View): string | undefined {
  const refusal = growthRefusal(es, view);
  if (refusal) {
    return refusal;
  }
  const recreating = Object.keys(es.metadata.annotations ?? {}).some(key =>
    key.startsWith(RECREATE),
  );
  if (recreating || outgrown(es, view).length > 0) {
    return 'StatefulSets recreation in progress';
  }
  for (const nodeSet of es.spec.nodeSets) {
    const set = existingSet(es, nodeSet, view);
    if (!set || set.spec.replicas !== nodeSet.count) {
      return 'Nodes upgrade: some nodes are not back in the cluster yet';
    }
    if (
      (set.status?.observedGeneration ?? 0) < (set.metadata.generation ?? 0)
    ) {
      return `observedGeneration is not reconciled yet for StatefulSets ${set.metadata.name}`;
    }
  }
  return undefined;
}

/** The status that ECK would write now. */
export function statusFor(es: Elasticsearch, view: View, now: Date): object {
  const health = healthOf(es, view);
  const ready = nodesWith(es, view, () => true).ready;
  const service = `Service ${es.metadata.namespace}/${es.metadata.name}-es-internal-http`;
  const reachable = health !== 'unknown';
  const work = unfinished(es, view, reachable);
  return {
    observedGeneration: es.metadata.generation,
    version: es.spec.version,
    health,
    phase: work === undefined ? 'Ready' : 'ApplyingChanges',
    ...(ready > 0 || es.status?.availableNodes !== undefined
      ? { availableNodes: ready }
      : {}),
    conditions: withConditions(
      es.status?.conditions,
      [
        ...pauseCondition(es),
        {
          type: 'ElasticsearchIsReachable',
          status: reachable ? 'True' : 'False',
          message: reachability(service, ready, reachable),
        },
        {
          type: 'ReconciliationComplete',
          status: work === undefined ? 'True' : 'False',
          ...(work === undefined ? {} : { message: work }),
        },
        {
          type: 'RunningDesiredVersion',
          status: 'True',
          message: `All nodes are running version ${es.spec.version}`,
        },
        { type: 'ResourcesAwareManagement', status: 'True' },
      ],
      now,
    ),
  };
}

function unfinished(
  es: Elasticsearch,
  view: View,
  reachable: boolean,
): string | undefined {
  if (isPaused(es)) {
    return 'Orchestration is paused';
  }
  return reachable
    ? firstStart(es, view) ?? openWork(es, view)
    : 'Elasticsearch cluster UUID is not reconciled';
}

/** Until all nodes have joined once, ECK does not call itself done. Later a lost node leaves the phase Ready. */
function firstStart(es: Elasticsearch, view: View): string | undefined {
  const done = es.status?.phase === 'Ready';
  const ready = nodesWith(es, view, () => true).ready;
  return !done && ready < nodesOf(es)
    ? 'Nodes upgrade: some nodes are not back in the cluster yet'
    : undefined;
}

function pauseCondition(es: Elasticsearch): Condition[] {
  if (isPaused(es)) {
    return [{ type: 'OrchestrationPaused', status: 'True' }];
  }
  return statusOf(es.status?.conditions, 'OrchestrationPaused') === undefined
    ? []
    : [{ type: 'OrchestrationPaused', status: 'False' }];
}

function reachability(service: string, ready: number, reachable: boolean) {
  if (reachable) {
    return `${service} has endpoints`;
  }
  return ready > 0
    ? `${service} has endpoints but Elasticsearch is unavailable`
    : `${service} has no endpoint`;
}
