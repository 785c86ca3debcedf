import { ObjectStore } from './ObjectStore';

const object = (name: string, data = '') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'n' },
  data: { data },
});
const names = (list: { metadata: { name?: string } }[] | undefined) =>
  list?.map(entry => entry.metadata.name);

describe('ObjectStore', () => {
  it('lists in the order of namespace and name, as it was at any remembered revision', () => {
    const store = new ObjectStore();
    store.put('/configmaps', object('b'));
    store.put('/configmaps', object('a'));
    const then = store.revision;
    store.put('/configmaps', object('c'));
    store.put('/configmaps', object('a', 'changed'));
    store.remove('/configmaps', object('b'));
    expect(names(store.list('/configmaps'))).toEqual(['a', 'c']);
    const past = store.listAt('/configmaps', 'n', then);
    expect(names(past)).toEqual(['a', 'b']);
    expect(past?.[0]?.data).toEqual({ data: '' });
  });

  it('forgets old changes, so that its memory is bounded', () => {
    const store = new ObjectStore();
    store.put('/configmaps', object('a'));
    const old = store.revision;
    for (let index = 0; index < 20_000; index += 1) {
      store.put('/configmaps', object('a', String(index)));
    }
    expect(store.since('/configmaps', 0).length).toBeLessThanOrEqual(1000);
    expect(store.floor('/configmaps')).toBeGreaterThan(old);
    expect(store.listAt('/configmaps', undefined, old)).toBeUndefined();
    expect(store.floor('/pods')).toBeLessThanOrEqual(old);
  });

  it('starts with an empty history from what was saved, at the same revision', () => {
    const store = new ObjectStore();
    store.put('/configmaps', object('a'));
    const restored = new ObjectStore();
    restored.load(JSON.parse(JSON.stringify(store.save())));
    expect(restored.revision).toBe(store.revision);
    expect(names(restored.list('/configmaps'))).toEqual(['a']);
    expect(restored.floor('/configmaps')).toBe(store.revision);
  });
});
