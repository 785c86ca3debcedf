import type { PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { newOperation, plannedStep } from '../store/__testUtils__';
import type { WrittenRow } from '../store/OperationStore';
import { leftoversOf } from './leftovers';

const SINK = { cluster: 'east', apiVersion: 'v1', kind: 'KafkaConnector', namespace: 'shop', name: 'sink' };
const ANSWER = { cluster: 'east', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'answer' };
const change = (field: string, from?: string, to?: string): PlannedAct => ({ act: 'patch', target: SINK, uid: 'uid-of-sink', changes: [{ path: ['spec', field], ...(from !== undefined && { from }), ...(to !== undefined && { to }) }] });
const wrote = (act: WrittenRow['act'], object: typeof SINK, over: Partial<WrittenRow> = {}): WrittenRow => ({ ...object, act, outcome: 'done', undo: false, ...over });

/** What is left of steps that were all done, each with what it wrote. */
function leftOf(...done: readonly { step: PlannedStep; written: WrittenRow[] }[]): string[] {
  const { id, stored } = newOperation({ steps: done.map(({ step }) => step) });
  const steps = done.map(({ step, written }, index) => ({ index, id: step.id, mark: 'done' as const, written }));
  return leftoversOf({ id, stored, steps, pauses: [] }).map(({ object: { kind, name }, removable }) => `${kind} ${name} ${removable ? 'removable' : 'changed'}`);
}

const ask = { step: plannedStep('ask', { acts: [change('listOffsets', undefined, 'answer'), change('request', undefined, 'list')], undo: [change('listOffsets', 'answer')] }), written: [wrote('create', ANSWER), wrote('patch', SINK)] };
const tidy = { step: plannedStep('tidy', { acts: [change('listOffsets', 'answer')] }), written: [wrote('patch', SINK), wrote('delete', ANSWER)] };

describe('leftoversOf', () => {
  it('names what was made, and what was changed for good', () => {
    expect(leftOf(ask)).toEqual(['ConfigMap answer removable', 'KafkaConnector sink changed']);
  });

  it('does not name what a later step put back as it was', () => {
    expect(leftOf(ask, tidy)).toEqual([]);
  });

  it('names it still where that step did not write, or changed something else', () => {
    expect(leftOf(ask, { ...tidy, written: [wrote('delete', ANSWER)] })).toEqual(['KafkaConnector sink changed']);
    expect(leftOf(ask, { ...tidy, written: [wrote('patch', SINK, { outcome: 'failed' })] })).toEqual(['ConfigMap answer removable', 'KafkaConnector sink changed']);
    expect(leftOf(ask, { ...tidy, step: plannedStep('other', { acts: [change('tasks', '1', '2')] }) })).toEqual(['KafkaConnector sink changed']);
  });

  it('lists a namespace as what stays', () => {
    const drill = { cluster: 'east', apiVersion: 'v1', kind: 'Namespace', name: 'drill' };
    const { id, stored } = newOperation({ steps: [plannedStep('namespace')] });
    const row = { index: 0, id: 'namespace', mark: 'undo-failed' as const, written: [{ ...drill, act: 'create' as const, outcome: 'done' as const, undo: false }] };
    expect(leftoversOf({ id, stored, steps: [row], pauses: [] })).toEqual([
      expect.objectContaining({ object: drill, removable: false, sentence: expect.stringMatching(/taking it back failed\. Penstock removes no namespace/) }),
    ]);
  });
});
