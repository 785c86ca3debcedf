import type { Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPlanFor } from '../__testUtils__/points';
import { isSameDeed, planDifference } from './planDifference';

const plan: Plan = { ...dataPlanFor({ kind: 'restore', recoveryPoint: 'rp-good', where: 'in-place' }), id: 'op-aaaaaaaaaaaa', hash: 'a' };
const later = (more: Partial<Plan>): Plan => ({ ...plan, id: 'op-bbbbbbbbbbbb', hash: 'b', ...more });
const change = (sentence: string) => ({ act: 'create' as const, sentence, by: 'Penstock' });

describe('two plans for one request', () => {
  it('do the same though their ids and moments differ', () => {
    const before = { ...plan, changes: [change('claim x-op-aaaaaaaaaaaa kept until 2026-11-21T19:45:27Z')] };
    const after = later({ changes: [change('claim x-op-bbbbbbbbbbbb kept until 2026-11-21T19:46:03.120Z')] });
    expect(isSameDeed(before, after)).toBe(true);
  });

  it('do not the same where a change or the result of a check is another', () => {
    expect(isSameDeed(plan, later({ changes: [...plan.changes, change('one more')] }))).toBe(false);
    const check = { code: 'POINT_READY', sentence: 's', result: 'pass' as const };
    expect(isSameDeed({ ...plan, preflight: [check] }, later({ preflight: [{ ...check, result: 'block' }] }))).toBe(false);
    expect(isSameDeed({ ...plan, preflight: [check] }, later({ preflight: [{ ...check, sentence: '12 records' }] }))).toBe(true);
  });

  it('are not told as different because time has passed', () => {
    const row = { label: 'Data as of', now: '2026-11-21T20:07:30.199Z', after: '2026-11-21T19:45:27Z' };
    const now = (at: string) => later({ comparison: [{ ...row, now: at }] });
    expect(planDifference(now(row.now), now('2026-11-21T20:07:31.352Z'))).toEqual([]);
    expect(planDifference(now('100 GiB'), now('200 GiB'))).toHaveLength(1);
  });
});
