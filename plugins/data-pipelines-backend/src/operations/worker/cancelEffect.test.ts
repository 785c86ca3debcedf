import { newOperation, plannedStep } from '../store/__testUtils__';
import type { StepRow, WrittenRow } from '../store/OperationStore';
import { cancelEffect } from './cancelEffect';

const WRITTEN: WrittenRow = { act: 'create', cluster: 'east', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'one', outcome: 'done', undo: false };
const REFUSED: Partial<StepRow> = { mark: 'intended', observation: { state: 'waiting', waitsFor: 'Cluster east refuses for now: etcd is full' } };

/** An operation of one step that can be taken back, as far as told. */
function view(step: Partial<StepRow>) {
  const { id, stored } = newOperation({ steps: [plannedStep('one', { undo: [{ act: 'delete', target: WRITTEN, propagation: 'background' }] })] });
  const row: StepRow = { index: 0, id: 'one', mark: 'waiting', written: [], ...step };
  return { id, stored, steps: [row], pauses: [], phase: 'Running' as const };
}

describe('cancelEffect', () => {
  it.each<[string, Partial<StepRow>, string]>([
    ['nothing began', {}, 'Nothing has been written yet, so nothing will be left.'],
    ['it is being refused', REFUSED, 'Is not tried any more: Step one. Nothing of it is known to be written.'],
    ['each write was refused', { ...REFUSED, written: [{ ...WRITTEN, outcome: 'failed' }] }, 'Is not tried any more: Step one. Nothing of it is known to be written.'],
    ['one write was done, the next is being refused', { ...REFUSED, written: [WRITTEN] }, 'Takes back: Step one.'],
    ['an answer may be missing', { mark: 'intended', observation: { state: 'unknown', reason: 'Cluster east does not answer' } }, 'Takes back: Step one.'],
    ['its first write is under way', { mark: 'intended' }, 'Takes back: Step one.'],
    ['all is written and it waits', { mark: 'acted', written: [WRITTEN], observation: { state: 'waiting', waitsFor: 'the objects' } }, 'Takes back: Step one.'],
    ['it is done', { mark: 'done', written: [WRITTEN] }, 'Takes back: Step one.'],
  ])('%s', (_, step, sentence) => {
    expect(cancelEffect(view(step))).toEqual({ effect: 'undone', sentences: [sentence] });
  });
});
