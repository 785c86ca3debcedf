import { onEachDatabase } from '../store/__testUtils__';
import { CRASH_POINTS } from './crashPoints';
import { demoCase } from './testing/demoCase';
import { failAtEach, killAtEach, runTwice, twoWorkers, undoTwice } from './testing/harnesses';
import { stagedStore } from './testing/OperationStage';

jest.setTimeout(120_000);

onEachDatabase(database => {
  const fresh = async () => stagedStore(await database.fresh());

  it('ends the same with each write done twice', async () => {
    expect((await runTwice(demoCase(), await fresh())).runs).toBe(9);
  });

  it('fails at each write that is refused, and leaves what it lists', async () => {
    expect((await failAtEach(demoCase(), await fresh())).runs).toBe(9);
  });

  it('ends the same with each act of an undo done twice', async () => {
    expect((await undoTwice(demoCase(), await fresh())).runs).toBeGreaterThanOrEqual(5);
  });

  it('ends the same when the worker is killed at any point; the demo passes all there are', async () => {
    const { points } = await killAtEach(demoCase(), await fresh());
    expect([...points].sort()).toEqual([...CRASH_POINTS].sort());
  });

  it('loses nothing to a worker that wakes after it was overtaken', async () => {
    expect((await twoWorkers(demoCase(), await fresh())).runs).toBeGreaterThan(50);
  });
});
