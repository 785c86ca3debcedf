import { poolOperations } from './plan/__testUtils__/poolOperations';
import { testWorld } from './plan/__testUtils__/testWorld';
import { drawPlan } from './plan/planners';
import { signPlan } from './signPlan';

const CLAIMS = ['data-0-broker-0'];

/** A plan whose steps carry the id of its operation. */
function signed(id: string, size: '200Gi' | '300Gi' = '200Gi') {
  const request = { kind: 'expand', element: 'kafka', size } as const;
  const draft = drawPlan(request, testWorld([{ id: 'kafka', claims: CLAIMS, operations: poolOperations(CLAIMS) }]));
  const steps = draft.steps.map(step => ({ ...step, wait: step.wait && { ...step.wait, params: { ...step.wait.params, operation: id } } }));
  return signPlan({ ...draft, steps }, { id, request, drawnAt: new Date('2026-11-22T14:00:00Z') }).plan;
}

describe('signPlan', () => {
  it('gives two plans of the same one hash, so that one that is drawn again can be compared with the one that was read', () => {
    expect(signed('op-aaaaaaaaaaaa').hash).toBe(signed('op-bbbbbbbbbbbb').hash);
  });

  it('gives another hash to a plan of something else', () => {
    expect(signed('op-aaaaaaaaaaaa', '300Gi').hash).not.toBe(signed('op-aaaaaaaaaaaa').hash);
  });
});
