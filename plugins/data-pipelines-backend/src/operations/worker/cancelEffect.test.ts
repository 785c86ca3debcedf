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

  it('does not count as left what was made or changed for a while, and tidied up', () => {
    const target = { cluster: 'east', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'sink' };
    const change = (from: string | undefined, to: string | undefined) => ({ act: 'patch' as const, target, uid: 'uid-of-sink', changes: [{ path: ['spec', 'ask'], from, to }] });
    const remove = { act: 'delete' as const, target: WRITTEN, propagation: 'background' as const };
    const steps = [plannedStep('ask', { acts: [change(undefined, 'yes')], undo: [change('yes', undefined), remove] }), plannedStep('tidy', { acts: [change('yes', undefined), remove] })];
    const { id, stored } = newOperation({ steps });
    const patched: WrittenRow = { ...WRITTEN, ...target, act: 'patch' };
    const rows: StepRow[] = [
      { index: 0, id: 'ask', mark: 'done', written: [WRITTEN, patched] },
      { index: 1, id: 'tidy', mark: 'done', written: [patched, { ...WRITTEN, act: 'delete' }] },
    ];
    const told = (changed: StepRow[]) => cancelEffect({ id, stored, steps: changed, pauses: [], phase: 'Running' });
    expect(told(rows)).toEqual({ effect: 'undone', sentences: ['Takes back: Step ask.'] });
    const other: WrittenRow = { ...WRITTEN, name: 'of-somebody', act: 'delete' };
    expect(told([rows[0], { ...rows[1], written: [other] }])).toEqual({ effect: 'stopped-with-leftovers', sentences: ['Takes back: Step ask.', 'Stays deleted: ConfigMap of-somebody.'] });
  });
});
