import type { JsonObject } from '@backstage/types';
import { newOperation, plannedStep } from '../store/__testUtils__';
import type { OperationRow } from '../store/OperationStore';
import { endingOf } from './ending';

const NOON = Date.UTC(2026, 10, 21, 12);

/** An operation whose steps are all done, each with its element and facts. */
function done(...steps: { element?: string; facts?: JsonObject }[]): OperationRow {
  const planned = steps.map(({ element }, index) => plannedStep(`s${index}`, { element }));
  const rows = steps.map(({ facts }, index) => ({ index, id: `s${index}`, mark: 'done' as const, written: [], facts }));
  return { ...newOperation({ steps: planned }), phase: 'Finalizing', createdAt: NOON, updatedAt: NOON, version: 1, leftovers: [], pauses: [], steps: rows };
}

const whole = (element: string) => ({ element, facts: { sentences: [`${element}: as asked`] } });
const less = (element: string) => ({ element, facts: { sentences: [`${element}: less`], partial: true } });

describe('endingOf', () => {
  it('is a success where no step got less', () => {
    const ending = endingOf(done(whole('orders'), whole('search')));
    expect(ending.phase).toBe('Succeeded');
    expect(ending.result).not.toHaveProperty('reached');
  });

  it('says of an undo or a copy what was done, not what its last step tidied up', () => {
    const row = done({});
    const [step] = row.steps;
    const tidied = { ...row, steps: [{ ...step, observation: { state: 'done' as const, found: 'All 12 are gone' } }] };
    expect(endingOf({ ...tidied, kind: 'undo' }).result?.sentences).toEqual([`Done: ${row.stored.plan.title}`]);
    expect(endingOf({ ...tidied, kind: 'delete' }).result?.sentences).toEqual(['All 12 are gone']);
  });

  it.each<[string, OperationRow, { done: number; total: number } | undefined]>([
    ['one of three elements', done(whole('orders'), { element: 'orders' }, less('search'), whole('totals')), { done: 2, total: 3 }],
    ['an element of which one step got less', done(whole('orders'), less('orders'), whole('search')), { done: 1, total: 2 }],
    ['all elements', done(less('orders'), less('search')), { done: 0, total: 2 }],
    ['the only element, which is not counted', done(less('orders')), undefined],
    ['a step of no element, by which nothing can be counted', done(less('orders'), whole('search'), { facts: { sentences: ['All is there'] } }), undefined],
  ])('is a success in part: %s', (_, row, reached) => {
    const ending = endingOf(row);
    expect(ending.phase).toBe('PartiallySucceeded');
    expect(ending.result?.reached).toEqual(reached);
  });
});
