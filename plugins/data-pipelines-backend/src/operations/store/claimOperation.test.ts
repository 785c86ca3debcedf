import { claimed, FAILED, newOperation, onEachDatabase, rowOf } from './__testUtils__';

onEachDatabase(({ replicas, fresh }) => {
  it('takes the oldest operation that nobody works on', async () => {
    const { store } = await fresh();
    const [older, newer] = [newOperation(), newOperation()];
    await store.insert(older);
    await store.insert(newer);

    expect(await store.claim('ann', 60_000)).toEqual({ operation: older.id, worker: 'ann', token: 1 });
    expect(await store.claim('ben', 60_000)).toEqual({ operation: newer.id, worker: 'ben', token: 1 });
    expect(await store.claim('cid', 60_000)).toBeUndefined();
  });

  it('gives each of many operations to exactly one of many racing workers', async () => {
    const stores = await replicas(4);
    const operations = Array.from({ length: 10 }, () => newOperation());
    for (const operation of operations) await stores[0].store.insert(operation);

    const claims = await Promise.all(Array.from({ length: 40 }, (_, turn) => stores[turn % 4].store.claim(`worker-${turn}`, 60_000)));

    expect(claims.flatMap(claim => claim?.operation ?? []).sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  it('lets exactly one of two workers take over an operation whose lease has run out, with a higher token', async () => {
    const [one, other] = await replicas(2);
    const first = await claimed(one, newOperation());
    await one.expireLease(first.operation);

    const claims = await Promise.all([one.store.claim('ben', 60_000), other.store.claim('cid', 60_000)]);

    const won = claims.filter(claim => claim !== undefined);
    expect(won).toHaveLength(1);
    expect(won[0].token).toBe(first.token + 1);
  });

  it('leaves an operation alone as long as its worker renews', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await test.expireLease(claim.operation);

    expect(await test.store.renew(claim, 60_000)).toBe(true);

    expect(await test.store.claim('ben', 60_000)).toBeUndefined();
  });

  it('gives a released operation to the next at once', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await test.store.release(claim);

    expect(await test.store.claim('ben', 60_000)).toEqual({ operation: claim.operation, worker: 'ben', token: claim.token + 1 });
  });

  it('leaves operations alone that ended, and those of a newer format', async () => {
    const test = await fresh();
    await test.store.finish(await claimed(test, newOperation()), FAILED);
    const newer = newOperation();
    await test.store.insert(newer);
    await test.db('operations').where({ id: newer.id }).update({ format: 2 });

    expect(await test.store.claim('ben', 60_000)).toBeUndefined();
  });

  it('is no change that somebody waits for', async () => {
    const test = await fresh();
    const operation = newOperation();
    await test.store.insert(operation);
    const before = await rowOf(test, operation.id);
    const claim = await test.store.claim('ann', 60_000);
    await test.store.renew(claim ?? { operation: '', worker: '', token: 0 }, 60_000);

    expect(await rowOf(test, operation.id)).toEqual(before);
  });

  it.each([NaN, -1, Infinity])('refuses %p as a lease', async lease => {
    const { store } = await fresh();
    await expect(store.claim('ann', lease)).rejects.toThrow('no duration');
  });
});
