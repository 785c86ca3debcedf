import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { fieldsAt, flagAt, listAt, textAt, textsAt } from '../../../engines/shared/reading';
import type { FakeApiServer } from '../../worker/testing/FakeApiServer';

/** The instant of every cut in these tests. */
export const CUT_TIME = '2026-11-20T14:33:00Z';
const SNAPSHOT_API = 'snapshot.storage.k8s.io/v1';

function set(server: FakeApiServer, object: KubernetesObject, change: (object: KubernetesObject) => void): void {
  const after = structuredClone(object);
  change(after);
  if (JSON.stringify(object) !== JSON.stringify(after)) server.put(after);
}

function cutSnapshots(server: FakeApiServer): void {
  for (const snapshot of server.objects('VolumeSnapshot')) {
    if (snapshot.status !== undefined) continue;
    const imported = textAt(snapshot, 'spec.source.volumeSnapshotContentName');
    const content = imported ?? `snapcontent-${snapshot.metadata.name}`;
    const { namespace, name, uid } = snapshot.metadata;
    const reference = { kind: 'VolumeSnapshot', namespace, name, uid };
    if (imported === undefined) {
      server.put({
        apiVersion: SNAPSHOT_API, kind: 'VolumeSnapshotContent', metadata: { name: content },
        spec: { deletionPolicy: 'Delete', driver: 'rbd.csi.ceph.com', source: { volumeHandle: 'v' }, volumeSnapshotRef: reference }, status: { snapshotHandle: `handle-${name}`, readyToUse: true },
      });
    } else {
      if (server.find('VolumeSnapshotContent', imported) === undefined) continue;
      server.edit('VolumeSnapshotContent', imported, object => { object.spec = { ...fieldsAt(object, 'spec'), volumeSnapshotRef: reference }; });
    }
    const group = (snapshot.metadata.ownerReferences ?? []).find(({ kind }) => kind === 'VolumeGroupSnapshot')?.name;
    set(server, snapshot, object => {
      object.metadata.finalizers = ['snapshot.storage.kubernetes.io/volumesnapshot-bound-protection'];
      object.status = { creationTime: CUT_TIME, readyToUse: true, boundVolumeSnapshotContentName: content, restoreSize: '100Gi', ...(group === undefined ? {} : { volumeGroupSnapshotName: group }) };
    });
  }
}

function cutGroups(server: FakeApiServer): void {
  for (const group of server.objects('VolumeGroupSnapshot')) {
    if (group.status !== undefined) continue;
    const labels = Object.entries(fieldsAt(group, 'spec.source.selector.matchLabels'));
    const { namespace, name, uid } = group.metadata;
    for (const claim of server.objects('PersistentVolumeClaim')) {
      if (claim.metadata.namespace !== namespace || !labels.every(([key, value]) => claim.metadata.labels?.[key] === value)) continue;
      server.put({
        apiVersion: SNAPSHOT_API, kind: 'VolumeSnapshot',
        metadata: { name: `member-${claim.metadata.name}`, namespace, ownerReferences: [{ apiVersion: group.apiVersion, kind: group.kind, name, uid }] },
        spec: { source: { persistentVolumeClaimName: claim.metadata.name } },
      });
    }
    set(server, group, object => {
      object.metadata.finalizers = ['groupsnapshot.storage.kubernetes.io/volumegroupsnapshot-bound-protection'];
      object.status = { creationTime: CUT_TIME, readyToUse: true, boundVolumeGroupSnapshotContentName: 'c' };
    });
  }
}

/** A snapshot is held until its content is gone, a group until its members are. */
function finishDeletions(server: FakeApiServer): void {
  for (const group of server.objects('VolumeGroupSnapshot')) {
    if (group.metadata.deletionTimestamp === undefined) continue;
    for (const member of server.objects('VolumeSnapshot')) {
      if ((member.metadata.ownerReferences ?? []).some(({ uid }) => uid === group.metadata.uid)) removeSnapshot(server, member);
    }
    server.remove('VolumeGroupSnapshot', group.metadata.name);
  }
  for (const snapshot of server.objects('VolumeSnapshot')) {
    if (snapshot.metadata.deletionTimestamp !== undefined) removeSnapshot(server, snapshot);
  }
}

function removeSnapshot(server: FakeApiServer, { metadata, status }: KubernetesObject): void {
  const content = server.find('VolumeSnapshotContent', textAt({ status }, 'status.boundVolumeSnapshotContentName') ?? '');
  if (content !== undefined && textAt(content, 'spec.deletionPolicy') === 'Delete') server.remove('VolumeSnapshotContent', content.metadata.name);
  server.remove('VolumeSnapshot', metadata.name);
}

