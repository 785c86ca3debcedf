import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { withLive } from './liveReader';

const POOL = { group: 'kafka.strimzi.io', kind: 'KafkaNodePool' };

function pool(name: string, size: string, labels: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', metadata: { name, namespace: 'orders', uid: `uid-${name}`, labels }, spec: { storage: { size } } };
}

function sizes(objects: readonly KubernetesObject[]): string[] {
  return objects.map(({ metadata, spec }) => `${metadata.name} ${JSON.stringify(spec)}`).sort();
}

describe('withLive', () => {
  const seen = inventoryOf([pool('broker', '10Gi', { role: 'broker' }), pool('controller', '1Gi', { role: 'controller' })], { cluster: 'prod-north' });

  it('shows an object that was read as it was read, and all others as they were seen', () => {
    const reader = withLive(seen, [pool('broker', '12Gi', { role: 'broker' })]);
    expect(reader.get(POOL, { namespace: 'orders', name: 'broker' })?.spec).toEqual({ storage: { size: '12Gi' } });
    expect(sizes(reader.list(POOL, { namespace: 'orders' }))).toEqual(['broker {"storage":{"size":"12Gi"}}', 'controller {"storage":{"size":"1Gi"}}']);
    expect(reader.cluster).toBe('prod-north');
    expect(reader.kindState(POOL)).toEqual(seen.kindState(POOL));
  });

  it('finds by the labels that an object has now, not by those that it had', () => {
    const reader = withLive(seen, [pool('broker', '12Gi', { role: 'both' })]);
    expect(reader.list(POOL, { labels: { role: 'broker' } })).toEqual([]);
    expect(reader.list(POOL, { labels: { role: 'both' } })).toHaveLength(1);
  });

  it('shows what the watch has not seen yet, and keeps kinds of one name in two groups apart', () => {
    const reader = withLive(seen, [pool('new', '5Gi')]);
    expect(reader.list(POOL)).toHaveLength(3);
    expect(reader.get({ group: 'other.example', kind: 'KafkaNodePool' }, { namespace: 'orders', name: 'new' })).toBeUndefined();
  });
});
