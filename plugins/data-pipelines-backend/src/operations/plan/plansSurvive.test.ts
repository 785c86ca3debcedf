import { testStore } from '../store/__testUtils__';
import { killAtEach, twoWorkers } from '../worker/testing/harnesses';
import { stagedStore } from '../worker/testing/OperationStage';
import { STORAGE_CASES } from './__testUtils__/storageCases';

jest.setTimeout(600_000);

const fresh = async () => stagedStore(await testStore());

describe.each(Object.entries(STORAGE_CASES))('%s', (_, open) => {
  it('ends the same when its worker is killed at any point', async () => {
    expect((await killAtEach(open(), await fresh())).runs).toBeGreaterThan(0);
  });

  it('loses nothing to a worker that wakes after it was overtaken', async () => {
    expect((await twoWorkers(open(), await fresh())).runs).toBeGreaterThan(0);
  });
});
