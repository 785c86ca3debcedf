import { csiDriver } from '../../drivers/csi';
import { snapshotClass } from './__testUtils__/pointObjects';
import { poolOperations } from './__testUtils__/poolOperations';
import { KAFKA, SEARCH_ELEMENT } from './__testUtils__/storageCases';
import { testWorld } from './__testUtils__/testWorld';
import { drawPlan } from './planners';
import type { World } from './World';

const objects = [snapshotClass('VolumeSnapshotClass', 'rbd-snap'), snapshotClass('VolumeGroupSnapshotClass', 'rbd-group')];
const worldOf = (locks: World['locks'] = []) => testWorld([KAFKA, SEARCH_ELEMENT], { drivers: [csiDriver], objects, locks });
const cut = { kind: 'snapshot' as const, elements: ['kafka'], consistency: 'application' as const };
const clashes = (draft: ReturnType<typeof drawPlan>) => draft.preflight.filter(({ code, result }) => code === 'NO_OTHER_OPERATION' && result === 'block').length;

describe('objects that a plan patches', () => {
  const objectKeys = (draft: ReturnType<typeof drawPlan>) => draft.locks.filter(({ key }) => key.startsWith('object:'));

  it('are locked, so that another plan that patches one of them waits', () => {
    const [lock, ...others] = objectKeys(drawPlan(cut, worldOf()));
    expect(lock).toEqual({ key: 'object:prod-north/example.com/Tank/factory/kafka', mode: 'exclusive' });
    expect(others.filter(({ key }) => key === lock.key)).toEqual([]);
    expect(clashes(drawPlan(cut, worldOf([{ ...lock, operation: 'op-otherother00' }])))).toBe(1);
    expect(clashes(drawPlan(cut, worldOf([{ ...lock, key: `${lock.key}-2`, operation: 'op-otherother00' }])))).toBe(0);
  });

  it('do not keep an element from growing while it is cut', () => {
    const held = drawPlan(cut, worldOf()).locks.map(lock => ({ ...lock, operation: 'op-cutcutcut000' }));
    const world = testWorld([{ ...KAFKA, operations: poolOperations(KAFKA.claims) }, SEARCH_ELEMENT], { drivers: [csiDriver], objects, locks: held });
    const grown = drawPlan({ kind: 'expand', element: 'kafka', size: '200Gi' }, world);
    expect(objectKeys(grown)).toHaveLength(1);
    expect(clashes(grown)).toBe(0);
  });
});
