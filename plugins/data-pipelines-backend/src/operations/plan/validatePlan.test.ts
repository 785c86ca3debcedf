import type { PlanDraft, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { planFaults, requireSoundPlan } from './validatePlan';

const registered = { observers: new Set(['csi.grown']), derivations: new Set(['csi.point']), operation: 'op-abcdefghijkl' };
const target = { cluster: 'c', apiVersion: 'v1', kind: 'ConfigMap', name: 'a' };
const make = (labels: Record<string, string> = { 'penstock.dev/operation': 'op-abcdefghijkl' }): PlannedAct => ({ act: 'create', cluster: 'c', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels } } });
const remove: PlannedAct = { act: 'delete', target, propagation: 'background' };
const step = (id: string, more: Partial<PlannedStep> = {}): PlannedStep => ({ id, title: id, phase: 'Running', acts: [], deadlineSeconds: 60, ...more });
const pausing = (more: Partial<PlannedStep> = {}) => step('pause', { pause: { limitSeconds: 60, resume: [remove] }, ...more });

function draft(steps: readonly PlannedStep[], more: Partial<PlanDraft> = {}): PlanDraft {
  return {
    title: 'Test', summary: '', steps, locks: [], basis: [], preflight: [], changes: [], comparison: [], consumers: [], cancel: [],
    effects: { restarts: 0, sentences: [] }, undo: { possible: false, sentence: '' }, safety: { level: 1, button: 'Go' }, deadlineSeconds: 60, ...more,
  };
}

describe('planFaults', () => {
  it('finds nothing wrong with a sound plan', () => {
    const steps = [
      step('make', { acts: [make()], undo: [remove], wait: { observer: 'csi.grown', objects: [], params: {} } }),
      pausing(),
      step('resume', { resumes: 'pause' }),
      step('point', { acts: [{ act: 'derive', by: 'csi.point', params: {} }], pointOfNoReturn: true }),
      step('after', { acts: [make()] }),
    ];
    expect(planFaults(draft(steps), registered)).toEqual([]);
  });

  it.each<[string, readonly PlannedStep[], string]>([
    ['two steps of one id', [step('a'), step('a')], 'two steps are called a'],
    ['no deadline', [step('a', { deadlineSeconds: 0 })], 'step a has the deadline 0'],
    ['an endless deadline', [step('a', { deadlineSeconds: Infinity })], 'step a has the deadline Infinity'],
    ['a pause that nobody resumes', [pausing()], "step pause pauses writes and no later step resumes them; add one with resumes: 'pause'"],
    ['a pause that is resumed before', [step('r', { resumes: 'pause' }), pausing()], 'no later step resumes them'],
    ['a pause that the watchdog cannot resume', [pausing({ pause: { limitSeconds: 60, resume: [] } }), step('r', { resumes: 'pause' })], 'does not say how the watchdog resumes'],
    ['a pause without limit', [pausing({ pause: { limitSeconds: 3600, resume: [remove] } }), step('r', { resumes: 'pause' })], 'pauses writes for 3600 s'],
    ['a resume of nothing', [step('a', { resumes: 'b' })], 'step a resumes b, which pauses nothing'],
    ['an undo after the return', [step('a', { pointOfNoReturn: true }), step('b', { undo: [remove] })], 'step b has an undo'],
    ['an observer that is not there', [step('a', { wait: { observer: 'x.y', objects: [], params: {} } })], 'step a waits for x.y, which is not registered'],
    ['an observer of the undo that is not there', [step('a', { undoWait: { observer: 'x.y', objects: [], params: {} } })], 'step a waits for x.y'],
    ['a derivation that is not there', [step('a', { acts: [{ act: 'derive', by: 'x.y', params: {} }] })], 'derives by x.y, which is not registered'],
    ['unmarked objects', [step('a', { acts: [make({})], undo: [remove] })], "creates ConfigMap a without the operation's marks"],
    ['objects marked by another operation', [step('a', { acts: [make({ 'penstock.dev/operation': 'op-other' })], undo: [remove] })], "without the operation's marks"],
    ['unmarked objects in an undo', [step('a', { undo: [make({})] })], 'the undo of step a creates ConfigMap a'],
    ['objects that nobody takes away', [step('a', { acts: [make()] })], 'step a creates objects and has no undo'],
    ['a patch of nothing', [step('a', { acts: [{ act: 'patch', target, changes: [] }] })], 'patches ConfigMap a without a change'],
    ['a deletion with an empty uid', [step('a', { acts: [{ act: 'delete', target, uid: '', propagation: 'background' }] })], 'deletes ConfigMap a with an empty uid'],
    ['too many steps', Array.from({ length: 501 }, (_, index) => step(`s${index}`)), 'the plan has 501 steps'],
  ])('%s', (_, steps, fault) => {
    expect(planFaults(draft(steps), registered).join('\n')).toContain(fault);
  });

  it('wants a reason for doing nothing, and a confirmation for what cannot be taken back', () => {
    expect(planFaults(draft([]), registered)).toEqual(['the plan has no steps and no check that blocks; say why nothing can be done']);
    expect(planFaults(draft([], { preflight: [{ code: 'X', result: 'block', sentence: 'no' }] }), registered)).toEqual([]);
    expect(planFaults(draft([step('a')], { safety: { level: 3, button: 'Go' } }), registered)).toHaveLength(2);
  });

  it('is thrown as one sentence', () => {
    expect(() => requireSoundPlan(draft([]), registered)).toThrow('The plan "Test" cannot be carried out: the plan has no steps');
  });
});
