import { testStore } from '../store/__testUtils__';
import { killAtEach, twoWorkers } from '../worker/testing/harnesses';
import { stagedStore } from '../worker/testing/OperationStage';
import { statefulSetCase } from './__testUtils__/statefulSetCase';

jest.setTimeout(600_000);

const fresh = async () => stagedStore(await testStore());

describe('a StatefulSet that is made again around its pods', () => {
  it('ends the same when its worker is killed at any point, on the way forward and back', async () => {
    expect((await killAtEach(statefulSetCase(), await fresh())).runs).toBeGreaterThan(0);
  });

  it('loses nothing to a worker that wakes after it was overtaken', async () => {
    expect((await twoWorkers(statefulSetCase(), await fresh())).runs).toBeGreaterThan(0);
  });
});
