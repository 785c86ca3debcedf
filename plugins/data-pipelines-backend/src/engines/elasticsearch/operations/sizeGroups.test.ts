import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { fixture, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableCheck, readableGroup } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { elasticsearchEngine } from '../engine';
import { elasticsearchSizeGroups } from './sizeGroups';

function groupsOf(objects: KubernetesObject[]) {
  return elasticsearchSizeGroups(
    plannedElementOf(elasticsearchEngine, objects, {
      root: 'Elasticsearch orders',
    }),
  );
}

function objections(change: (root: KubernetesObject, objects: KubernetesObject[]) => void): string[] {
  const objects = fixture('elasticsearch/testdata/healthy.yaml');
  change(objectOf(objects, 'Elasticsearch'), objects);
  const [group] = groupsOf(objects);
  return group.checks.filter(check => check.result !== 'pass').map(readableCheck);
}

describe('size groups of an Elasticsearch', () => {
  it('are one for each node set and claim template, owned by the cluster', () => {
    expect(groupsOf(fixture('elasticsearch/testdata/healthy.yaml')).flatMap(readableGroup)).toMatchInlineSnapshot(`
      [
        "node set master, claim elasticsearch-data: elasticsearch-data-orders-es-master-0, elasticsearch-data-orders-es-master-1, elasticsearch-data-orders-es-master-2",
        "  Elasticsearch orders spec.nodeSets.0.volumeClaimTemplates.0.spec.resources.requests.storage = 10Gi by ECK",
        "  pass OPERATOR_SETTLED: ECK has applied the newest spec of Elasticsearch orders.",
        "  pass OPERATOR_NOT_PAUSED: ECK is not paused.",
        "  pass NO_ROLLING_UPDATE: No nodes come, go or restart.",
        "  pass REPLICAS_COMPLETE: Elasticsearch orders is green.",
        "  pass SIZE_NOT_AUTOSCALED: No ElasticsearchAutoscaler sizes node set master.",
        "  pass SIZE_STATED: Node set master states 10Gi.",
        "  pass CLAIMS_BOUND: 3 of 3 claims are bound.",
        "  pass CLAIMS_ONE_CLASS: All claims have the storage class fast-ssd.",
        "  pass NO_RESIZE_RUNNING: No volume is being expanded.",
        "  pass MEMBERS_ALIKE: All volumes ask for 10Gi.",
        "node set data, claim elasticsearch-data: elasticsearch-data-orders-es-data-0, elasticsearch-data-orders-es-data-1, elasticsearch-data-orders-es-data-2",
        "  Elasticsearch orders spec.nodeSets.1.volumeClaimTemplates.0.spec.resources.requests.storage = 500Gi by ECK",
        "  pass OPERATOR_SETTLED: ECK has applied the newest spec of Elasticsearch orders.",
        "  pass OPERATOR_NOT_PAUSED: ECK is not paused.",
        "  pass NO_ROLLING_UPDATE: No nodes come, go or restart.",
        "  pass REPLICAS_COMPLETE: Elasticsearch orders is green.",
        "  pass SIZE_NOT_AUTOSCALED: No ElasticsearchAutoscaler sizes node set data.",
        "  pass SIZE_STATED: Node set data states 500Gi.",
        "  pass CLAIMS_BOUND: 3 of 3 claims are bound.",
        "  pass CLAIMS_ONE_CLASS: All claims have the storage class fast-ssd.",
        "  pass NO_RESIZE_RUNNING: No volume is being expanded.",
        "  pass MEMBERS_ALIKE: All volumes ask for 500Gi.",
      ]
    `);
  });

  it('leave the size to an autoscaler, and say which field of it', () => {
    const objects = fixture('elasticsearch/testdata/autoscaled.yaml');
    const groups = groupsOf(objects).filter(({ owner }) => owner.kind === 'ElasticsearchAutoscaler');
    expect(groups.flatMap(readableGroup)).toMatchInlineSnapshot(`
      [
        "node set data: elasticsearch-data-orders-es-data-0, elasticsearch-data-orders-es-data-1, elasticsearch-data-orders-es-data-2",
        "  ElasticsearchAutoscaler orders spec.policies.0.resources.storage.max = (absent) by ECK",
        "  block SIZE_NOT_AUTOSCALED: ElasticsearchAutoscaler orders sizes node set data and overwrites the Elasticsearch resource.",
      ]
    `);
    expect(groups.flatMap(({ checks }) => checks.map(({ remedy }) => remedy))).toMatchInlineSnapshot(`
      [
        "Raise spec.policies[0].resources.storage.max of ElasticsearchAutoscaler orders, or resources.storage.min beside it to grow at once.",
      ]
    `);
  });

  it.each<[string, (root: KubernetesObject, objects: KubernetesObject[]) => void, string[]]>([
    [
      'a generation not seen',
      root => setField(root, 'metadata/generation', 99),
      [expect.stringMatching(/^block OPERATOR_SETTLED: ECK has seen generation \d+ of Elasticsearch orders, not yet 99\.$/)],
    ],
    ['changes under way', root => setField(root, 'status/phase', 'ApplyingChanges'), ['block OPERATOR_SETTLED: Elasticsearch orders is in the phase ApplyingChanges']],
    ['a phase of the future', root => setField(root, 'status/phase', 'Dreaming'), ['unknown OPERATOR_SETTLED: Elasticsearch orders is in the unknown phase "Dreaming".']],
    ['no phase', root => setField(root, 'status/phase', undefined), ['unknown OPERATOR_SETTLED: Elasticsearch orders reports no phase.']],
    [
      'a paused operator',
      root =>
        setField(root, 'metadata/annotations', {
          'eck.k8s.elastic.co/managed': 'false',
        }),
      ['block OPERATOR_NOT_PAUSED: ECK is told to leave Elasticsearch orders alone.'],
    ],
    [
      'nodes that restart',
      root =>
        setField(root, 'status/inProgressOperations', {
          upgrade: { nodes: [{ name: 'orders-es-data-0' }] },
        }),
      ['block NO_ROLLING_UPDATE: ECK is in the middle of an upgrade of nodes.'],
    ],
    ['yellow', root => setField(root, 'status/health', 'yellow'), ['warn REPLICAS_COMPLETE: Elasticsearch orders is yellow: replica shards are missing.']],
    ['a health that nobody knows', root => setField(root, 'status/health', 'unknown'), ['unknown REPLICAS_COMPLETE: The health of Elasticsearch orders is not known.']],
  ])('objects to %s', (_, change, expected) => {
    expect(objections(change)).toEqual(expected);
  });
});