function exists(server: FakeApiServer, kind: string, uid: string | undefined): boolean {
  return server.objects(kind).some(({ metadata }) => metadata.uid === uid);
}

function collect(server: FakeApiServer): void {
  for (const kind of ['VolumeSnapshot', 'ConfigMap']) {
    for (const { metadata } of server.objects(kind)) {
      const owners = metadata.ownerReferences ?? [];
      if (owners.length > 0 && owners.every(owner => !exists(server, owner.kind, owner.uid))) server.remove(kind, metadata.name);
    }
  }
  for (const content of server.objects('VolumeSnapshotContent')) {
    const uid = textAt(content, 'spec.volumeSnapshotRef.uid');
    if (uid !== undefined && textAt(content, 'spec.deletionPolicy') === 'Delete' && !exists(server, 'VolumeSnapshot', uid)) server.remove('VolumeSnapshotContent', content.metadata.name);
  }
}

function dataSourceIsThere(server: FakeApiServer, claim: KubernetesObject): boolean {
  const kind = textAt(claim, 'spec.dataSource.kind');
  return kind === undefined || server.find(kind, textAt(claim, 'spec.dataSource.name') ?? '') !== undefined;
}

function bind(server: FakeApiServer, claim: KubernetesObject): void {
  const { namespace, name, uid } = claim.metadata;
  const named = textAt(claim, 'spec.volumeName');
  const volumeName = named ?? `made-for-${namespace}-${name}`;
  const volume = server.find('PersistentVolume', volumeName);
  if (named !== undefined && volume === undefined) return;
  const holder = textAt(volume, 'spec.claimRef.uid');
  if (holder !== undefined && holder !== uid) return;
  if (named === undefined && !dataSourceIsThere(server, claim)) return;
  const size = textAt(claim, 'spec.resources.requests.storage') ?? '1Gi';
  const claimRef = { namespace, name, uid };
  if (volume === undefined) {
    server.put({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: volumeName }, spec: { claimRef, capacity: { storage: size }, csi: { driver: 'rbd.csi.ceph.com', volumeHandle: volumeName }, persistentVolumeReclaimPolicy: 'Delete' }, status: { phase: 'Bound' } });
  } else {
    server.edit('PersistentVolume', volumeName, object => {
      object.spec = { ...fieldsAt(object, 'spec'), claimRef };
      object.status = { phase: 'Bound' };
    });
  }
  set(server, claim, object => {
    object.spec = { ...fieldsAt(object, 'spec'), volumeName };
    object.status = { phase: 'Bound', capacity: { storage: size } };
  });
}

function volumes(server: FakeApiServer): void {
  for (const claim of server.objects('PersistentVolumeClaim')) {
    if (textAt(claim, 'status.phase') !== 'Bound') bind(server, claim);
    else if (textAt(claim, 'spec.resources.requests.storage') !== textAt(claim, 'status.capacity.storage')) {
      set(server, claim, object => { object.status = { phase: 'Bound', capacity: { storage: textAt(claim, 'spec.resources.requests.storage') } }; });
    }
  }
  for (const volume of server.objects('PersistentVolume')) {
    const uid = textAt(volume, 'spec.claimRef.uid');
    if (uid === undefined || exists(server, 'PersistentVolumeClaim', uid)) continue;
    if (textAt(volume, 'spec.persistentVolumeReclaimPolicy') === 'Delete') server.remove('PersistentVolume', volume.metadata.name);
    else set(server, volume, object => { object.status = { phase: 'Released' }; });
  }
}

function operators(server: FakeApiServer): void {
  for (const pool of server.objects('Pool')) {
    const size = textAt(listAt(pool, 'spec.storage.volumes')[0], 'size');
    for (const name of textsAt(pool, 'spec.claims')) {
      server.edit('PersistentVolumeClaim', name, claim => { claim.spec = { ...fieldsAt(claim, 'spec'), resources: { requests: { storage: size } } }; });
    }
  }
  for (const tank of server.objects('Tank')) {
    const claims = textsAt(tank, 'spec.claims').map(name => server.objects('PersistentVolumeClaim').find(({ metadata }) => metadata.name === name && metadata.namespace === tank.metadata.namespace));
    const running = flagAt(tank, 'spec.stopped') !== true && claims.every(claim => textAt(claim, 'status.phase') === 'Bound');
    set(server, tank, object => { object.status = { running }; });
  }
}

/** What the controllers of the storage and the operators of tanks and pools do in a moment. */
export function settleStorage(server: FakeApiServer): void {
  finishDeletions(server);
  cutGroups(server);
  cutSnapshots(server);
  volumes(server);
  operators(server);
  collect(server);
}
