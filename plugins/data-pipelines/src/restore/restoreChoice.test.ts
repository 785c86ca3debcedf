import { recoveryPoint } from '../__testUtils__/points';
import { allowedStep, proposedNamespace, readChoice, restoreRequest, stepProblem, writeChoice, type RestoreChoice } from './restoreChoice';

const point = recoveryPoint('rp-1', '2026-11-20T14:36:02Z');
const choice = (query = ''): RestoreChoice => readChoice(new URLSearchParams(query), point);

describe('the choice of a restore', () => {
  it('begins with a new namespace, named after pipeline and cut', () => {
    expect(choice()).toEqual({ where: 'new-namespace', namespace: 'factory-telemetry-restored-11201436', elements: [], undoHours: '48', acceptMissing: false });
    expect(proposedNamespace({ pipeline: 'x'.repeat(80), cutTime: undefined }).length).toBeLessThanOrEqual(63);
  });

  it('survives the address', () => {
    const chosen: RestoreChoice = { where: 'in-place', namespace: 'spare', elements: ['telemetry'], undoHours: '12', acceptMissing: true };
    expect(readChoice(writeChoice(chosen, 'plan', point), point)).toEqual(chosen);
    expect(writeChoice(choice(), 'where', point).has('namespace')).toBe(false);
  });

  it('forgets elements that the point does not hold', () => {
    expect(choice('element=telemetry&element=else').elements).toEqual(['telemetry']);
  });

  it('becomes a request', () => {
    expect(restoreRequest(choice(), point)).toEqual({ kind: 'restore', recoveryPoint: 'rp-1', where: 'new-namespace', namespace: 'factory-telemetry-restored-11201436' });
    expect(restoreRequest(choice('where=in-place&undo=24&element=telemetry'), point)).toEqual({ kind: 'restore', recoveryPoint: 'rp-1', where: 'in-place', undoHours: 24, elements: ['telemetry'] });
  });

  it.each([
    ['where', 'namespace=Not%20one', 'namespace'],
    ['where', 'where=in-place&undo=0', 'undo'],
    ['where', 'where=in-place&undo=1e30', 'undo'],
  ] as const)('is held at %s by %s', (step, query, problem) => {
    expect(stepProblem(step, choice(query), point)).toBe(problem);
    expect(restoreRequest(choice(query), point)).toBeUndefined();
    expect(allowedStep('confirm', choice(query), point)).toBe(step);
  });

  it('asks for what is missing by name, and for a point that can be restored', () => {
    const partial = { ...point, missing: ['data-2'] };
    expect(allowedStep('plan', choice(), partial)).toBe('what');
    expect(restoreRequest(choice('missing=accepted'), partial)).toMatchObject({ acceptMissing: true });
    expect(allowedStep('plan', choice(), { ...point, restorableTo: [] })).toBe('point');
    expect(stepProblem('where', choice('where=in-place'), { ...point, restorableTo: ['new-namespace'] })).toBe('notThere');
  });

  it('shows the first step for one that is none', () => {
    expect(allowedStep('elsewhere', choice(), point)).toBe('point');
  });
});
