import type { KubernetesObject, Observation, ObserveInput, Observer, PlannedElement, PlannedWait, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionOf, trueCondition } from '../../shared/conditions';
import { isSpecUnobserved } from '../../shared/gates';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, seenOf, servingPods, strangePhase, waiting, whyNotServing } from '../../shared/observing';
import { numberAt, textAt, textsAt } from '../../shared/reading';
import { isPaused, refusesStorageChange } from '../checks';
import { nodeSetsOf } from '../nodeSets';

/** All nodes' pods of a cluster, by label: their owner changes while ECK makes a StatefulSet again. */
export function watchedNodes(cluster: string, namespace: string, name: string): Watched {
  return {
    by: 'labels',
    cluster,
    apiVersion: 'v1',
    kind: 'Pod',
    namespace,
    labels: { 'elasticsearch.k8s.elastic.co/cluster-name': name, 'common.k8s.elastic.co/type': 'elasticsearch' },
  };
}

/** Colours that count as well: green always, yellow where it was so before or where one node alone cannot be greener. */
function coloursOf(root: KubernetesObject): string[] {
  const single = nodeSetsOf(root).reduce((sum, nodeSet) => sum + nodeSet.count, 0) === 1;
  return single || textAt(root, 'status.health') === 'yellow' ? ['green', 'yellow'] : ['green'];
}

/** Waits until the cluster is as green as it was, Ready, with all nodes. */
export function elasticsearchHealthyWait({ root, inventory }: PlannedElement): PlannedWait {
  const { name, namespace = '' } = root.metadata;
  return {
    observer: 'elasticsearch.healthy',
    objects: [watchedByName(keyOf(inventory, root)), watchedNodes(inventory.cluster, namespace, name)],
    params: { colours: coloursOf(root) },
  };
}

function phaseAllows(root: KubernetesObject): Observation | undefined {
  const { name } = root.metadata;
  const phase = textAt(root, 'status.phase');
  const condition = conditionOf(root, 'ReconciliationComplete');
  const message = condition?.message ?? '';
  const evidence = message === '' ? [] : [message];
  if (phase === 'ApplyingChanges' && refusesStorageChange(message)) {
    return {
      state: 'failed',
      code: 'ES_CHANGE_REFUSED',
      cause: `ECK refuses the change of Elasticsearch ${name}: ${message}`,
      remedy: 'Set the size back to the one before; sizes only grow, and only where the storage class allows it.',
      evidence,
    };
  }
  switch (phase) {
    case 'Ready':
      return condition?.status === 'True' ? undefined : waiting(`ECK to be done with Elasticsearch ${name}`, { evidence });
    case undefined:
    case 'ApplyingChanges':
    case 'MigratingData':
    case 'Stalled':
      return waiting(`Elasticsearch ${name} to be Ready`, { evidence: [`phase ${phase ?? 'not reported'}`, ...evidence] });
    case 'Invalid':
      return {
        state: 'failed',
        code: 'ES_SPEC_REFUSED',
        cause: `ECK refuses the spec of Elasticsearch ${name}${message === '' ? '' : `: ${message}`}`,
        remedy: 'Correct the spec as the operator says, then try again.',
        evidence,
      };
    default:
      return { state: 'unknown', reason: `Elasticsearch ${name} is in the unknown phase "${phase}".` };
  }
}

function colourAllows(root: KubernetesObject, params: ObserveInput['params']): Observation | undefined {
  const colours = textsAt(params, 'colours');
  const health = textAt(root, 'status.health');
  const { name } = root.metadata;
  if (health !== undefined && colours.includes(health)) return undefined;
  switch (health) {
    case undefined:
    case 'unknown':
      return waiting(`ECK to know the health of Elasticsearch ${name}`);
    case 'green':
    case 'yellow':
    case 'red':
      return waiting(`Elasticsearch ${name} to be ${colours.join(' or ')}`, { evidence: [`it is ${health}`] });
    default:
      return { state: 'unknown', reason: `Elasticsearch ${name} reports the unknown health "${health}".` };
  }
}

/** `elasticsearch.healthy`: the newest spec applied, a colour that counts as well, all nodes ready. */
export const elasticsearchHealthy: Observer = input => {
  const [root] = seenOf(input, 'Elasticsearch');
  const gone = goneOrGoing('Elasticsearch', root);
  if (gone) return gone;
  const { name } = root.metadata;
  if (isPaused({ root }) || trueCondition(root, 'OrchestrationPaused')) return waiting(`ECK to take up Elasticsearch ${name} again`);
  if (numberAt(root, 'status.observedGeneration') === undefined) return waiting(`ECK to say anything about Elasticsearch ${name}`);
  if (isSpecUnobserved(root)) return waiting(`ECK to see generation ${root.metadata.generation} of Elasticsearch ${name}`);
  const wrong = phaseAllows(root) ?? colourAllows(root, input.params);
  if (wrong) return wrong;
  const pods = seenOf(input, 'Pod');
  const strange = strangePhase(pods);
  if (strange) return strange;
  const total = nodeSetsOf(root).reduce((sum, nodeSet) => sum + nodeSet.count, 0);
  const ready = servingPods(pods).length;
  const available = numberAt(root, 'status.availableNodes') ?? 0;
  if (ready < total || available < total) {
    const done = Math.min(ready, available, total);
    return waiting(`${total - done} of ${total} nodes to be ready`, { done, total, evidence: whyNotServing(pods) });
  }
  return { state: 'done', found: `${total} of ${total} nodes are ready, ${textAt(root, 'status.health')}` };
};
