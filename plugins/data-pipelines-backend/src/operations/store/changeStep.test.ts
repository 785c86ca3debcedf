import { claimed, claimedNext, newOperation, onEachDatabase, rowOf } from './__testUtils__';
import type { WrittenRow } from './OperationStore';

const WRITTEN: WrittenRow = { act: 'create', cluster: 'east', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'one', uid: 'u-1', outcome: 'done', undo: false };

onEachDatabase(({ fresh }) => {
  it('keeps how far a step is, and what was not told stays', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    const change = (more: object) => test.store.changeStep(claim, { index: 0, ...more });

    expect(await test.store.changeStep(claim, { index: 0, mark: 'intended' }, { phase: 'Running' })).toBe(true);
    const intended = await rowOf(test, claim.operation);
    expect(intended).toMatchObject({ phase: 'Running', startedAt: expect.any(Number), steps: [{ mark: 'intended', startedAt: expect.any(Number) }, { mark: 'waiting' }] });
    expect(intended.steps[0].finishedAt).toBeUndefined();

    await change({ written: [WRITTEN] });
    await change({ mark: 'acted', observation: { state: 'waiting', waitsFor: 'the resizer' } });
    await change({ mark: 'done', facts: { grown: ['a'] } });

    const done = await rowOf(test, claim.operation);
    expect(done.steps[0]).toEqual({
      index: 0,
      id: 'one',
      mark: 'done',
      observation: { state: 'waiting', waitsFor: 'the resizer' },
      facts: { grown: ['a'] },
      written: [WRITTEN],
      startedAt: intended.steps[0].startedAt,
      finishedAt: expect.any(Number),
    });
    expect(done.startedAt).toBe(intended.startedAt);
    expect(done.phase).toBe('Running');
  });

  it('opens a step again that is undone, under the instant of its first start', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await test.store.changeStep(claim, { index: 0, mark: 'done' });
    const done = (await rowOf(test, claim.operation)).steps[0];

    await test.store.changeStep(claim, { index: 0, mark: 'undo-intended' });
    expect((await rowOf(test, claim.operation)).steps[0]).toMatchObject({ mark: 'undo-intended', startedAt: done.startedAt, finishedAt: undefined });
    await test.store.changeStep(claim, { index: 0, mark: 'undone' });
    expect((await rowOf(test, claim.operation)).steps[0]).toMatchObject({ mark: 'undone', startedAt: done.startedAt, finishedAt: expect.any(Number) });
  });

  it('makes the version grow with each change, whoever makes it', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    const id = claim.operation;
    const changes = [
      () => test.store.setPhase(claim, 'Validating'),
      () => test.store.changeStep(claim, { index: 0, mark: 'intended' }, { pause: { step: 'one', limitMs: 60_000, resume: [] } }),
      () => test.store.changeStep(claim, { index: 0, observation: { state: 'done' } }),
      () => test.store.requestCancel(id, 'user:default/ben'),
      async () => {
        await test.expirePause(id, 'one');
        await test.store.takeOverdue('watchdog', 60_000);
      },
      () => test.store.resumeFailed(id, 'one', 'The API server does not answer.'),
      () => test.store.resumed(id, 'one'),
      () => test.store.finish(claim, { phase: 'Cancelled', leftovers: [] }),
    ];
    const versions = [(await rowOf(test, id)).version];
    for (const change of changes) {
      await change();
      versions.push((await rowOf(test, id)).version);
    }

    expect(versions).toEqual(changes.map((_, index) => index + 1).concat(changes.length + 1));
  });

  it('writes nothing for a step that is not there', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    const before = await rowOf(test, claim.operation);

    await expect(test.store.changeStep(claim, { index: 9, mark: 'done' }, { phase: 'Running' })).rejects.toThrow('has no step 9');

    expect(await rowOf(test, claim.operation)).toEqual(before);
  });

  it('does not end an operation', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());

    await expect(test.store.setPhase(claim, 'Succeeded')).rejects.toThrow('Succeeded is final');
    await expect(test.store.changeStep(claim, { index: 0 }, { phase: 'Failed' })).rejects.toThrow('Failed is final');

    expect((await rowOf(test, claim.operation)).phase).toBe('Pending');
  });

  it('takes anything that JSON can hold', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    const facts = { text: 'a\u0000b "quoted" ? :name \u{1F600} \u2028', number: 1e300, nothing: null, list: [[], {}] };

    await test.store.changeStep(claim, { index: 0, facts });
    await test.store.release(claim);

    expect((await claimedNext(test, 'ben')).operation).toBe(claim.operation);
    expect((await rowOf(test, claim.operation)).steps[0].facts).toEqual(facts);
  });
});
