import { OPERATION_INVARIANTS, operationViolations } from './operationInvariants';
import type { OperationRow, PauseRow, StepRow } from './OperationStore';
import { newOperation } from './__testUtils__';

const NEW = newOperation({ id: 'op' });

/** A sound operation in the middle of its work. */
function running(more: Partial<OperationRow> = {}): OperationRow {
  const { id, kind, scope, request, stored, createdBy } = NEW;
  return { id, kind, scope, request, stored, createdBy, phase: 'Running', createdAt: 100, startedAt: 110, updatedAt: 150, version: 4, leftovers: [], steps: [step(0, 'done'), step(1, 'waiting')], pauses: [], ...more };
}

function step(index: number, mark: StepRow['mark'], more: Partial<StepRow> = {}): StepRow {
  const begun = mark !== 'waiting' && mark !== 'skipped';
  return { index, id: ['one', 'two'][index], mark, written: [], ...(begun && { startedAt: 120 }), ...more };
}

const pause = (more: Partial<PauseRow> = {}): PauseRow => ({ operation: 'op', step: 'one', state: 'held', heldAt: 120, limitAt: 180, resume: [], ...more });
const ended = (more: Partial<OperationRow>): OperationRow => running({ phase: 'Succeeded', finishedAt: 200, steps: [step(0, 'done'), step(1, 'done')], ...more });
const failure = { code: 'X', cause: 'X.', state: 'X.', remedy: 'X.' };

it.each([
  [1, 'a waiting step in a success', ended({ steps: [step(0, 'done'), step(1, 'waiting')] })],
  [1, 'a failed step in a success', ended({ steps: [step(0, 'failed'), step(1, 'done')] })],
  [1, 'an undone step in a success', ended({ steps: [step(0, 'undone'), step(1, 'done')] })],
  [2, 'a held pause at the end', ended({ pauses: [pause()] })],
  [2, 'a pause that is being resumed at the end', ended({ pauses: [pause({ state: 'resuming' })] })],
  [3, 'undone without intended', running({ steps: [step(0, 'undone', { startedAt: undefined }), step(1, 'waiting')] })],
  [4, 'ended without an instant', ended({ finishedAt: undefined })],
  [4, 'an instant of the end while it runs', running({ finishedAt: 200 })],
  [5, 'failed without saying why', ended({ phase: 'Failed' })],
  [5, 'a failure of a success', ended({ failure })],
  [6, 'an intended step at the end', ended({ phase: 'Failed', failure, steps: [step(0, 'intended'), step(1, 'waiting')] })],
  [6, 'an undo under way at the end', ended({ phase: 'Cancelled', steps: [step(0, 'undo-intended'), step(1, 'waiting')] })],
  [7, 'a step that was not planned', running({ steps: [step(0, 'done'), step(1, 'waiting', { id: 'other' })] })],
  [7, 'a step missing', running({ steps: [step(0, 'done')] })],
  [7, 'steps out of order', running({ steps: [step(1, 'waiting'), step(0, 'waiting')] })],
  [8, 'a step before the one before it', running({ steps: [step(0, 'waiting'), step(1, 'intended')] })],
  [9, 'an end before the start', ended({ finishedAt: 105 })],
  [9, 'a start before the beginning', running({ startedAt: 90 })],
  [9, 'a resume before the pause', running({ pauses: [pause({ state: 'resumed', resumedAt: 110 })] })],
  [10, 'a pause of no step', running({ pauses: [pause({ step: 'other' })] })],
  [10, 'resumed without an instant', running({ pauses: [pause({ state: 'resumed' })] })],
  [10, 'an instant of the resume while held', running({ pauses: [pause({ resumedAt: 140 })] })],
  [11, 'the plan of another operation', running({ stored: newOperation({ id: 'other' }).stored })],
])('rule %i alone finds %s', (number, _, row) => {
  const found = operationViolations(row);
  expect(found.map(violation => violation.number)).toEqual([number]);
  expect(found[0].operation).toBe('op');
  expect(found[0].sentence).toMatch(/^[A-Z].*\.$/);
});

it.each([
  ['one that runs', running()],
  ['one that waits', running({ phase: 'Pending', startedAt: undefined, steps: [step(0, 'waiting'), step(1, 'waiting')] })],
  ['one that succeeded, with a step that was not needed', ended({ steps: [step(0, 'done'), step(1, 'skipped')], pauses: [pause({ state: 'resumed', resumedAt: 130 })] })],
  ['one that failed and was undone in part', ended({ phase: 'Failed', failure, steps: [step(0, 'undone'), step(1, 'undo-failed')] })],
  ['one that was cancelled before it began', ended({ phase: 'Cancelled', startedAt: undefined, steps: [step(0, 'waiting'), step(1, 'waiting')] })],
  ['one with a step that never took place before one that did', running({ steps: [step(0, 'skipped'), step(1, 'intended')] })],
])('finds nothing in %s', (_, row) => {
  expect(operationViolations(row)).toEqual([]);
});

it('gives each rule one number', () => {
  expect(OPERATION_INVARIANTS.map(({ number }) => number)).toEqual(OPERATION_INVARIANTS.map((_, index) => index + 1));
});
