import { fieldsAt, listAt } from '../../engines/shared/reading';
import { testStore } from '../store/__testUtils__';
import { failAtEach, runTwice, undoTwice } from '../worker/testing/harnesses';
import type { OperationCase } from '../worker/testing/OperationCase';
import { stagedStore } from '../worker/testing/OperationStage';
import { straightRun } from '../worker/testing/runs';
import { CLAIMS, SET, statefulSetCase, template } from './__testUtils__/statefulSetCase';

jest.setTimeout(600_000);

/** Made again on the way back it states what its claims have, which is what the plan says of a cancel. */
function besideTemplates(): OperationCase {
  const test = statefulSetCase();
  return {
    ...test,
    comparable: object => {
      const kept = test.comparable?.(object);
      return kept?.kind === 'StatefulSet' ? { ...kept, spec: { ...fieldsAt(kept, 'spec'), volumeClaimTemplates: listAt(kept, 'spec.volumeClaimTemplates').length } } : kept;
    },
  };
}

const fresh = async () => stagedStore(await testStore());

describe('growth of a StatefulSet', () => {
  it('is as before but for the size that its claims have', async () => {
    const { row, world } = await straightRun(statefulSetCase(), await fresh());
    expect(row).toMatchObject({ phase: 'Succeeded', leftovers: [] });
    const made = world['prod-north/factory/StatefulSet/cache'];
    expect(fieldsAt(made, 'metadata')).toMatchObject({ annotations: SET.metadata.annotations });
    expect(fieldsAt(made, 'metadata.labels')).toEqual(SET.metadata.labels);
    expect(fieldsAt(made, 'spec')).toEqual({ ...fieldsAt(SET, 'spec'), volumeClaimTemplates: [template('200Gi')] });
    expect(CLAIMS.map(claim => world[`prod-north/factory/PersistentVolumeClaim/${claim}`])).toEqual(CLAIMS.map(() => expect.objectContaining({ status: { phase: 'Bound', capacity: { storage: '200Gi' } } })));
  });

  it('ends the same with each write done twice', async () => {
    expect((await runTwice(statefulSetCase(), await fresh())).runs).toBeGreaterThan(0);
  });

  it('fails at each write that is refused, and is there', async () => {
    expect((await failAtEach(besideTemplates(), await fresh())).runs).toBeGreaterThan(0);
  });

  it('ends the same with each act of its undo done twice', async () => {
    expect((await undoTwice(statefulSetCase(), await fresh())).runs).toBeGreaterThan(0);
  });
});
