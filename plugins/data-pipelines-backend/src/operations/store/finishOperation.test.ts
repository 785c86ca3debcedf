import { claimed, FAILED, newOperation, onEachDatabase, rowOf, SUCCEEDED } from './__testUtils__';

onEachDatabase(({ fresh }) => {
  it('ends an operation whose steps are done', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await test.store.changeStep(claim, { index: 0, mark: 'done' });
    await test.store.changeStep(claim, { index: 1, mark: 'skipped' });
    const leftovers = [{ object: { cluster: 'east', apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', namespace: 'shop', name: 'old' }, sentence: 'It is kept.', removable: true }];

    expect(await test.store.finish(claim, { ...SUCCEEDED, leftovers })).toBe(true);

    const row = await rowOf(test, claim.operation);
    expect(row).toMatchObject({ phase: 'Succeeded', result: SUCCEEDED.result, leftovers, finishedAt: expect.any(Number) });
    expect(row.failure).toBeUndefined();
    expect(await test.store.locks()).toEqual([]);
    expect(await test.store.list({ limit: 10, state: 'running' })).toEqual([]);
    expect(await test.store.list({ limit: 10, state: 'ended' })).toEqual([row]);
  });

  it.each(['waiting', 'intended', 'acted', 'failed', 'undone'] as const)('does not let an operation succeed with a step that is %s', async mark => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await test.store.changeStep(claim, { index: 0, mark: 'done' });
    await test.store.changeStep(claim, { index: 1, mark });
    const before = await rowOf(test, claim.operation);

    await expect(test.store.finish(claim, SUCCEEDED)).rejects.toThrow(`cannot end as Succeeded: Step two is ${mark}`);

    expect(await rowOf(test, claim.operation)).toEqual(before);
    expect(await test.store.locks()).toHaveLength(1);
    expect(await test.store.renew(claim, 60_000)).toBe(true);
  });

  it('does not let an operation fail without saying why', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await expect(test.store.finish(claim, { phase: 'Failed', leftovers: [] })).rejects.toThrow('does not say why');
  });

  it('does not end an operation that owes a resume, until it is resumed', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await test.store.changeStep(claim, { index: 0, mark: 'intended' }, { pause: { step: 'one', limitMs: 60_000, resume: [] } });

    await expect(test.store.finish(claim, FAILED)).rejects.toThrow('pause of step one is held and still owed a resume');
    await test.expirePause(claim.operation, 'one');
    await test.store.takeOverdue('watchdog', 60_000);
    await expect(test.store.finish(claim, FAILED)).rejects.toThrow('pause of step one is resuming and still owed a resume');
    await test.store.resumed(claim.operation, 'one');

    expect(await test.store.finish(claim, FAILED)).toBe(true);
  });

  it('is final for everybody', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await test.store.changeStep(claim, { index: 0, mark: 'failed' }, { pause: { step: 'one', limitMs: 0, resume: [] } });
    await test.store.resumed(claim.operation, 'one');
    await test.store.finish(claim, FAILED);
    const ended = await rowOf(test, claim.operation);

    expect(await test.store.finish(claim, { phase: 'Cancelled', leftovers: [] })).toBe(false);
    expect(await test.store.requestCancel(claim.operation, 'user:default/ben')).toBe(false);
    expect(await test.store.takeOverdue('watchdog', 60_000)).toEqual([]);
    await test.store.resumed(claim.operation, 'one');
    await test.store.resumeFailed(claim.operation, 'one', 'too late');

    expect(await rowOf(test, claim.operation)).toEqual(ended);
  });
});
