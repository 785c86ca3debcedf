import type { JsonObject } from '@backstage/types';
import type { DeriveInput } from '@penstock/backstage-plugin-data-pipelines-node';
import { gotConsistency, isWeaker } from './gotConsistency';

const LOOKS = { before: 'hold/holds', after: 'hold/held' };
const held = (at?: string, more: JsonObject = {}): JsonObject => ({ held: true, ...(at === undefined ? {} : { at }), ...more });
const broken = (why: string): JsonObject => ({ held: false, why });

function got(given: { params?: JsonObject; pauses?: DeriveInput['pauses']; before?: JsonObject; after?: JsonObject; cuts?: readonly string[] } = {}) {
  const { params = {}, pauses = [{ step: 'hold', heldMs: 4200.4, late: false }], before, after, cuts = ['2026-11-20T14:33:05Z'] } = given;
  const facts = { ...(before && { [LOOKS.before]: before }), ...(after && { [LOOKS.after]: after }) };
  return gotConsistency({ params: { used: 'application', pauseStep: 'hold', pauseLooks: LOOKS, ...params }, facts, pauses, operation: 'op' }, cuts);
}

describe('what was got of a cut', () => {
  const from = held('2026-11-20T14:33:00.000Z');
  const to = held('2026-11-20T14:33:10.000Z');

  it('is what was meant where the pause was in force before and after, and the cut lies between', () => {
    expect(got({ before: from, after: to })).toEqual({ got: 'application', pausedMs: 4200 });
  });

  it('is what was meant where the clock of the cluster is not told', () => {
    expect(got({ before: held(), after: held() })).toEqual({ got: 'application', pausedMs: 4200 });
  });

  it.each([
    ['the pause was lifted before the cut', { before: broken('spec.rate of Quota q is absent, not 1'), after: to }, 'The pause of writes was not in force before the cut: spec.rate of Quota q is absent, not 1'],
    ['the pause was lifted during the cut', { before: from, after: broken('Somebody changed Quota ns/q between pause and cut') }, 'The pause of writes was not in force until the cut was through: Somebody changed Quota ns/q between pause and cut'],
    ['nobody looked', {}, 'The pause of writes was not in force before the cut: it was not looked at'],
    ['one volume was cut before', { before: from, after: to, cuts: ['2026-11-20T14:33:05Z', '2026-11-20T14:32:58Z'] }, 'A volume was cut at 2026-11-20T14:32:58Z, while writes were seen to be paused from 2026-11-20T14:33:00.000Z to 2026-11-20T14:33:10.000Z by the clock of the cluster'],
    ['one volume was cut after', { before: from, after: to, cuts: ['2026-11-20T14:33:12Z'] }, 'A volume was cut at 2026-11-20T14:33:12Z, while writes were seen to be paused from 2026-11-20T14:33:00.000Z to 2026-11-20T14:33:10.000Z by the clock of the cluster'],
    ['the watchdog resumed', { pauses: [{ step: 'hold', heldMs: 4200, late: true }], before: from, after: to }, 'Writes were resumed by the watchdog, before the cut was through: the limit was over, or who had paused them was gone'],
  ])('is crash-consistent where %s', (_, given, downgraded) => {
    expect(got(given)).toEqual({ got: 'crash', downgraded, pausedMs: 4200 });
  });

  it('is crash-consistent where writes were never paused', () => {
    expect(got({ pauses: [] })).toEqual({ got: 'crash', downgraded: 'Writes were never paused' });
  });

  it.each(['2026-11-20T14:32:59.500Z', '2026-11-20T14:33:11.500Z'])('takes a cut at %s for one inside: clocks of clusters tell whole seconds', cut => {
    expect(got({ before: from, after: to, cuts: [cut] }).got).toBe('application');
  });

  it('rests on what the plan said where nothing was to be paused, or the plan is older than the looks', () => {
    expect(gotConsistency({ params: { used: 'crash', downgraded: 'Tank offers no application consistency' }, facts: {}, pauses: [], operation: 'op' }, [])).toEqual({ got: 'crash', downgraded: 'Tank offers no application consistency' });
    expect(gotConsistency({ params: { used: 'application', pauseStep: 'hold' }, facts: {}, pauses: [{ step: 'hold', heldMs: 1, late: false }], operation: 'op' }, [])).toEqual({ got: 'application', pausedMs: 1 });
  });

  it('is weaker only where both are known', () => {
    expect([isWeaker('crash', 'application'), isWeaker('application', 'native'), isWeaker('application', 'crash'), isWeaker('crash', 'crash'), isWeaker(undefined, 'crash'), isWeaker('crash', undefined)]).toEqual([true, true, false, false, false, false]);
  });
});
