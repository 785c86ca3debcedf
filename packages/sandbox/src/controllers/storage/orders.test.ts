import { isReady, NAMESPACE, StorageTrial } from '../../testing/StorageTrial';
import { CLAIMS } from '../kinds/core';
import { SNAPSHOTS } from '../kinds/snapshots';

jest.setTimeout(60_000);

let trial: StorageTrial;
beforeAll(async () => {
  trial = await StorageTrial.start();
});
afterAll(() => trial?.stop());

describe('orders', () => {
  it('let a cut hang until they are lifted, and silence the controllers', async () => {
    await trial.claim('ordered');
    await trial.folderOf('ordered');
    const hang = trial.orders.add({
      kind: 'driver',
      operation: 'snapshot',
      mode: 'hang',
    });
    await trial.snapshot('hanging', {
      source: { persistentVolumeClaimName: 'ordered' },
    });
    const { metadata } = await trial.seen(
      SNAPSHOTS,
      'hanging',
      ({ status }) => status?.boundVolumeSnapshotContentName !== undefined,
    );
    const silence = trial.orders.add({ kind: 'silent', controller: 'storage' });
    await trial.claim('unheard');
    hang.lift();
    const done = await trial.seen(SNAPSHOTS, 'hanging', isReady);
    expect(done.metadata.uid).toBe(metadata.uid);
    const unheard = await trial.client.get(CLAIMS, NAMESPACE, 'unheard');
    expect(unheard?.spec.volumeName).toBeUndefined();
    silence.lift();
    await trial.folderOf('unheard');
  });

  it('fail a cut with an error that success clears', async () => {
    await trial.claim('failing');
    await trial.folderOf('failing');
    const fail = trial.orders.add({
      kind: 'driver',
      operation: 'snapshot',
      mode: 'fail',
    });
    await trial.snapshot('failing', {
      source: { persistentVolumeClaimName: 'failing' },
    });
    const failed = await trial.seen(
      SNAPSHOTS,
      'failing',
      ({ status }) => status?.error?.message !== undefined,
    );
    expect(failed.status).toMatchObject({ readyToUse: false });
    expect(failed.status?.error?.message).toMatch(
      /^Failed to create snapshot: failed to take snapshot of the volume pvc-/,
    );
    fail.lift();
    const healed = await trial.seen(SNAPSHOTS, 'failing', isReady);
    expect(healed.status?.error ?? undefined).toBeUndefined();
    expect(fail.hits()).toBeGreaterThan(0);
  });
});
