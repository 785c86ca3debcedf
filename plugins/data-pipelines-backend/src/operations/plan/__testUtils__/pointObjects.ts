import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { CUT_TIME } from './storageController';

/** Id of the recovery point in these tests. */
export const POINT = 'op-point00000001';

/** A snapshot class of the driver in these tests. */
export function snapshotClass(kind: 'VolumeSnapshotClass' | 'VolumeGroupSnapshotClass', name: string): KubernetesObject {
  const group = kind === 'VolumeSnapshotClass' ? 'snapshot' : 'groupsnapshot';
  return { apiVersion: `${group}.storage.k8s.io/v1`, kind, metadata: { name, uid: `uid-${name}` }, driver: 'rbd.csi.ceph.com', deletionPolicy: 'Delete' };
}

/** Snapshots and contents of a recovery point of ours, and its offsets. */
export function pointObjects(
  members: readonly { element: string; claim: string }[],
  options: { id?: string; offsets?: readonly object[]; got?: string; planned?: readonly { element: string; claim: string }[]; cutTime?: string; policy?: string } = {},
): KubernetesObject[] {
  const { id = POINT, offsets, got = 'crash', planned = members, cutTime = CUT_TIME, policy = 'Delete' } = options;
  const labels = { 'penstock.dev/operation': id, 'penstock.dev/recovery-point': id, 'app.kubernetes.io/managed-by': 'penstock' };
  const note = JSON.stringify({
    pipeline: 'telemetry', wanted: got, got, madeBy: 'user:default/olga', planned: planned.map(({ element, claim }) => ({ element, volume: claim })),
    ...(offsets === undefined ? {} : { offsets: `offsets-${id}` }),
  });
  return [
    ...members.flatMap(({ element, claim }): KubernetesObject[] => {
      const name = `${claim}-${id}`;
      const uid = `uid-${name}`;
      return [
        {
          apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot',
          metadata: { name, namespace: 'factory', uid, labels: { ...labels, 'penstock.dev/element': element }, annotations: { 'penstock.dev/point': note }, finalizers: ['snapshot.storage.kubernetes.io/volumesnapshot-bound-protection'] },
          spec: { source: { persistentVolumeClaimName: claim }, volumeSnapshotClassName: 'rbd-snap' },
          status: { creationTime: cutTime, readyToUse: true, boundVolumeSnapshotContentName: `content-${name}`, restoreSize: '100Gi' },
        },
        {
          apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshotContent', metadata: { name: `content-${name}`, uid: `uid-content-${name}`, labels: { ...labels, 'penstock.dev/element': element } },
          spec: { deletionPolicy: policy, driver: 'rbd.csi.ceph.com', source: { volumeHandle: `vol-${claim}` }, volumeSnapshotRef: { kind: 'VolumeSnapshot', namespace: 'factory', name, uid } },
          status: { snapshotHandle: `handle-${name}`, readyToUse: true },
        },
      ];
    }),
    ...(offsets === undefined
      ? []
      : [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `offsets-${id}`, namespace: 'factory', uid: `uid-offsets-${id}`, labels }, data: { 'offsets.json': JSON.stringify(offsets) } }]),
  ];
}
