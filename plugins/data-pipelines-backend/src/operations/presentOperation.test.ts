import type { Observation } from '@penstock/backstage-plugin-data-pipelines-node';
import { presentOperation, summarise } from './presentOperation';
import { newOperation, plannedStep } from './store/__testUtils__';
import type { OperationRow, StepRow } from './store/OperationStore';

const NOON = Date.UTC(2026, 10, 21, 12);
const ITEMS = Array.from({ length: 201 }, (_, index) => ({ name: `data-${index}`, state: 'growing-device' as const }));
const progress = { source: 'derived' as const, done: 0, total: 402, unit: 'steps' as const, items: ITEMS };

/** An operation of one step, as far as told. */
function row(step: Partial<StepRow>, more: Partial<OperationRow> = {}): OperationRow {
  const operation = newOperation({ steps: [plannedStep('grow')] });
  return { ...operation, phase: 'Running', createdAt: NOON, updatedAt: NOON, version: 1, leftovers: [], pauses: [], steps: [{ index: 0, id: 'grow', mark: 'acted', written: [], ...step }], ...more };
}

describe('presentOperation', () => {
  it.each<[string, Partial<StepRow>]>([
    ['runs', { observation: { state: 'waiting', waitsFor: 'the driver', progress } }],
    ['is done', { mark: 'done', observation: { state: 'done', progress } }],
    ['failed', { mark: 'failed', observation: { state: 'failed', code: 'STEP_STUCK', cause: 'It is late', remedy: 'Look', progress } }],
  ])('tells the volumes of a step that %s one by one, up to the bound', (_, step) => {
    const [shown] = presentOperation(row(step)).steps;
    expect(shown.progress).toMatchObject({ done: 0, total: 402, unit: 'steps' });
    expect(shown.progress?.items).toEqual(ITEMS.slice(0, 200));
  });

  it.each<[string, StepRow['mark'], Observation]>([
    ['undone', 'undone', { state: 'waiting', waitsFor: 'the driver', progress }],
    ['lost', 'acted', { state: 'unknown', reason: 'the cluster does not answer' }],
    ['of no volumes', 'done', { state: 'done' }],
  ])('says nothing of the volumes of a step that is %s', (_, mark, observation) => {
    expect(presentOperation(row({ mark, observation })).steps[0].progress).toBeUndefined();
  });

  it('tells the volumes at their step only', () => {
    expect(presentOperation(row({ observation: { state: 'waiting', waitsFor: 'the driver', progress } })).progress).toEqual({ source: 'derived', done: 0, total: 402, unit: 'steps' });
  });

  it('tells of several pauses the one that needs watching, and why it lasts', () => {
    const pause = (step: string, more: object) => ({ operation: 'op', step, state: 'resumed' as const, heldAt: NOON, limitAt: NOON + 60_000, resumedAt: NOON + 5_000, resume: [], ...more });
    const told = (...pauses: ReturnType<typeof pause>[]) => presentOperation(row({ observation: { state: 'waiting', waitsFor: 'the driver' } }, { pauses }));
    const stuck = { state: 'resuming' as const, resumedAt: undefined, problem: 'a right is missing' };
    const held = told(pause('a', stuck), pause('b', {}));
    expect(held.pause).toMatchObject({ state: 'resuming' });
    expect(held.summary.message).toBe('Writes are still paused and could not be resumed yet, which is tried again all the time: a right is missing');
    expect(told(pause('a', { resumedAt: NOON + 70_000 }), pause('b', {})).pause).toMatchObject({ state: 'resumed-late' });
    const over = told(pause('a', {}), pause('b', {}));
    expect([over.pause?.state, over.summary.message]).toEqual(['resumed', 'the driver']);
  });

  it.each([
    ['as its plan says', 'Succeeded', undefined, { possible: true }],
    ['no more while it is taken back', 'Succeeded', 'Running', { possible: false, sentence: 'It is being taken back by op-undo.' }],
    ['no more when it was taken back', 'PartiallySucceeded', 'Succeeded', { possible: false, sentence: 'It was taken back by op-undo.' }],
  ] as const)('offers the undo of a restore %s', (_, phase, undo, offered) => {
    const restore = row({ mark: 'done' }, { kind: 'restore', phase });
    const plan = { ...restore.stored.plan, undo: { possible: true, sentence: 'The old volumes are kept' } };
    const takenBack = undo && row({}, { id: 'op-undo', kind: 'undo', phase: undo });
    expect(presentOperation({ ...restore, stored: { ...restore.stored, plan } }, takenBack).undo).toMatchObject(offered);
  });

  it('says in lists, too, how many elements got what was asked for', () => {
    const result = { sentences: ['search: 3 volumes, crash consistency where application was asked for'], reached: { done: 1, total: 2 } };
    expect(summarise(row({ mark: 'done' }, { phase: 'PartiallySucceeded', result }))).toMatchObject({ phase: 'PartiallySucceeded', reached: { done: 1, total: 2 } });
    expect(summarise(row({ mark: 'done' }))).not.toHaveProperty('reached');
  });
});
