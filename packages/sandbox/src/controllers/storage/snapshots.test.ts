import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  ELSEWHERE,
  fromSnapshot,
  hashOf,
  isReady,
  NAMESPACE,
  StorageTrial,
} from '../../testing/StorageTrial';
import { CLAIMS } from '../kinds/core';
import { CONTENTS, SNAPSHOTS } from '../kinds/snapshots';

jest.setTimeout(60_000);

let trial: StorageTrial;
beforeAll(async () => {
  trial = await StorageTrial.start();
});
afterAll(() => trial?.stop());

describe('a snapshot', () => {
  it('keeps the bytes of the cut, gives them back to a new claim, and goes with its content', async () => {
    await trial.claim('source');
    const folder = await trial.folderOf('source');
    await mkdir(path.join(folder, 'log'), { recursive: true });
    await writeFile(path.join(folder, 'log', '1'), 'acknowledged');
    const before = await hashOf(folder);

    await trial.snapshot('first', {
      source: { persistentVolumeClaimName: 'source' },
    });
    const cut = await trial.seen(
      SNAPSHOTS,
      'first',
      ({ status }) => status?.creationTime !== undefined,
    );
    expect(cut.spec.volumeSnapshotClassName).toBe('disk-snapshots');
    await writeFile(path.join(folder, 'log', '1'), 'corrupted');
    await writeFile(path.join(folder, 'log', '2'), 'later');

    const ready = await trial.seen(SNAPSHOTS, 'first', isReady);
    expect(ready.status).toMatchObject({ restoreSize: '1Gi' });
    expect(ready.status?.error ?? undefined).toBeUndefined();
    const content = await trial.client.get(
      CONTENTS,
      undefined,
      `snapcontent-${ready.metadata.uid}`,
    );
    expect(content?.spec.volumeSnapshotRef.uid).toBe(ready.metadata.uid);
    expect(content?.status?.creationTime).toBeGreaterThan(1e18);

    await trial.claim('restored', fromSnapshot('first'));
    expect(await hashOf(await trial.folderOf('restored'))).toBe(before);
    const restored = await trial.client.get(CLAIMS, NAMESPACE, 'restored');
    expect(restored?.spec.dataSourceRef).toEqual(restored?.spec.dataSource);

    await trial.claim('cloned', {
      dataSource: { kind: 'PersistentVolumeClaim', name: 'source' },
    });
    expect(await hashOf(await trial.folderOf('cloned'))).toBe(
      await hashOf(folder),
    );

    await trial.client.delete(SNAPSHOTS, NAMESPACE, 'first');
    await trial.gone(SNAPSHOTS, 'first');
    expect(
      await trial.client.get(CONTENTS, undefined, content?.metadata.name ?? ''),
    ).toBeUndefined();
    expect(await trial.copies()).toEqual([]);
  });

  it('leaves its content with Retain, from which another namespace gets the bytes; the last content takes them along', async () => {
    await trial.claim('kept-source');
    const folder = await trial.folderOf('kept-source');
    await writeFile(path.join(folder, 'file'), 'kept');
    const before = await hashOf(folder);
    await trial.snapshot('kept', {
      source: { persistentVolumeClaimName: 'kept-source' },
      volumeSnapshotClassName: 'disk-snapshots-retain',
    });
    const { status } = await trial.seen(SNAPSHOTS, 'kept', isReady);
    const name = status?.boundVolumeSnapshotContentName ?? '';
    await trial.client.delete(SNAPSHOTS, NAMESPACE, 'kept');
    await trial.gone(SNAPSHOTS, 'kept');
    const left = await trial.client.get(CONTENTS, undefined, name);
    const handle = left?.status?.snapshotHandle;

    await trial.client.create(CONTENTS, {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotContent',
      metadata: { name: 'import' },
      spec: {
        deletionPolicy: 'Delete',
        driver: 'disk.csi.penstock.dev',
        source: { snapshotHandle: handle },
        volumeSnapshotRef: { name: 'imported', namespace: ELSEWHERE },
      },
    });
    await trial.snapshot(
      'imported',
      { source: { volumeSnapshotContentName: 'import' } },
      ELSEWHERE,
    );
    const imported = await trial.seen(
      SNAPSHOTS,
      'imported',
      isReady,
      ELSEWHERE,
    );
    expect(imported.status).toMatchObject({
      restoreSize: '1Gi',
      creationTime: status?.creationTime,
    });
    await trial.claim('restored', fromSnapshot('imported'), {
      namespace: ELSEWHERE,
    });
    expect(await hashOf(await trial.folderOf('restored', ELSEWHERE))).toBe(
      before,
    );

    await trial.client.delete(SNAPSHOTS, ELSEWHERE, 'imported');
    await trial.gone(CONTENTS, 'import');
    expect(await trial.copies()).toContain(handle);
    await trial.client.patch(CONTENTS, undefined, name, {
      spec: { deletionPolicy: 'Delete' },
    });
    await trial.client.delete(CONTENTS, undefined, name);
    await trial.gone(CONTENTS, name);
    expect(await trial.copies()).toEqual([]);
  });

  it('is awaited by a claim, and is never too large for it', async () => {
    await trial.claim('large', { resources: { requests: { storage: '2Gi' } } });
    await trial.folderOf('large');
    await trial.claim('early', {
      ...fromSnapshot('late'),
      resources: { requests: { storage: '2Gi' } },
    });
    await trial.claim('small', fromSnapshot('late'));
    await trial.event(
      'early',
      'ProvisioningFailed',
      'volumesnapshots.snapshot.storage.k8s.io "late" not found',
    );
    await trial.snapshot('late', {
      source: { persistentVolumeClaimName: 'large' },
    });
    await trial.folderOf('early');
    await trial.event(
      'small',
      'ProvisioningFailed',
      'requested volume size 1073741824 is less than the size 2147483648 for the source snapshot late',
    );
    const small = await trial.client.get(CLAIMS, NAMESPACE, 'small');
    expect(small?.status?.phase).toBe('Pending');
    await trial.client.delete(CLAIMS, NAMESPACE, 'small');
    await trial.client.delete(SNAPSHOTS, NAMESPACE, 'late');
    await trial.gone(SNAPSHOTS, 'late');
  });
});
