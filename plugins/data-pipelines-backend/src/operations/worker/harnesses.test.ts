import type { PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { onEachDatabase, testStore } from '../store/__testUtils__';
import { CRASH_POINTS } from './crashPoints';
import { demoCase } from './testing/demoCase';
import { failAtEach, killAtEach, runTwice, twoWorkers, undoTwice } from './testing/harnesses';
import type { OperationCase } from './testing/OperationCase';
import { stagedStore } from './testing/OperationStage';

jest.setTimeout(600_000);

describe('a case that is wrong is found out', () => {
  const fresh = async () => stagedStore(await testStore());
  const changed = (change: (step: PlannedStep) => PlannedStep): OperationCase => {
    const demo = demoCase();
    return { ...demo, steps: operation => demo.steps(operation).map(change) };
  };

  it('derives something else each time', async () => {
    const demo = demoCase();
    const conclude = demo.derivations?.['demo.conclude'];
    let derived = 0;
    const wrong: OperationCase = {
      ...demo,
      derivations: {
        'demo.conclude': input => {
          derived += 1;
          return (conclude?.(input) ?? []).map(act => (act.act === 'create' ? { ...act, object: { ...act.object, metadata: { ...act.object.metadata, name: `demo-conclusion-${derived}` } } } : act));
        },
      },
    };
    await expect(runTwice(wrong, await fresh())).rejects.toThrow(/the demo/);
  });

  it('takes back to another value', async () => {
    const wrong = changed(step => (step.id === 'grow' ? { ...step, undo: step.undo?.map(act => (act.act === 'patch' ? { ...act, changes: act.changes.map(change => ({ ...change, to: '3Gi' })) } : act)) } : step));
    await expect(failAtEach(wrong, await fresh())).rejects.toThrow('PersistentVolumeClaim/data-0 is not as it was, and that is not said');
  });

  it('does not come to the end that it names', async () => {
    await expect(killAtEach({ ...demoCase(), ends: 'PartiallySucceeded' }, await fresh())).rejects.toThrow('ended as Succeeded instead of PartiallySucceeded');
  });
});

onEachDatabase(database => {
  const fresh = async () => stagedStore(await database.fresh());

  it('ends the same with each write done twice', async () => {
    expect((await runTwice(demoCase(), await fresh())).runs).toBe(8);
  });

  it('fails at each write that is refused, and leaves what it lists', async () => {
    expect((await failAtEach(demoCase(), await fresh())).runs).toBe(8);
  });

  it('ends the same with each act of an undo done twice', async () => {
    expect((await undoTwice(demoCase(), await fresh())).runs).toBeGreaterThanOrEqual(4);
  });

  it('ends the same when the worker is killed at any point; the demo passes all there are', async () => {
    const { points } = await killAtEach(demoCase(), await fresh());
    expect([...points].sort()).toEqual([...CRASH_POINTS].sort());
  });

  it('loses nothing to a worker that wakes after it was overtaken', async () => {
    expect((await twoWorkers(demoCase(), await fresh())).runs).toBeGreaterThan(50);
  });
});
