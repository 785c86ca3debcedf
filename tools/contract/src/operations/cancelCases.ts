import type { CancelStatement, Operation, OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import { mark, marks } from './marks';
import type { OperationCase } from './OperationCase';
import type { OperationsWorld } from './OperationsWorld';

/** Starts, cancels as soon as the step has begun, and follows to the end. */
export async function cancelled(world: OperationsWorld, request: OperationRequest, step: string): Promise<{ said: CancelStatement; ended: Operation }> {
  const { summary } = await world.start(await world.plan(request));
  const begun = await world.untilOperation(summary.id, ({ steps, summary: { phase } }) => phase === 'Succeeded' || steps.some(({ id, state }) => id.startsWith(step) && state !== 'waiting'));
  expect(begun.steps.find(({ id }) => id.startsWith(step))).toMatchObject({ state: expect.stringMatching(/running|done/) });
  const { cancel } = await world.client.cancelOperation(summary.id);
  return { said: cancel, ended: await world.untilEnded(summary.id) };
}

/** What was said before is what has become of it. */
export function expectKept({ said, ended }: { said: CancelStatement; ended: Operation }): void {
  if (said.effect === 'not-possible') {
    expect(ended.summary.phase).toBe('Succeeded');
    return;
  }
  expect(ended.failure).toBeUndefined();
  // A request that comes with the last step comes too late: then all of it is done, and it says so.
  if (ended.summary.phase === 'Succeeded') {
    ended.steps.forEach(({ state }) => expect(state).toBe('done'));
    return;
  }
  expect(ended.summary.phase).toBe('Cancelled');
  expect([said.effect, ended.leftovers.length > 0]).toEqual([said.effect, said.effect === 'stopped-with-leftovers']);
}

/** Calling operations off in the middle. */
export const cancelCases: readonly OperationCase[] = [
  {
    title: 'a clone that is cancelled while it starts leaves nothing, its claims neither',
    run: async world => {
      const { namespace, element } = await world.healthyElement('elasticsearch', 'default');
      const name = `${element}-trial`;
      const outcome = await cancelled(world, { kind: 'clone', element, name }, 'copy/');
      expectKept(outcome);
      if (outcome.ended.summary.phase === 'Succeeded') return;
      const claims = (await world.elements.admin.get(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`)).names;
      expect(claims.filter(claim => claim.includes(name))).toEqual([]);
      await world.untilHealthy(element);
    },
  },
  {
    title: 'a cancelled restore in place gives the element back as it was',
    run: async world => {
      const { namespace, element } = await world.healthyElement('elasticsearch', 'default');
      const snapshot = await world.run({ kind: 'snapshot', elements: [element], consistency: 'crash' });
      const { id } = await world.untilPoint(snapshot.summary.id, ({ state }) => state === 'Ready');
      await mark(world, namespace, element, 'before the cancelled restore');
      for (const step of ['stop/', 'release/']) {
        const outcome = await cancelled(world, { kind: 'restore', recoveryPoint: id, where: 'in-place' }, step);
        expect(outcome.said.effect).toBe('undone');
        expectKept(outcome);
        await world.untilHealthy(element);
        expect(new Set(await marks(world, namespace, element))).toEqual(new Set(['before the cancelled restore']));
      }
    },
  },
  {
    title: 'a cancelled restore into a new namespace takes the namespace away again',
    run: async world => {
      const { element } = await world.healthyElement('elasticsearch', 'default');
      const snapshot = await world.run({ kind: 'snapshot', elements: [element], consistency: 'crash' });
      const { id } = await world.untilPoint(snapshot.summary.id, ({ state }) => state === 'Ready');
      const outcome = await cancelled(world, { kind: 'restore', recoveryPoint: id, where: 'new-namespace', namespace: 'given-up' }, 'object/');
      expect(outcome.said.effect).toBe('undone');
      expectKept(outcome);
    },
  },
  {
    title: 'a cancelled snapshot leaves no point, a deletion and a growth go as far as was said',
    run: async world => {
      const { element } = await world.healthyElement('elasticsearch', 'default');
      const cut = await cancelled(world, { kind: 'snapshot', elements: [element], consistency: 'crash' }, 'cut/');
      expectKept(cut);
      const { items } = await world.client.listRecoveryPoints({ element });
      expect(items.some(({ id }) => id === cut.ended.summary.id)).toBe(cut.said.effect === 'not-possible');
      const removed = await cancelled(world, { kind: 'delete', recoveryPoint: items[items.length - 1].id }, 'remove');
      expect(removed.said.effect).toBe('not-possible');
      expectKept(removed);
      const grown = await cancelled(world, { kind: 'expand', element, size: '950Gi' }, 'grow/');
      expectKept(grown);
      await world.untilHealthy(element);
    },
  },
];
