/* eslint-disable no-console -- prints what it measured */
import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { csiDriver } from '../../plugins/data-pipelines-backend/src/drivers/csi';

// Reads recovery points of six members each out of an inventory. Argument: number of points.
const points = Number(process.argv[2] ?? 10_000);
const MEMBERS = 6;
const ROUNDS = 6;

function member(point: number, index: number): KubernetesObject[] {
  const id = `op-${String(point).padStart(12, '0')}`;
  const name = `snap-${point}-${index}`;
  const planned = Array.from({ length: MEMBERS }, (_, each) => ({ element: 'kafka', volume: `data-${each}` }));
  const note = JSON.stringify({ pipeline: 'orders', wanted: 'application', got: 'application', madeBy: 'schedule:six-hourly', pausedMs: 4400, planned });
  return [
    {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshot',
      metadata: { name, namespace: 'orders', uid: `uid-${name}`, labels: { 'penstock.dev/recovery-point': id, 'penstock.dev/element': 'kafka' }, annotations: { 'penstock.dev/point': note } },
      spec: { source: { persistentVolumeClaimName: `data-${index}` } },
      status: { readyToUse: true, creationTime: '2026-01-01T00:00:00Z', boundVolumeSnapshotContentName: `content-${name}`, restoreSize: '100Gi' },
    },
    {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotContent',
      metadata: { name: `content-${name}`, uid: `uid-content-${name}` },
      spec: { deletionPolicy: 'Delete', volumeSnapshotRef: { uid: `uid-${name}`, name, namespace: 'orders' } },
    },
  ];
}

const objects = Array.from({ length: points }, (_, point) => Array.from({ length: MEMBERS }, (_member, index) => member(point, index)).flat()).flat();

/** An inventory in which only the first point is another one than in the last round. */
function changed(round: number): InventoryReader {
  const [first, content] = member(0, 0);
  const other = inventoryOf([{ ...first, metadata: { ...first.metadata, resourceVersion: String(round) } }, content]);
  const isOther = (name: string | undefined) => name === first.metadata.name;
  return {
    ...inventory,
    get: (kind, name) => other.get(kind, name) ?? inventory.get(kind, name),
    list: kind => inventory.list(kind).map(object => (isOther(object.metadata.name) ? other.list(kind)[0] : object)),
  };
}

function measure(what: string, read: (round: number) => readonly { state: string }[]): void {
  const times = Array.from({ length: ROUNDS }, (_, round) => {
    const from = performance.now();
    const found = read(round);
    if (found.length !== points || found.some(({ state }) => state !== 'Ready')) throw new Error('The points were not read as they are.');
    return performance.now() - from;
  }).sort((a, b) => a - b);
  console.log(`${points} points of ${MEMBERS} members, ${what}: median ${times[ROUNDS / 2].toFixed(0)} ms, longest ${times[ROUNDS - 1].toFixed(0)} ms`);
}

let inventory = inventoryOf(objects);
const readers = Array.from({ length: ROUNDS }, (_, round) => (round === 0 ? inventory : inventoryOf(objects)));
measure('read for the first time', round => {
  inventory = readers[round];
  return csiDriver.points(inventory);
});
measure('read again after one snapshot changed', round => csiDriver.points(changed(round)));
