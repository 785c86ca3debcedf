import { claimed, claimedNext, FAILED, newOperation, onEachDatabase, RESUME, rowOf } from './__testUtils__';
import type { Claim, OperationStore } from './OperationStore';

/** Every write of a worker. A method that is missing here does not compile. */
type WorkerWrite = 'renew' | 'changeStep' | 'setPhase' | 'finish' | 'release';
const WRITES: Record<WorkerWrite, (store: OperationStore, claim: Claim) => Promise<boolean | void>> = {
  renew: (store, claim) => store.renew(claim, 60_000),
  changeStep: (store, claim) =>
    store.changeStep(claim, { index: 0, mark: 'done', facts: { stale: true } }, { phase: 'Cutting', pause: { step: 'one', limitMs: 1000, resume: [RESUME] } }),
  setPhase: (store, claim) => store.setPhase(claim, 'Finalizing'),
  finish: (store, claim) => store.finish(claim, FAILED),
  release: (store, claim) => store.release(claim),
};

onEachDatabase(({ replicas }) => {
  describe.each(Object.entries(WRITES))('%s', (write, perform) => {
    it('of a worker that was taken over changes nothing and says so', async () => {
      const [late, next] = await replicas(2);
      const stale = await claimed(late, newOperation());
      await late.expireLease(stale.operation);
      const valid = await claimedNext(next, 'ben');
      const before = await everything(late.db);

      expect(await perform(late.store, stale)).toBe(write === 'release' ? undefined : false);

      expect(await everything(late.db)).toEqual(before);
      expect(await next.store.renew(valid, 60_000)).toBe(true);
    });

    it('of the same worker by an older token changes nothing', async () => {
      const [test] = await replicas(1);
      const stale = await claimed(test, newOperation());
      await test.expireLease(stale.operation);
      await claimedNext(test, stale.worker);
      const before = await everything(test.db);

      expect(await perform(test.store, stale)).toBe(write === 'release' ? undefined : false);

      expect(await everything(test.db)).toEqual(before);
    });

    it('of a worker that gave the claim back changes nothing', async () => {
      const [test] = await replicas(1);
      const stale = await claimed(test, newOperation());
      await test.store.release(stale);
      const before = await everything(test.db);

      expect(await perform(test.store, stale)).toBe(write === 'release' ? undefined : false);

      expect(await everything(test.db)).toEqual(before);
    });

    it('changes nothing of an operation that ended', async () => {
      const [test] = await replicas(1);
      const claim = await claimed(test, newOperation());
      await test.store.finish(claim, FAILED);
      const before = await everything(test.db);

      expect(await perform(test.store, claim)).toBe(write === 'release' ? undefined : false);

      expect(await everything(test.db)).toEqual(before);
    });
  });

  it('a valid claim lands each write, so that the tests above can fail', async () => {
    const [test] = await replicas(1);
    for (const perform of Object.values(WRITES).slice(0, 3)) {
      const claim = await claimed(test, newOperation());
      expect(await perform(test.store, claim)).toBe(true);
    }
    const claim = await claimed(test, newOperation());
    expect(await test.store.finish(claim, FAILED)).toBe(true);
    expect((await rowOf(test, claim.operation)).phase).toBe('Failed');
  });
});

/** All rows of all tables. */
async function everything(db: import('knex').Knex) {
  const tables = ['operations', 'operation_elements', 'operation_steps', 'operation_locks', 'operation_pauses'];
  return Object.fromEntries(await Promise.all(tables.map(async table => [table, await db(table).select()])));
}
