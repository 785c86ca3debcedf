import fc from 'fast-check';
import { FAILED, newOperation, onEachDatabase, RESUME, SUCCEEDED, type TestStore } from './__testUtils__';
import { operationViolations } from './operationInvariants';
import { FINAL_PHASES, type Claim, type OperationRow } from './OperationStore';

/** One thing that happens, by one of two replicas. */
interface Happening {
  what:
    | ('claim' | 'renew' | 'release' | 'begin' | 'act' | 'fail' | 'undo' | 'pause' | 'resumed' | 'watchdog' | 'cancel' | 'succeed' | 'end')
    | ('lease passes' | 'limit passes' | 'resume passes');
  by: 0 | 1;
}

const HAPPENINGS = fc.array(
  fc.record({
    what: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<Happening['what']>('claim', 'begin', 'act', 'pause', 'lease passes') },
      { weight: 2, arbitrary: fc.constantFrom<Happening['what']>('renew', 'release', 'fail', 'undo', 'resumed', 'watchdog', 'cancel', 'limit passes', 'resume passes') },
      { weight: 1, arbitrary: fc.constantFrom<Happening['what']>('succeed', 'end') },
    ),
    by: fc.constantFrom<0 | 1>(0, 1),
  }),
  { minLength: 5, maxLength: 40 },
);

const first = (...what: Happening['what'][]): Happening[] => what.map(one => ({ what: one, by: 0 }));

/** Courses that end, so that the rules of an end are tried in each run. */
const ENDING: [Happening[]][] = [
  [first('claim', 'begin', 'act', 'begin', 'act', 'succeed', 'cancel', 'end')],
  [[...first('claim', 'pause', 'lease passes'), { what: 'claim', by: 1 }, ...first('act', 'watchdog', 'end'), { what: 'end', by: 1 }]],
  [first('claim', 'pause', 'resumed', 'end', 'limit passes')],
];

const ID = 'contended';

/** What a worker remembers; the store is never asked whether the claim still holds. */
interface Memory {
  claim?: Claim;
  step: number;
}

/** A worker keeps to the order of steps, as it knows it. */
async function perform(test: TestStore, memory: Memory, { what, by }: Happening): Promise<boolean | void> {
  const { store } = test;
  if (what === 'claim') {
    memory.claim = (await store.claim(`worker-${by}`, 60_000)) ?? memory.claim;
    memory.step = (await store.get(ID))?.steps.filter(({ mark }) => mark === 'done').length ?? 0;
    return undefined;
  }
  if (what === 'watchdog') {
    for (const pause of await store.takeOverdue(`watchdog-${by}`, 60_000)) if (by === 0) await store.resumed(pause.operation, pause.step, pause.heldAt);
    return undefined;
  }
  if (what === 'cancel') return void (await store.requestCancel(ID, `user:default/u${by}`));
  if (what === 'lease passes') return test.expireLease(ID);
  if (what === 'limit passes') return test.expirePause(ID, 'one');
  if (what === 'resume passes') return test.expireResume(ID, 'one');
  if (what === 'resumed') return store.resumed(ID, 'one');
  return memory.claim && write(test, memory, memory.claim, what);
}

async function write({ store }: TestStore, memory: Memory, claim: Claim, what: Happening['what']): Promise<boolean | void> {
  const index = Math.min(memory.step, 1);
  switch (what) {
    case 'renew':
      return store.renew(claim, 60_000);
    case 'release':
      return store.release(claim);
    case 'begin':
      return store.changeStep(claim, { index, mark: 'intended' }, { phase: 'Running' });
    case 'act': {
      const landed = await store.changeStep(claim, { index, mark: 'done', facts: { by: claim.worker } });
      if (landed) memory.step += 1;
      return landed;
    }
    case 'fail':
      return store.changeStep(claim, { index, mark: 'failed' });
    case 'undo':
      return store.changeStep(claim, { index: 0, mark: 'undone' });
    case 'pause':
      return store.changeStep(claim, { index: 0, mark: 'intended' }, { phase: 'Quiescing', pause: { step: 'one', limitMs: 60_000, resume: [RESUME] } });
    case 'succeed':
      return store.finish(claim, SUCCEEDED);
    default:
      return store.finish(claim, FAILED);
  }
}

/** Rules that the order in which this test lets things happen cannot break by itself. */
const ALWAYS = [1, 2, 4, 5, 7, 9, 10, 11];

const isFinal = (row: OperationRow) => FINAL_PHASES.some(phase => phase === row.phase);
const visible = (row: OperationRow) => JSON.stringify({ ...row, version: 0 });

/** What is wrong about a row after something happened, given the row before. */
function faultsOf(before: OperationRow, row: OperationRow, locks: number, happening: Happening): string[] {
  const broken = operationViolations(row).filter(({ number }) => ALWAYS.includes(number)).map(({ sentence }) => sentence);
  // The limit is put back by the test, not by the store.
  const changed = happening.what !== 'limit passes' && visible(row) !== visible(before);
  return [
    ...broken,
    ...(isFinal(before) && (changed || row.version !== before.version) ? ['It changed after its end.'] : []),
    ...(changed && row.version <= before.version ? ['It changed and its version did not grow.'] : []),
    ...(locks === (isFinal(row) ? 0 : 1) ? [] : [`It holds ${locks} locks and is ${row.phase}.`]),
  ];
}

onEachDatabase(({ dialect, replicas }) => {
  it('keeps every rule whatever two workers and their watchdogs do', async () => {
    const stores = await replicas(2);
    const [{ db, store }] = stores;
    const present = async () => {
      const row = await store.get(ID);
      if (!row) throw new Error('The operation is gone.');
      return row;
    };
    let endings = 0;
    await fc.assert(
      fc.asyncProperty(HAPPENINGS, async happenings => {
        await db('operations').delete();
        await store.insert(newOperation({ id: ID, key: ID }));
        const memories: Memory[] = [{ step: 0 }, { step: 0 }];
        for (const happening of happenings) {
          const before = await present();
          const { claim } = memories[happening.by];
          const holder = await db('operations').where({ id: ID, worker: claim?.worker ?? '', token: claim?.token ?? 0 }).whereNull('finished_at').first('id');
          const outcome = await perform(stores[happening.by], memories[happening.by], happening).catch(refused);
          expect([undefined, holder !== undefined]).toContain(outcome);
          expect(faultsOf(before, await present(), (await store.locks()).length, happening)).toEqual([]);
        }
        if (isFinal(await present())) endings += 1;
      }),
      { numRuns: dialect === 'sqlite' ? 60 : 15, examples: ENDING },
    );
    expect(endings).toBeGreaterThanOrEqual(2);
  }, 60_000);
});

/** The store refuses two things in words; anything else is a fault. */
function refused(error: Error): undefined {
  if (!/cannot end as|being resumed by the watchdog/.test(error.message)) throw error;
  return undefined;
}
