import type { DataDriver, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { csiDriver } from '../drivers/csi';
import { PointIndex } from './PointIndex';

const snapshot = (name: string): KubernetesObject => ({
  ...{ apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot' },
  metadata: { name, namespace: 'orders', uid: `uid-${name}` },
  spec: { source: { persistentVolumeClaimName: 'data-0' } },
  status: { readyToUse: true, creationTime: '2026-11-20T12:00:00Z' },
});

/** Two clusters whose objects the test sets, and how often points were read out of each. */
function openIndex() {
  let changed: (clusters: readonly string[]) => void = () => {};
  const objects = new Map<string, InventoryReader>();
  const set = (cluster: string, reader: InventoryReader) => {
    objects.set(cluster, reader);
    changed([cluster]);
  };
  const reads: string[] = [];
  const driver: DataDriver = {
    ...csiDriver,
    points: inventory => {
      reads.push(inventory.cluster);
      return csiDriver.points(inventory);
    },
  };
  set('north', inventoryOf([snapshot('a')], { cluster: 'north' }));
  set('south', inventoryOf([snapshot('s')], { cluster: 'south' }));
  const index = new PointIndex({
    drivers: [driver],
    clusters: { names: () => ['north', 'south'] },
    inventory: {
      reader: cluster => objects.get(cluster) ?? inventoryOf([], { cluster }),
      onChange: listener => {
        changed = listener;
        return () => {};
      },
    },
  });
  return { index, reads, set, tell: (cluster: string) => changed([cluster]) };
}

const ids = (index: PointIndex) => index.all().map(({ id }) => id).sort();

describe('the index of points', () => {
  it('is read out of the inventory once, until something changes', () => {
    const { index, reads } = openIndex();
    expect(ids(index)).toEqual(['vs-uid-a', 'vs-uid-s']);
    const before = index.all();
    expect(index.all()).toBe(before);
    expect(index.get('vs-uid-s')).toBe(before.find(({ id }) => id === 'vs-uid-s'));
    expect(reads).toEqual(['north', 'south']);
  });

  it('is not read again, and is the same list, when what changed is of no driver', () => {
    const { index, reads, tell } = openIndex();
    const before = index.all();
    tell('north');
    expect(index.all()).toBe(before);
    expect(reads).toEqual(['north', 'south']);
  });

  it('is read again of the one cluster in which a snapshot came, changed or went', () => {
    const { index, reads, set } = openIndex();
    index.all();
    for (const names of [['a', 'b'], ['b'], []]) {
      set('north', inventoryOf(names.map(snapshot), { cluster: 'north' }));
      expect(ids(index)).toEqual([...names.map(name => `vs-uid-${name}`), 'vs-uid-s']);
    }
    expect(reads).toEqual(['north', 'south', 'north', 'north', 'north']);
  });

  it('is read again when contents may not be read any more', () => {
    const { index, set } = openIndex();
    index.all();
    const forbidden = { 'VolumeSnapshotContent.snapshot.storage.k8s.io': { state: 'denied' as const, reason: 'forbidden' } };
    set('north', inventoryOf([snapshot('a')], { cluster: 'north', kindStates: forbidden }));
    expect(index.get('vs-uid-a')).toMatchObject({ state: 'Unknown', reason: expect.stringContaining('forbidden') });
  });
});
