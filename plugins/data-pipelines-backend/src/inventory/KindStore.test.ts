import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { KindStore } from './KindStore';

function pod(name: string, { namespace = 'a', app = 'x', owner = 'o' } = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `${namespace}-${name}`,
      labels: { app },
      ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: owner }],
    },
  };
}

function names(store: KindStore, query: Parameters<KindStore['list']>[0]): string[] {
  return store.list(query).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();
}

describe('KindStore', () => {
  it('answers by namespace, label and owner, alone and together', () => {
    const store = new KindStore();
    store.replace([pod('1'), pod('2', { app: 'y' }), pod('1', { namespace: 'b' }), pod('3', { owner: 'p' })]);
    expect(names(store, { namespace: 'a' })).toEqual(['a/1', 'a/2', 'a/3']);
    expect(names(store, { labels: { app: 'x' } })).toEqual(['a/1', 'a/3', 'b/1']);
    expect(names(store, { ownerUid: 'p' })).toEqual(['a/3']);
    expect(names(store, { namespace: 'a', labels: { app: 'x' }, ownerUid: 'o' })).toEqual(['a/1']);
    expect(names(store, { labels: { app: 'x', other: 'z' } })).toEqual([]);
  });

  it('keeps label indexes true after changes and deletions', () => {
    const store = new KindStore();
    store.put(pod('1'));
    expect(names(store, { labels: { app: 'x' } })).toEqual(['a/1']);
    store.put(pod('1', { app: 'y' }));
    store.put(pod('2', { app: 'x' }));
    expect(names(store, { labels: { app: 'x' } })).toEqual(['a/2']);
    expect(names(store, { labels: { app: 'y' } })).toEqual(['a/1']);
    store.remove({ namespace: 'a', name: '1' });
    expect(names(store, { labels: { app: 'y' } })).toEqual([]);
    expect(store.size).toBe(1);
  });

  it('replaces one namespace and leaves the others', () => {
    const store = new KindStore();
    store.replace([pod('1'), pod('2')], 'a');
    store.replace([pod('1', { namespace: 'b' })], 'b');
    store.replace([pod('2')], 'a');
    expect(names(store, {})).toEqual(['a/2', 'b/1']);
  });

  it('still finds by labels beyond those that are indexed', () => {
    const store = new KindStore();
    store.put(pod('1'));
    for (let key = 0; key < 40; key += 1) expect(names(store, { labels: { [`k${key}`]: 'v' } })).toEqual([]);
    expect(names(store, { labels: { app: 'x' } })).toEqual(['a/1']);
  });
});
