import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NAMESPACE, StorageTrial } from '../../testing/StorageTrial';
import { CLAIMS, PODS, VOLUMES } from '../kinds/core';

jest.setTimeout(60_000);

let trial: StorageTrial;
beforeAll(async () => {
  trial = await StorageTrial.start();
});
afterAll(() => trial?.stop());

describe('a volume', () => {
  it('kept by Retain comes back to a claim that names it, as the undo of a restore does', async () => {
    await trial.claim('state');
    const folder = await trial.folderOf('state');
    await writeFile(path.join(folder, 'file'), 'before');
    const volume = path.basename(folder);
    await trial.client.patch(VOLUMES, undefined, volume, {
      spec: { persistentVolumeReclaimPolicy: 'Retain' },
    });
    await trial.client.delete(CLAIMS, NAMESPACE, 'state');
    await trial.gone(CLAIMS, 'state');
    await trial.seen(
      VOLUMES,
      volume,
      ({ status }) => status?.phase === 'Released',
    );
    await trial.claim('state', { volumeName: volume });
    await trial.seen(
      VOLUMES,
      volume,
      ({ status }) => status?.phase === 'Released',
    );
    expect(
      (await trial.client.get(CLAIMS, NAMESPACE, 'state'))?.status?.phase,
    ).toBe('Pending');

    await trial.client.patch(VOLUMES, undefined, volume, {
      spec: { claimRef: null },
    });
    expect(await trial.folderOf('state')).toBe(folder);
    await trial.seen(
      VOLUMES,
      volume,
      ({ status }) => status?.phase === 'Bound',
    );
    expect(await readFile(path.join(folder, 'file'), 'utf8')).toBe('before');

    await trial.client.patch(VOLUMES, undefined, volume, {
      spec: { persistentVolumeReclaimPolicy: 'Delete' },
    });
    await trial.client.delete(CLAIMS, NAMESPACE, 'state');
    await trial.gone(VOLUMES, volume);
    await trial.eventually(async () =>
      (await readdir(trial.volumesDir)).includes(volume) ? undefined : true,
    );
  });

  it('grows on the node only when a pod mounts it; its claim stays while the pod does', async () => {
    await trial.claim('growing');
    await trial.folderOf('growing');
    await trial.resize('growing', '2Gi');
    const waiting = await trial.seen(
      CLAIMS,
      'growing',
      ({ status }) =>
        status?.allocatedResourceStatuses?.storage === 'NodeResizePending',
    );
    expect(waiting.status?.capacity).toEqual({ storage: '1Gi' });
    await trial.pod('mounts', 'growing');
    await trial.seen(
      CLAIMS,
      'growing',
      ({ status }) => status?.capacity?.storage === '2Gi',
    );
    await trial.client.delete(CLAIMS, NAMESPACE, 'growing');
    expect(await trial.client.get(CLAIMS, NAMESPACE, 'growing')).toBeDefined();
    await trial.client.delete(PODS, NAMESPACE, 'mounts');
    await trial.gone(CLAIMS, 'growing');
  });

  it('of a class for offline growth waits until a pod mounts it anew', async () => {
    await trial.claim('offline', { storageClassName: 'standard-offline' });
    await trial.pod('old', 'offline');
    await trial.resize('offline', '2Gi');
    await trial.seen(
      CLAIMS,
      'offline',
      ({ status }) =>
        status?.allocatedResourceStatuses?.storage === 'NodeResizePending',
    );
    // Another growth from beginning to end takes as long as this one would.
    await trial.claim('online', { storageClassName: 'standard' });
    await trial.pod('beside', 'online');
    await trial.resize('online', '2Gi');
    await trial.seen(
      CLAIMS,
      'online',
      ({ status }) => status?.capacity?.storage === '2Gi',
    );
    const offline = await trial.client.get(CLAIMS, NAMESPACE, 'offline');
    expect(offline?.status?.capacity).toEqual({ storage: '1Gi' });
    await trial.client.delete(PODS, NAMESPACE, 'old');
    await trial.gone(PODS, 'old');
    await trial.pod('new', 'offline');
    await trial.seen(
      CLAIMS,
      'offline',
      ({ status }) => status?.capacity?.storage === '2Gi',
    );
  });
});
