import type { CancelStatement } from '@penstock/backstage-plugin-data-pipelines-common';
import { FINAL_PHASES, type OperationRow } from '../store/OperationStore';
import { stepPlaces, type StepPlace } from './Journal';
import { leftAsTheyAre } from './leftovers';

/** What the effect of a cancel is judged by. */
export type CancelView = Pick<OperationRow, 'id' | 'stored' | 'steps' | 'pauses' | 'phase' | 'cancel'>;

/** What cancelling would do to the operation as it stands now. Pure. */
export function cancelEffect(row: CancelView): CancelStatement {
  const requested = row.cancel && { requestedAt: new Date(row.cancel.requestedAt).toISOString(), requestedBy: row.cancel.requestedBy };
  return { ...effectOf(row), ...requested };
}

/** Whether a request to cancel was made and can be followed. Pure. */
export function canBeCancelled(row: CancelView): boolean {
  return row.cancel !== undefined && effectOf(row).effect !== 'not-possible';
}

/** Whether the operation goes back already, after a failure or a cancel. Pure. */
export function isGoingBack(row: Pick<OperationRow, 'steps' | 'phase'>): boolean {
  return row.phase === 'Cancelling' || row.steps.some(({ mark }) => mark === 'failed' || mark === 'undo-intended' || mark === 'undone' || mark === 'undo-failed');
}

/** Whether a step began; what began may have to be taken back. Pure. */
export function hasBegun({ row }: StepPlace): boolean {
  return row.mark !== 'waiting' && row.mark !== 'skipped';
}

/** The step from which on it goes only forward, where it began. Pure. */
export function pointPassed(row: Pick<OperationRow, 'id' | 'stored' | 'steps'>): StepPlace | undefined {
  return stepPlaces(row).find(place => place.step.pointOfNoReturn && hasBegun(place));
}

function effectOf(row: CancelView): Pick<CancelStatement, 'effect' | 'sentences'> {
  if (FINAL_PHASES.some(phase => phase === row.phase)) return { effect: 'not-possible', sentences: ['The operation has ended.'] };
  if (row.phase === 'Cancelling') {
    const left = leftAsTheyAre(row);
    return { effect: left.length > 0 ? 'stopped-with-leftovers' : 'undone', sentences: ['The operation is being cancelled: what was begun is being taken back.', ...left] };
  }
  if (isGoingBack(row)) return { effect: 'not-possible', sentences: ['The operation failed and what was begun is being taken back already.'] };
  const point = pointPassed(row);
  if (point) {
    return {
      effect: 'not-possible',
      sentences: [`The step "${point.step.title}" has begun; from there the operation goes only forward, because going back could lose data.`],
    };
  }
  const begun = stepPlaces(row).filter(hasBegun);
  if (begun.length === 0) return { effect: 'undone', sentences: ['Nothing has been written yet, so nothing will be left.'] };
  const taken = begun.filter(({ step }) => step.undo?.length).reverse();
  const sentences = taken.map(takenBack);
  const held = row.pauses.some(({ state }) => state !== 'resumed') ? ['Writes are resumed first.'] : [];
  const left = leftAsTheyAre(row);
  if (left.length === 0) return { effect: 'undone', sentences: [...held, ...(sentences.length > 0 ? sentences : ['Nothing that was begun leaves anything behind.'])] };
  return { effect: 'stopped-with-leftovers', sentences: [...held, ...sentences, ...left] };
}

/** What a cancel does to a step that has an undo. A step whose writes have only been refused so far has nothing to take back. Pure. */
function takenBack({ step, row: { mark, written, observation } }: StepPlace): string {
  const hasWritten = mark !== 'intended' || written.some(({ undo, outcome }) => !undo && outcome === 'done');
  // while a step writes, waiting is what is noted of a refusal that is tried again; unknown, that an answer may be missing
  if (hasWritten || observation?.state !== 'waiting') return `Takes back: ${step.title}.`;
  return `Is not tried any more: ${step.title}. Nothing of it is known to be written.`;
}
