import { claimed, newOperation, onEachDatabase, rowOf } from './__testUtils__';

onEachDatabase(({ replicas, fresh }) => {
  it('keeps the first who asked; repeating changes nothing', async () => {
    const test = await fresh();
    const { operation } = await claimed(test, newOperation());

    expect(await test.store.requestCancel(operation, 'user:default/ann')).toBe(true);
    const asked = await rowOf(test, operation);
    expect(asked.cancel).toEqual({ requestedAt: expect.any(Number), requestedBy: 'user:default/ann' });
    expect(await test.store.requestCancel(operation, 'user:default/ben')).toBe(true);

    expect(await rowOf(test, operation)).toEqual(asked);
  });

  it('counts one of many at once', async () => {
    const stores = await replicas(3);
    const { operation } = await claimed(stores[0], newOperation());

    const answers = await Promise.all(Array.from({ length: 12 }, (_, turn) => stores[turn % 3].store.requestCancel(operation, `user:default/u${turn}`)));

    expect(new Set(answers)).toEqual(new Set([true]));
    expect((await rowOf(stores[0], operation)).version).toBe(2);
  });

  it('says no for an operation that is not there', async () => {
    const { store } = await fresh();
    expect(await store.requestCancel('none', 'user:default/ann')).toBe(false);
  });
});
