import { claimed, FAILED, newOperation, onEachDatabase } from './__testUtils__';
import type { OperationFilter, OperationStore } from './OperationStore';

/** Ids of all pages, a page at a time. */
async function walk(store: OperationStore, filter: Omit<OperationFilter, 'after'>): Promise<string[]> {
  const ids: string[] = [];
  let after: OperationFilter['after'];
  for (;;) {
    const page = await store.list({ ...filter, after });
    ids.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (!last || page.length < filter.limit) return ids;
    after = { createdAt: last.createdAt, id: last.id };
  }
}

onEachDatabase(({ fresh }) => {
  it.each([1, 2, 3, 7, 50])('pages by %p without repeating or leaving out one, though all have the same instant', async limit => {
    const { store, db } = await fresh();
    const ids = Array.from({ length: 11 }, (_, index) => `op-${String((index * 7) % 11).padStart(2, '0')}`);
    for (const id of ids) await store.insert(newOperation({ id, elements: ['orders', 'search'] }));
    await db('operations').update({ created_at: 1_700_000_000_000 });
    await db('operation_elements').update({ created_at: 1_700_000_000_000 });
    const expected = [...ids].sort().reverse();

    expect(await walk(store, { limit })).toEqual(expected);
    expect(await walk(store, { limit, element: 'search' })).toEqual(expected);
  });

  it('goes on where it was when newer ones come in between', async () => {
    const { store } = await fresh();
    for (const id of ['a', 'b', 'c']) await store.insert(newOperation({ id }));
    const [newest] = await store.list({ limit: 1 });
    await store.insert(newOperation({ id: 'd' }));

    const rest = await store.list({ limit: 5, after: { createdAt: newest.createdAt, id: newest.id } });

    expect(rest.map(({ id }) => id)).not.toContain('d');
    expect(rest).toHaveLength(2);
  });

  it('filters by pipeline, element, schedule and state, and counts the same', async () => {
    const test = await fresh();
    await test.store.finish(await claimed(test, newOperation({ id: 'ended', pipeline: 'shop', elements: ['orders', 'search'] })), FAILED);
    await test.store.insert(newOperation({ id: 'running', pipeline: 'shop', elements: ['orders'], schedule: 'nightly' }));
    await test.store.insert(newOperation({ id: 'foreign', pipeline: 'plant', elements: ['telemetry'] }));
    const cases: [Omit<OperationFilter, 'limit' | 'after'>, string[]][] = [
      [{}, ['ended', 'foreign', 'running']],
      [{ pipeline: 'shop' }, ['ended', 'running']],
      [{ element: 'orders' }, ['ended', 'running']],
      [{ element: 'search' }, ['ended']],
      [{ element: 'orders', state: 'running' }, ['running']],
      [{ state: 'ended' }, ['ended']],
      [{ schedule: 'nightly' }, ['running']],
      [{ kind: 'undo', element: 'orders' }, []],
      [{ pipeline: 'plant', element: 'orders' }, []],
      [{ pipeline: "'; drop table operations; --" }, []],
    ];
    for (const [filter, ids] of cases) {
      expect((await test.store.list({ ...filter, limit: 10 })).map(({ id }) => id).sort()).toEqual(ids);
      expect(await test.store.count(filter)).toBe(ids.length);
    }
  });

  it('finds nothing by words that no row can hold', async () => {
    const { store } = await fresh();
    await store.insert(newOperation());
    const never = 'a\u0000b';

    expect(await store.get(never)).toBeUndefined();
    expect(await store.list({ limit: 10, pipeline: never })).toEqual([]);
    expect(await store.list({ limit: 10, element: never })).toEqual([]);
    expect(await store.count({ schedule: never })).toBe(0);
    expect(await store.requestCancel(never, 'user:default/ann')).toBe(false);
    expect(await store.byKey('user:default/ann', never)).toBeUndefined();
  });

  it.each([
    ['an instant beyond all', { createdAt: 1e30, id: 'a' }],
    ['no instant', { createdAt: NaN, id: 'a' }],
    ['an id that no row can hold', { createdAt: 1, id: 'a\u0000' }],
  ])('refuses a position with %s', async (_, after) => {
    const { store } = await fresh();
    await expect(store.list({ limit: 10, after })).rejects.toThrow('none that a page ended with');
  });

  it.each([0, -1, 1.5, NaN, 501])('refuses a page of %p', async limit => {
    const { store } = await fresh();
    await expect(store.list({ limit })).rejects.toThrow('1 to 500 operations');
  });
});
