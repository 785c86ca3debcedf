import { testStore } from '../store/__testUtils__';
import { failAtEach, runTwice, undoTwice } from '../worker/testing/harnesses';
import { stagedStore } from '../worker/testing/OperationStage';
import { STORAGE_CASES } from './__testUtils__/storageCases';

jest.setTimeout(600_000);

const fresh = async () => stagedStore(await testStore());

describe.each(Object.entries(STORAGE_CASES))('%s', (_, open) => {
  it('ends the same with each write done twice', async () => {
    expect((await runTwice(open(), await fresh())).runs).toBeGreaterThan(0);
  });

  it('fails at each write that is refused, and leaves what it lists', async () => {
    expect((await failAtEach(open(), await fresh())).runs).toBeGreaterThan(0);
  });

  it('ends the same with each act of its undo done twice', async () => {
    expect((await undoTwice(open(), await fresh())).runs).toBeGreaterThanOrEqual(0);
  });
});
