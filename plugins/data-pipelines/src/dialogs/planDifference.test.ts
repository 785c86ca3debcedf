import type { Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPlanFor } from '../__testUtils__/points';
import { planDifference } from './planDifference';

const plan: Plan = { ...dataPlanFor({ kind: 'restore', recoveryPoint: 'rp-good', where: 'in-place' }), id: 'op-aaaaaaaaaaaa', hash: 'a' };
const later = (more: Partial<Plan>): Plan => ({ ...plan, id: 'op-bbbbbbbbbbbb', hash: 'b', ...more });

describe('two plans for one request', () => {
  it('differ in changes that are new or gone and in results of checks', () => {
    const check = { code: 'POINT_READY', sentence: 'The point is ready', result: 'pass' as const };
    const [first] = plan.changes;
    const before = { ...plan, changes: [first], preflight: [check] };
    const after = later({ changes: [{ ...first, sentence: 'Claim data-2' }], preflight: [{ ...check, result: 'block' }] });
    expect(planDifference(before, after).map(({ kind }) => kind)).toEqual(['added', 'gone', 'added', 'gone']);
    expect(planDifference(before, { ...before, id: 'op-bbbbbbbbbbbb' })).toEqual([]);
  });

  it('are not told as different because time has passed or new names were given', () => {
    const claim = (id: string, until: string) => [{ act: 'create' as const, sentence: `claim data-${id} kept until ${until}`, by: 'Penstock' }];
    const before = { ...plan, changes: claim(plan.id, '2026-11-21T19:45:27Z') };
    expect(planDifference(before, later({ changes: claim('op-bbbbbbbbbbbb', '2026-11-21T19:46:03.120Z') }))).toEqual([]);
    const row = { label: 'Data as of', now: '2026-11-21T20:07:30.199Z', after: '2026-11-21T19:45:27Z' };
    const now = (at: string) => later({ comparison: [{ ...row, now: at }] });
    expect(planDifference(now(row.now), now('2026-11-21T20:07:31.352Z'))).toEqual([]);
    expect(planDifference(now('100 GiB'), now('200 GiB'))).toHaveLength(1);
  });
});
