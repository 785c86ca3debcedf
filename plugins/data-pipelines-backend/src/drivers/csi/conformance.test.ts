import type { DataDriver } from '@penstock/backstage-plugin-data-pipelines-node';
import { driverConformance, inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { csiDriver } from '.';

const volumes = ['a', 'b'].map(claim => ({ element: 'kafka', cluster: 'prod-north', namespace: 'ns', claim, claimUid: `uid-${claim}`, provisioner: 'disk.csi' }));
const snapshotClass = { apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshotClass', metadata: { name: 'snap', uid: 'u' }, driver: 'disk.csi', deletionPolicy: 'Delete' };
const groupClass = { apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshotClass', metadata: { name: 'group', uid: 'g' }, driver: 'disk.csi', deletionPolicy: 'Delete' };
const names = { operation: 'op-abcdefghijkl', marks: () => ({ labels: { 'penstock.dev/operation': 'op-abcdefghijkl' }, annotations: {} }), name: (what: string, element: string) => `${element}-${what}-op-abcdefghijkl` };
const notes = { pipeline: 'orders', wanted: 'crash' as const, madeBy: 'user:default/olga', planned: [] };
const sample = { inventory: inventoryOf([snapshotClass]), volumes, names, notes };

describe('the CSI driver', () => {
  it.each([
    ['one beside the other', sample],
    ['in a group', { ...sample, inventory: inventoryOf([snapshotClass, groupClass]) }],
    ['a single volume', { ...sample, volumes: volumes.slice(0, 1) }],
  ])('keeps the contract: %s', (_, given) => {
    expect(driverConformance(csiDriver, given)).toEqual([]);
  });
});

describe('driverConformance', () => {
  const faults = (more: Partial<DataDriver>) => driverConformance({ ...csiDriver, ...more }, sample).join('\n');

  it('tells the author of a wrong driver what is wrong', () => {
    const cut: DataDriver['cut'] = (given, input) => {
      const right = csiDriver.cut(given, input);
      return { ...right, cut: { ...right.cut, undo: [], wait: undefined } };
    };
    expect(faults({ cut })).toContain('and does not delete it in its undo');
    expect(faults({ cut })).toContain('the cut waits for nothing');
    expect(faults({ observers: {} })).toContain('csi.cut is waited for and not in observers');
    expect(faults({ observers: { ...csiDriver.observers, 'csi.bad': () => { throw new Error('oh'); } } })).toContain('observer csi.bad throws when it is shown nothing (oh)');
    expect(faults({ derivations: { other: () => [] } })).toContain('"other" is not called csi.<what>');
    expect(faults({ points: () => { throw new Error('no kinds'); } })).toContain('points() throws in a cluster without its kinds (no kinds)');
    expect(faults({ capabilities: () => [{ id: 'x', title: 'X', answer: 'no' }] })).toContain('capability x is not there and does not say why');
    let count = 0;
    const counting: DataDriver['cut'] = (given, input) => {
      const right = csiDriver.cut(given, input);
      count += 1;
      return { ...right, cut: { ...right.cut, title: `${count}` } };
    };
    expect(faults({ cut: counting })).toContain('it must be pure');
  });
});
