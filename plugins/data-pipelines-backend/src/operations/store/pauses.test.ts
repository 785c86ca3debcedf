import { claimed, claimedNext, newOperation, onEachDatabase, RESUME, rowOf, type TestStore } from './__testUtils__';
import type { Claim } from './OperationStore';

const PAUSE = { step: 'one', limitMs: 60_000, resume: [RESUME] };
const hold = (test: TestStore, claim: Claim, pause = PAUSE) => test.store.changeStep(claim, { index: 0, mark: 'intended' }, { phase: 'Quiescing', pause });

onEachDatabase(({ replicas, fresh }) => {
  it('is stored with the intent, with its limit by the database', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await hold(test, claim);

    const { pauses } = await rowOf(test, claim.operation);
    expect(pauses).toEqual([{ operation: claim.operation, step: 'one', state: 'held', heldAt: expect.any(Number), limitAt: pauses[0].heldAt + 60_000, resume: [RESUME] }]);
  });

  it('is left to its worker within the limit', async () => {
    const test = await fresh();
    await hold(test, await claimed(test, newOperation()));
    expect(await test.store.takeOverdue('watchdog', 60_000)).toEqual([]);
  });

  it.each([
    [60_000, 10_000, 0],
    [60_000, 1_000, 1],
    [4_000, 3_900, 0],
    [4_000, 1_400, 1],
    [1_000, 400, 1],
  ])('with a limit of %i ms of which %i are left is taken %i times: writes are to run again within it', async (limitMs, leftMs, times) => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await hold(test, claim, { ...PAUSE, limitMs });
    const limitAt = (await test.store.now()) + leftMs;
    await test.db('operation_pauses').update({ held_at: limitAt - limitMs, limit_at: limitAt });
    expect(await test.store.takeOverdue('watchdog', 60_000)).toHaveLength(times);
  });

  it.each([
    ['its limit has passed', (test: TestStore, claim: Claim) => test.expirePause(claim.operation, 'one')],
    ['the lease of its worker has run out', (test: TestStore, claim: Claim) => test.expireLease(claim.operation)],
    ['its worker gave the operation back', (test: TestStore, claim: Claim) => test.store.release(claim)],
  ])('is taken when %s, by one of many replicas', async (_, happens) => {
    const stores = await replicas(4);
    const claim = await claimed(stores[0], newOperation());
    await hold(stores[0], claim);
    await happens(stores[0], claim);

    const taken = await Promise.all(Array.from({ length: 12 }, (__, turn) => stores[turn % 4].store.takeOverdue(`watchdog-${turn}`, 60_000)));

    expect(taken.flat()).toEqual([expect.objectContaining({ operation: claim.operation, step: 'one', state: 'resuming', resume: [RESUME] })]);
    expect((await rowOf(stores[0], claim.operation)).pauses).toEqual(taken.flat());
  });

  it('is taken beside one that cannot be read', async () => {
    const test = await fresh();
    const ids = ['damaged-1', 'sound', 'damaged-2'];
    for (const id of ids) {
      await hold(test, await claimed(test, newOperation({ id })));
      await test.expirePause(id, 'one');
    }
    await test.db('operation_pauses').whereNot({ operation_id: 'sound' }).update({ resume: '[{"act":"scribble"}]' });

    expect(await test.store.takeOverdue('watchdog', 60_000)).toEqual([expect.objectContaining({ operation: 'sound' })]);
    await expect(test.store.takeOverdue('watchdog', 60_000)).rejects.toThrow('column "resume of the pause of step one" holds JSON of another form');
  });

  it('is taken from a replica that died while it resumed', async () => {
    const [one, other] = await replicas(2);
    const claim = await claimed(one, newOperation());
    await hold(one, claim);
    await one.expirePause(claim.operation, 'one');
    await one.store.takeOverdue('dies', 60_000);
    expect(await other.store.takeOverdue('lives', 60_000)).toEqual([]);
    await one.expireResume(claim.operation, 'one');

    expect(await other.store.takeOverdue('lives', 60_000)).toHaveLength(1);
  });

  it('is taken again after a resume that failed, and tells why it failed until it is resumed', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await hold(test, claim);
    await test.expirePause(claim.operation, 'one');
    await test.store.takeOverdue('watchdog', 60_000);
    await test.store.resumeFailed(claim.operation, 'one', 'The API server answered 503.');

    expect((await rowOf(test, claim.operation)).pauses[0]).toMatchObject({ state: 'resuming', problem: 'The API server answered 503.' });
    expect(await test.store.takeOverdue('watchdog', 60_000)).toHaveLength(1);
    await test.store.resumed(claim.operation, 'one');

    const [pause] = (await rowOf(test, claim.operation)).pauses;
    expect(pause).toMatchObject({ state: 'resumed', resumedAt: expect.any(Number) });
    expect(pause.problem).toBeUndefined();
    expect(await test.store.takeOverdue('watchdog', 60_000)).toEqual([]);
  });

  it('is not made longer by a step that is repeated', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await hold(test, claim);
    const [first] = (await rowOf(test, claim.operation)).pauses;

    expect(await hold(test, claim, { ...PAUSE, limitMs: 600_000 })).toBe(true);

    expect((await rowOf(test, claim.operation)).pauses).toEqual([first]);
  });

  it('cannot be held anew while the watchdog resumes it; nothing of the step is written then', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await hold(test, claim);
    await test.expirePause(claim.operation, 'one');
    await test.store.takeOverdue('watchdog', 60_000);
    const before = await rowOf(test, claim.operation);

    await expect(hold(test, claim)).rejects.toThrow('being resumed by the watchdog');

    expect(await rowOf(test, claim.operation)).toEqual(before);
  });

  it('stays owed when it was held anew before a late watchdog says that it resumed', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await hold(test, claim);
    await test.expireLease(claim.operation);
    const [late] = await test.store.takeOverdue('late', 60_000);
    await test.expireResume(claim.operation, 'one');
    const [quick] = await test.store.takeOverdue('quick', 60_000);
    await test.store.resumed(quick.operation, quick.step, quick.heldAt);
    await hold(test, await claimedNext(test, 'ben'));

    await test.store.resumed(late.operation, late.step, late.heldAt);
    await test.store.resumeFailed(late.operation, late.step, 'too late', late.heldAt);

    const [pause] = (await rowOf(test, claim.operation)).pauses;
    expect(pause).toMatchObject({ state: 'held' });
    expect(pause.heldAt).toBeGreaterThan(late.heldAt);
    expect(pause.resumedAt).toBeUndefined();
  });

  it('says no more of a failure than 2,000 characters', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await hold(test, claim);
    await test.store.resumeFailed(claim.operation, 'one', 'x'.repeat(5000));
    expect((await rowOf(test, claim.operation)).pauses[0].problem).toHaveLength(2000);
  });
});
