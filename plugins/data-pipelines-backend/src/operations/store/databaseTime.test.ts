import { claimed, claimedNext, newOperation, onEachDatabase, rowOf } from './__testUtils__';

/** Puts this process's clock so many minutes off, without stopping timers. */
function clockOff(minutes: number): void {
  jest.useFakeTimers({
    now: Date.now() + minutes * 60_000,
    doNotFake: ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'],
  });
}

afterEach(() => {
  jest.useRealTimers();
});

onEachDatabase(({ fresh }) => {
  it.each([-30, 30])('agrees on leases, limits and times with a process whose clock is %p minutes off', async minutes => {
    const test = await fresh();
    const before = await test.store.now();
    const first = await claimed(test, newOperation());

    clockOff(minutes);
    expect(Math.abs(Date.now() - before)).toBeGreaterThan(29 * 60_000);
    expect(await test.store.claim('ben', 60_000)).toBeUndefined();
    await test.store.changeStep(first, { index: 0, mark: 'intended' }, { phase: 'Quiescing', pause: { step: 'one', limitMs: 60_000, resume: [] } });
    expect(await test.store.takeOverdue('watchdog', 60_000)).toEqual([]);
    await test.store.renew(first, 60_000);
    const operation = newOperation();
    await test.store.insert(operation);
    await claimedNext(test, 'cid');
    await test.store.requestCancel(operation.id, 'user:default/ann');
    const after = await test.store.now();
    jest.useRealTimers();

    expect(await test.store.claim('ben', 60_000)).toBeUndefined();
    const rows = [await rowOf(test, first.operation), await rowOf(test, operation.id)];
    const times = rows.flatMap(row => [row.createdAt, row.updatedAt, row.startedAt, row.cancel?.requestedAt, row.steps[0].startedAt, row.pauses[0]?.heldAt].filter(time => time !== undefined));
    expect(times).toHaveLength(8);
    for (const time of times) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(after);
    }
  });

  it('counts whole milliseconds since the epoch', async () => {
    const { store } = await fresh();
    const [one, other] = [await store.now(), await store.now()];
    expect(Number.isInteger(one)).toBe(true);
    expect(other).toBeGreaterThanOrEqual(one);
    expect(Math.abs(one - Date.now())).toBeLessThan(60_000);
  });
});
