import type { KubernetesObject, Observation, Observer, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { pauseLooks } from './pauseLooks';
import { pauseObservers } from './pauseObservers';

const QUOTA = { cluster: 'prod-north', apiVersion: 'v1', kind: 'Quota', namespace: 'ns', name: 'q' };
const pause: PlannedStep = {
  id: 'hold', title: 'Hold back producers', phase: 'Quiescing', deadlineSeconds: 60,
  acts: [{ act: 'patch', target: QUOTA, uid: 'uid-q', changes: [{ path: ['spec', 'rate'], to: 1 }, { path: ['spec', 'burst'] }] }],
  wait: { observer: 'tank.quiet', objects: [{ by: 'name', ...QUOTA }], params: { wanted: 'quiet' } },
};
const quota = (more: { uid?: string; generation?: number; spec?: Record<string, unknown> } = {}): KubernetesObject => ({
  apiVersion: 'v1', kind: 'Quota', metadata: { name: 'q', namespace: 'ns', uid: more.uid ?? 'uid-q', generation: more.generation ?? 4 }, spec: more.spec ?? { rate: 1 },
});

function look(which: 'before' | 'after', object: KubernetesObject | undefined, options: { quiet?: Observation; earlier?: KubernetesObject } = {}): Observation {
  const quiet: Observer = ({ params }) => options.quiet ?? (params.wanted === 'quiet' ? { state: 'done' } : { state: 'unknown', reason: 'not its own params' });
  const observer = pauseObservers(new Map([['tank.quiet', quiet]]))['pause.in-force'];
  const { wait, id } = pauseLooks(pause)[which];
  if (wait === undefined) throw new Error(`${id} waits for nothing`);
  const earlier = options.earlier === undefined ? undefined : look('before', options.earlier);
  return observer({
    seen: wait.objects.map(watched => ({ watched, objects: object === undefined ? [] : [object] })),
    params: wait.params,
    facts: earlier?.state === 'done' ? { 'hold/holds': earlier.facts ?? {} } : {},
    operation: 'op',
    now: new Date(0),
    serverTimes: { 'prod-north': new Date('2026-11-20T14:33:00Z') },
  });
}

function said(observation: Observation): unknown {
  if (observation.state !== 'done') return observation.state;
  return observation.facts?.held === true ? 'held' : observation.facts?.why;
}

describe('pause.in-force', () => {
  it('says with the time of the cluster that what was paused is paused', () => {
    expect(look('before', quota())).toEqual({ state: 'done', found: 'Writes are paused', facts: { held: true, at: '2026-11-20T14:33:00.000Z', generations: { 'Quota ns/q': 4 } } });
  });

  it.each<[string, KubernetesObject | undefined, string]>([
    ['is gone', undefined, 'Quota q is not there any more'],
    ['is another one of the name', quota({ uid: 'another' }), 'Quota q was made anew by somebody'],
    ['has another value', quota({ spec: { rate: 200 } }), 'spec.rate of Quota q is 200, not 1'],
    ['has no value', quota({ spec: {} }), 'spec.rate of Quota q is absent, not 1'],
    ['has a value that was taken away', quota({ spec: { rate: 1, burst: 9 } }), 'spec.burst of Quota q is 9, not absent'],
  ])('is not in force where the object %s, and never waits for it', (_, object, why) => {
    expect(said(look('before', object))).toBe(why);
  });

  it.each<[Observation, string]>([
    [{ state: 'waiting', waitsFor: 'orders-sink to be PAUSED' }, 'still waited for orders-sink to be PAUSED'],
    [{ state: 'failed', code: 'X', cause: 'The connector failed', remedy: 'Mend it' }, 'The connector failed'],
    [{ state: 'unknown', reason: 'Nobody reports' }, 'Nobody reports'],
  ])('is not in force where the pause itself says %j', (quiet, why) => {
    expect(said(look('before', quota(), { quiet }))).toBe(why);
  });

  it('was not held where somebody changed the object and changed it back between the looks', () => {
    expect(said(look('after', quota(), { earlier: quota() }))).toBe('held');
    expect(said(look('after', quota({ generation: 6 }), { earlier: quota() }))).toBe('Somebody changed Quota ns/q between pause and cut');
  });
});

describe('the looks at a pause', () => {
  it('write nothing, and look at each object once', () => {
    const { before, after } = pauseLooks(pause);
    expect([before, after].map(({ id, phase, acts, wait }) => [id, phase, acts.length, wait?.objects.length])).toEqual([['hold/holds', 'Quiescing', 0, 1], ['hold/held', 'Cutting', 0, 1]]);
  });
});
