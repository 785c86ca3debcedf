import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import { fixture, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { elasticsearchEngine } from '../engine';
import { elasticsearchOperations } from './elasticsearchOperations';
import { elasticsearchHealthyWait } from './healthy';

type Change = (root: KubernetesObject, objects: KubernetesObject[]) => KubernetesObject[] | void;

function seen(change: Change, path = 'elasticsearch/testdata/healthy.yaml'): string {
  const objects = fixture(path);
  const wait = elasticsearchHealthyWait(plannedElementOf(elasticsearchEngine, objects, { root: 'Elasticsearch orders' }));
  return observe(elasticsearchOperations, wait, change(objectOf(objects, 'Elasticsearch'), objects) ?? objects);
}

const incomplete = (root: KubernetesObject, message: string) => setField(root, 'status/conditions', [{ type: 'ReconciliationComplete', status: 'False', message }]);

describe('elasticsearch.healthy', () => {
  it.each<[string, Change, string]>([
    ['all is well', () => {}, 'done: 6 of 6 nodes are ready, green'],
    ['the cluster is gone', (_, objects) => objects.filter(object => object.kind !== 'Elasticsearch'), 'failed ELEMENT_GONE: Elasticsearch does not exist any more.'],
    ['it is left alone', root => setField(root, 'metadata/annotations', { 'eck.k8s.elastic.co/managed': 'false' }), 'waiting for ECK to take up Elasticsearch orders again'],
    ['there is no status', root => setField(root, 'status', undefined), 'waiting for ECK to say anything about Elasticsearch orders'],
    ['the status is about an older spec', root => setField(root, 'metadata/generation', 99), 'waiting for ECK to see generation 99 of Elasticsearch orders'],
    ['changes are applied', root => setField(root, 'status/phase', 'ApplyingChanges'), 'waiting for Elasticsearch orders to be Ready'],
    ['Ready came before the operator was done', root => incomplete(root, 'StatefulSets recreation in progress'), 'waiting for ECK to be done with Elasticsearch orders'],
    [
      'a size is refused',
      root => {
        setField(root, 'status/phase', 'ApplyingChanges');
        incomplete(root, 'while reconciling resources: handle volume expansion: decreasing storage size is not supported: x');
      },
      'failed ES_CHANGE_REFUSED: ECK refuses the change of Elasticsearch orders: while reconciling resources: handle volume expansion: decreasing storage size is not supported: x',
    ],
    ['the spec is refused', root => setField(root, 'status/phase', 'Invalid'), 'failed ES_SPEC_REFUSED: ECK refuses the spec of Elasticsearch orders'],
    ['a phase of the future', root => setField(root, 'status/phase', 'Dreaming'), 'unknown: Elasticsearch orders is in the unknown phase "Dreaming".'],
    ['yellow where it was green', root => setField(root, 'status/health', 'yellow'), 'waiting for Elasticsearch orders to be green'],
    ['the health is not known yet', root => setField(root, 'status/health', 'unknown'), 'waiting for ECK to know the health of Elasticsearch orders'],
    ['a colour of the future', root => setField(root, 'status/health', 'blue'), 'unknown: Elasticsearch orders reports the unknown health "blue".'],
    [
      'a pod is missing',
      (_, objects) => objects.filter(object => object.kind !== 'Pod' || object.metadata.name !== 'orders-es-data-1'),
      'waiting for 1 of 6 nodes to be ready (5/6)',
    ],
    ['the operator counts fewer nodes', root => setField(root, 'status/availableNodes', 4), 'waiting for 2 of 6 nodes to be ready (4/6)'],
  ])('%s', (_, change, expected) => {
    expect(seen(change)).toBe(expected);
  });

  it('is content with yellow where it was yellow before', () => {
    expect(seen(() => {}, 'elasticsearch/testdata/yellow.yaml')).toMatch(/^done: \d of \d nodes are ready, yellow$/);
  });
});
