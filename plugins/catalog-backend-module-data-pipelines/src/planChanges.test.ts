import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { buildEntities } from './buildEntities';
import type { ObservedWorld } from './ObservedWorld';
import { planChanges } from './planChanges';
import { cluster, deadCluster, element, pipeline } from './testing/world';

const DEFAULTS = { defaultOwner: 'group:default/unowned', namespace: 'default' };
const BOTH = [cluster('prod-north'), cluster('prod-south')];
const ORDERS = pipeline('orders', [element('kafka-1'), element('job', { engine: 'spark', owner: 'group:default/us' })], ['kafka-1>job']);

const plan = (world: ObservedWorld, existing: Entity[] = []) => {
  const { added, removed, absent } = planChanges(world, existing, DEFAULTS);
  return { added: added.map(entity => stringifyEntityRef(entity)), removed, absent };
};
const discovered = buildEntities(ORDERS, DEFAULTS);
const fileEntity = (kind: string, name: string, annotations: Record<string, string>): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default', annotations: { 'backstage.io/managed-by-origin-location': 'file:/a.yaml', ...annotations } },
  spec: {},
});

describe('entities of a pipeline', () => {
  it('are a System and a Resource or Component for each element, with place, owner and relations', () => {
    expect(discovered).toEqual([
      expect.objectContaining({
        kind: 'System',
        spec: { type: 'data-pipeline', owner: 'group:default/unowned' },
      }),
      expect.objectContaining({
        kind: 'Resource',
        metadata: expect.objectContaining({
          name: 'kafka-1',
          annotations: {
            'backstage.io/managed-by-location': 'data-pipelines:prod-north',
            'backstage.io/managed-by-origin-location': 'data-pipelines:prod-north',
            'backstage.io/kubernetes-cluster': 'prod-north',
            'backstage.io/kubernetes-namespace': 'orders',
            'penstock.dev/element': 'kafka-1',
            'penstock.dev/engine': 'kafka',
          },
        }),
        spec: { type: 'kafka', owner: 'group:default/unowned', system: 'system:default/orders' },
      }),
      expect.objectContaining({
        kind: 'Component',
        spec: {
          type: 'spark',
          lifecycle: 'production',
          owner: 'group:default/us',
          system: 'system:default/orders',
          dependsOn: ['resource:default/kafka-1'],
        },
      }),
    ]);
  });
});

describe('what the catalog is told', () => {
  it('is everything that is there, and what is there no longer', () => {
    expect(plan({ clusters: BOTH, pipelines: [ORDERS] }).added).toEqual([
      'system:default/orders',
      'resource:default/kafka-1',
      'component:default/job',
    ]);
    expect(plan({ clusters: BOTH, pipelines: [] }, discovered).absent).toEqual([
      'system:default/orders',
      'resource:default/kafka-1',
      'component:default/job',
    ]);
  });

  it.each([
    ['cannot be reached', deadCluster('prod-north')],
    ['is stale', cluster('prod-north', { freshness: { state: 'stale', observedAt: '2026-01-01T00:00:00Z', reason: 'The watch is broken.' } })],
  ])('takes nothing away because a cluster %s', (_, unseen) => {
    expect(plan({ clusters: [unseen, cluster('prod-south')], pipelines: [] }, discovered).absent).toEqual([]);
  });

  it('takes away what is gone from one cluster while another is dead', () => {
    expect(plan({ clusters: [cluster('prod-north'), deadCluster('prod-south')], pipelines: [] }, discovered).absent).toHaveLength(3);
  });

  it('takes nothing of a kind away that may no longer be read', () => {
    const denied = cluster('prod-north', {
      capabilities: [
        { id: 'engine:kafka', title: 'Kafka', answer: 'yes' },
        { id: 'engine:spark', title: 'Spark', answer: 'no-permission' },
      ],
    });
    expect(plan({ clusters: [denied], pipelines: [] }, discovered).absent).toEqual(['resource:default/kafka-1']);
  });

  it('takes away what was in a cluster that is no longer configured', () => {
    expect(plan({ clusters: [cluster('prod-south')], pipelines: [] }, discovered).absent).toHaveLength(3);
  });
});

describe('an element that a file describes', () => {
  const world = { clusters: BOTH, pipelines: [ORDERS] };

  it('is left to the file, under the same name or another', () => {
    const same = fileEntity('Resource', 'kafka-1', {});
    expect(plan(world, [same]).added).toEqual(['system:default/orders', 'component:default/job']);
    const other = fileEntity('Resource', 'events', { 'penstock.dev/element': 'kafka-1' });
    expect(plan(world, [other]).added).toEqual(['system:default/orders', 'component:default/job']);
  });

  it('is no longer discovered when the file comes later', () => {
    const other = fileEntity('Resource', 'events', { 'penstock.dev/element': 'kafka-1' });
    expect(plan(world, [...discovered, other]).removed).toEqual(['resource:default/kafka-1']);
  });

  it('holds for a pipeline, too', () => {
    const system = fileEntity('System', 'order-flow', { 'penstock.dev/pipeline': 'orders' });
    expect(plan(world, [system]).added).toEqual(['resource:default/kafka-1', 'component:default/job']);
  });

  it('is never removed', () => {
    const same = fileEntity('Resource', 'kafka-1', { 'penstock.dev/element': 'kafka-1' });
    expect(plan({ clusters: BOTH, pipelines: [] }, [same])).toEqual({ added: [], removed: [], absent: [] });
  });
});
