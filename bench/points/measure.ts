/* eslint-disable no-console -- prints what it measured */
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { csiDriver } from '../../plugins/data-pipelines-backend/src/drivers/csi';

// Reads recovery points of six members each out of an inventory. Argument: number of points.
const points = Number(process.argv[2] ?? 10_000);
const MEMBERS = 6;
const ROUNDS = 20;

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

const inventory = inventoryOf(Array.from({ length: points }, (_, point) => Array.from({ length: MEMBERS }, (_member, index) => member(point, index)).flat()).flat());
const times = Array.from({ length: ROUNDS }, () => {
  const from = performance.now();
  const found = csiDriver.points(inventory);
  if (found.length !== points || found.some(({ state }) => state !== 'Ready')) throw new Error('The points were not read as they are.');
  return performance.now() - from;
}).sort((a, b) => a - b);
console.log(`${points} points of ${MEMBERS} members: median ${times[ROUNDS / 2].toFixed(0)} ms, longest ${times[ROUNDS - 1].toFixed(0)} ms`);
