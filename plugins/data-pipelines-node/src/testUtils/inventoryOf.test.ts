import type { KubernetesObject } from '../kubernetes';
import { inventoryOf } from './inventoryOf';

const POD = { group: '', kind: 'Pod' };

function pod(name: string, labels: Record<string, string> = {}, ownerUid = 'u-1'): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'orders',
      uid: `uid-${name}`,
      labels,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'orders', uid: ownerUid },
      ],
    },
  };
}

describe('inventoryOf', () => {
  it('finds an object by kind and name, and nothing by a name of another namespace', () => {
    const inventory = inventoryOf([pod('a')]);
    expect(inventory.get(POD, { namespace: 'orders', name: 'a' })?.metadata.uid).toBe('uid-a');
    expect(inventory.get(POD, { namespace: 'other', name: 'a' })).toBeUndefined();
    expect(inventory.get({ group: 'x', kind: 'Pod' }, { namespace: 'orders', name: 'a' })).toBeUndefined();
  });

  it('lists what has every label, the namespace and the owner', () => {
    const inventory = inventoryOf([
      pod('a', { app: 'x', tier: 'db' }),
      pod('b', { app: 'x' }),
      pod('c', { app: 'x', tier: 'db' }, 'u-2'),
    ]);
    const names = (query: Parameters<typeof inventory.list>[1]) =>
      inventory.list(POD, query).map(object => object.metadata.name);
    expect(names({})).toEqual(['a', 'b', 'c']);
    expect(names({ labels: { app: 'x', tier: 'db' } })).toEqual(['a', 'c']);
    expect(names({ labels: { tier: 'db' }, ownerUid: 'u-2' })).toEqual(['c']);
    expect(names({ namespace: 'elsewhere' })).toEqual([]);
  });

  it('says watched and fresh unless told otherwise', () => {
    const denied = { state: 'denied' as const, reason: 'pods is forbidden' };
    const inventory = inventoryOf([], { kindStates: { Pod: denied }, observedAt: '2026-02-02T00:00:00Z' });
    expect(inventory.kindState(POD)).toEqual(denied);
    expect(inventory.kindState({ group: 'apps', kind: 'StatefulSet' })).toEqual({
      state: 'watched',
      freshness: { state: 'fresh', observedAt: '2026-02-02T00:00:00Z' },
    });
  });

  it('freezes a copy and leaves the fixture alone', () => {
    const fixture = pod('a');
    const seen = inventoryOf([fixture]).get(POD, { namespace: 'orders', name: 'a' });
    expect(Object.isFrozen(seen?.metadata.labels)).toBe(true);
    expect(Object.isFrozen(fixture)).toBe(false);
  });

  it('refuses a fixture that stands there twice', () => {
    expect(() => inventoryOf([pod('a'), pod('a')])).toThrow('Pod orders/a is given twice');
  });
});
