import { claimed, FAILED, newOperation, onEachDatabase, rowOf } from './__testUtils__';

const volume = (name: string) => ({ key: `volume:east/${name}` });

onEachDatabase(({ replicas, fresh }) => {
  it('keeps what was accepted', async () => {
    const { store } = await fresh();
    const told = newOperation({ elements: ['orders', 'search'] });
    const operation = { ...told, scope: { ...told.scope, elements: told.scope.elements.map(element => ({ ...element, namedOwner: 'group:default/search' })) }, confirmation: { typed: 'orders' }, schedule: 'nightly' };

    const answer = await store.insert(operation);

    const { id, kind, scope, request, stored, createdBy, schedule } = operation;
    const now = await store.now();
    expect(answer).toMatchObject({ outcome: 'inserted', row: { id, kind, scope, request, stored, createdBy, schedule, phase: 'Pending', version: 1, leftovers: [], pauses: [] } });
    const row = await store.get(id);
    expect(answer).toEqual({ outcome: 'inserted', row });
    expect(row?.steps).toEqual([
      { index: 0, id: 'one', mark: 'waiting', written: [] },
      { index: 1, id: 'two', mark: 'waiting', written: [] },
    ]);
    expect(now - (row?.createdAt ?? 0)).toBeLessThan(60_000);
    expect(row?.startedAt).toBeUndefined();
  });

  it('stores plans with hundreds of steps, elements and locks', async () => {
    const { store } = await fresh();
    const names = Array.from({ length: 700 }, (_, index) => `volume-${index}`);
    const template = newOperation();
    const operation = newOperation({
      elements: names,
      locks: names.map(name => ({ ...volume(name), mode: 'exclusive' as const })),
      steps: names.map(name => ({ ...template.stored.steps[0], id: name })),
    });

    expect(await store.insert(operation)).toMatchObject({ outcome: 'inserted' });
    expect((await store.get(operation.id))?.steps.map(({ id }) => id)).toEqual(names);
    expect(await store.locks()).toHaveLength(700);
    expect(await store.insert(newOperation({ locks: operation.stored.locks }))).toMatchObject({ outcome: 'locked', by: { length: 700 } });
  });

  it('answers the same key and body with the operation of then, ended or not', async () => {
    const test = await fresh();
    const operation = newOperation();
    await test.store.finish(await claimed(test, operation), FAILED);

    expect(await test.store.insert(operation)).toEqual({ outcome: 'known', row: await rowOf(test, operation.id) });
    expect(await test.store.byKey(operation.createdBy, operation.idempotencyKey)).toEqual({ row: await rowOf(test, operation.id), requestHash: operation.requestHash });
    expect(await test.store.count({})).toBe(1);
  });

  it('refuses the same key with another body, and stores nothing', async () => {
    const { store } = await fresh();
    const operation = newOperation();
    await store.insert(operation);

    const other = newOperation({ key: operation.idempotencyKey });

    expect(await store.insert(other)).toEqual({ outcome: 'key-reused', operation: operation.id });
    expect(await store.get(other.id)).toBeUndefined();
    expect(await store.locks()).toHaveLength(1);
  });

  it('keeps the keys of two callers apart', async () => {
    const { store } = await fresh();
    const operation = newOperation();
    await store.insert(operation);
    const other = { ...newOperation({ key: operation.idempotencyKey }), createdBy: 'user:default/ben' };

    expect(await store.insert(other)).toMatchObject({ outcome: 'inserted' });
    expect((await store.byKey('user:default/ben', operation.idempotencyKey))?.row.id).toBe(other.id);
    expect(await store.byKey('user:default/cid', operation.idempotencyKey)).toBeUndefined();
  });

  it('starts a plan once, whatever the key', async () => {
    const { store } = await fresh();
    const operation = newOperation();
    await store.insert(operation);

    expect(await store.insert(newOperation({ id: operation.id }))).toEqual({ outcome: 'plan-started', operation: operation.id });
  });

  it('lets exactly one of 20 racing starts of a plan in', async () => {
    const stores = await replicas(4);
    const operation = newOperation();

    const answers = await Promise.all(Array.from({ length: 20 }, (_, turn) => stores[turn % 4].store.insert(newOperation({ id: operation.id }))));

    expect(answers.filter(({ outcome }) => outcome === 'inserted')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'plan-started')).toHaveLength(19);
  });

  it('answers 20 racing repetitions of one start with one operation', async () => {
    const stores = await replicas(4);
    const operation = newOperation();

    const answers = await Promise.all(Array.from({ length: 20 }, (_, turn) => stores[turn % 4].store.insert(operation)));

    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['inserted', ...Array(19).fill('known')]);
  });

  it('lets exactly one of 20 racing operations have a volume, though each wants others too', async () => {
    const stores = await replicas(4);
    const racing = Array.from({ length: 20 }, (_, turn) => {
      const keys = [`own-${turn}`, 'contested-1', 'contested-2'];
      return newOperation({ locks: (turn % 2 ? keys : keys.reverse()).map(key => ({ ...volume(key), mode: turn % 3 ? ('exclusive' as const) : ('expand' as const) })) });
    });

    const answers = await Promise.all(racing.map((operation, turn) => stores[turn % 4].store.insert(operation)));

    const winners = racing.filter((_, turn) => answers[turn].outcome === 'inserted');
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'locked')).toHaveLength(19);
    expect(await stores[0].store.count({})).toBe(1);
    expect(new Set((await stores[0].store.locks()).map(({ operation }) => operation))).toEqual(new Set([winners[0].id]));
  });

  it('names every holder of what is wanted, and stores nothing then', async () => {
    const { store } = await fresh();
    const grow = newOperation({ locks: [{ ...volume('a'), mode: 'expand' }] });
    const cut = newOperation({ locks: [{ ...volume('b'), mode: 'snapshot' }] });
    await store.insert(grow);
    await store.insert(cut);

    const restore = newOperation({ locks: [{ ...volume('b'), mode: 'exclusive' }, { ...volume('a'), mode: 'exclusive' }, { ...volume('c'), mode: 'exclusive' }] });

    expect(await store.insert(restore)).toEqual({
      outcome: 'locked',
      by: [{ ...volume('a'), operation: grow.id }, { ...volume('b'), operation: cut.id }],
    });
    expect(await store.get(restore.id)).toBeUndefined();
    expect(await store.locks()).toEqual([
      { ...volume('a'), mode: 'expand', operation: grow.id },
      { ...volume('b'), mode: 'snapshot', operation: cut.id },
    ]);
  });

  it('frees what was held when the operation ends', async () => {
    const test = await fresh();
    const first = newOperation({ locks: [{ ...volume('a'), mode: 'exclusive' }] });
    const second = newOperation({ locks: [{ ...volume('a'), mode: 'snapshot' }] });
    const claim = await claimed(test, first);
    expect(await test.store.insert(second)).toMatchObject({ outcome: 'locked' });
    await test.store.finish(claim, FAILED);

    expect(await test.store.insert(second)).toMatchObject({ outcome: 'inserted' });
  });

  it.each([
    ['an empty key', { key: '' }],
    ['a key of a megabyte', { key: 'k'.repeat(2 ** 20) }],
    ['an id of 256 characters', { id: 'i'.repeat(256) }],
  ])('refuses %s', async (_, told) => {
    const { store } = await fresh();
    await expect(store.insert(newOperation(told))).rejects.toThrow('characters; it needs 1 to 255');
    expect(await store.count({})).toBe(0);
  });
});
