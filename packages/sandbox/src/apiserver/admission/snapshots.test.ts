import type { JsonObject } from '../json';
import { Api, startApi } from '../../testing/startApi';

const SNAPSHOTS =
  '/apis/snapshot.storage.k8s.io/v1/namespaces/default/volumesnapshots';
const CONTENTS = '/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents';
const groups = (version: string) =>
  `/apis/groupsnapshot.storage.k8s.io/${version}/namespaces/default/volumegroupsnapshots`;
const MERGE = 'application/merge-patch+json';
let api: Api;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.sandbox.stop());

const snapshot = (name: string, source: JsonObject) => ({
  apiVersion: 'snapshot.storage.k8s.io/v1',
  kind: 'VolumeSnapshot',
  metadata: { name },
  spec: { source },
});
const content = (name: string, spec: JsonObject) => ({
  apiVersion: 'snapshot.storage.k8s.io/v1',
  kind: 'VolumeSnapshotContent',
  metadata: { name },
  spec: {
    deletionPolicy: 'Delete',
    driver: 'disk.csi.penstock.dev',
    source: { snapshotHandle: 'one' },
    volumeSnapshotRef: { name: 'one', namespace: 'default' },
    ...spec,
  },
});

describe('a snapshot', () => {
  it.each([
    ['no source', {}],
    [
      'two',
      { persistentVolumeClaimName: 'data', volumeSnapshotContentName: 'one' },
    ],
  ])('of %s is refused', async (_, source) => {
    const reply = await api.call('POST', SNAPSHOTS, {
      body: snapshot('refused', source),
    });
    expect(reply.body).toMatchObject({
      code: 422,
      message:
        'VolumeSnapshot.snapshot.storage.k8s.io "refused" is invalid: spec.source: Invalid value: "object": exactly one of volumeSnapshotContentName and persistentVolumeClaimName must be set',
    });
  });

  it('keeps its source, and its status is written apart', async () => {
    const made = await api.call('POST', SNAPSHOTS, {
      body: {
        ...snapshot('kept', { persistentVolumeClaimName: 'data' }),
        status: { readyToUse: true },
      },
    });
    expect(made.status).toBe(201);
    expect(made.body.status).toBeUndefined();
    const moved = await api.call('PATCH', `${SNAPSHOTS}/kept`, {
      type: MERGE,
      body: { spec: { source: { persistentVolumeClaimName: 'other' } } },
    });
    expect(moved.body).toMatchObject({
      code: 422,
      message:
        'VolumeSnapshot.snapshot.storage.k8s.io "kept" is invalid: spec.source.persistentVolumeClaimName: Invalid value: "string": persistentVolumeClaimName is immutable',
    });
    const told = await api.call('PATCH', `${SNAPSHOTS}/kept/status`, {
      type: MERGE,
      body: { status: { readyToUse: false, restoreSize: '1Gi' } },
    });
    expect(told.body).toMatchObject({
      status: { readyToUse: false, restoreSize: '1Gi' },
    });
  });

  it('has a content that says whose it is and what becomes of it', async () => {
    const nobodys = await api.call('POST', CONTENTS, {
      body: content('nobodys', { volumeSnapshotRef: { name: 'one' } }),
    });
    expect(nobodys.body).toMatchObject({
      code: 422,
      message:
        'VolumeSnapshotContent.snapshot.storage.k8s.io "nobodys" is invalid: spec.volumeSnapshotRef: Invalid value: "object": both spec.volumeSnapshotRef.name and spec.volumeSnapshotRef.namespace must be set',
    });
    const policy = await api.call('POST', CONTENTS, {
      body: content('policy', { deletionPolicy: 'Forget' }),
    });
    expect(policy.body).toMatchObject({ code: 422 });
    const good = await api.call('POST', CONTENTS, { body: content('good', {}) });
    expect(good.status).toBe(201);
    const nanoseconds = 1_763_739_600_123_000_000;
    await api.call('PATCH', `${CONTENTS}/good/status`, {
      type: MERGE,
      body: { status: { creationTime: nanoseconds } },
    });
    const read = await api.call('GET', `${CONTENTS}/good`);
    expect(read.text).toContain('"creationTime":1763739600123000000');
  });
});

describe('a group', () => {
  const body = (version: string, name: string) => ({
    apiVersion: `groupsnapshot.storage.k8s.io/${version}`,
    kind: 'VolumeGroupSnapshot',
    metadata: { name },
    spec: { source: { selector: { matchLabels: { part: 'kafka' } } } },
  });

  it('is served in two versions by the north, the newer one first, and not by the south', async () => {
    const north = await api.call('GET', '/apis/groupsnapshot.storage.k8s.io');
    expect(north.body).toMatchObject({
      versions: [{ version: 'v1' }, { version: 'v1beta2' }],
      preferredVersion: { version: 'v1' },
    });
    const south = await api.call('GET', '/apis/groupsnapshot.storage.k8s.io', {
      cluster: 'prod-south',
    });
    expect(south.status).toBe(404);
    const single = await api.call('GET', '/apis/snapshot.storage.k8s.io', {
      cluster: 'prod-south',
    });
    expect(single.status).toBe(200);
  });

  it('written in one version is read in the other', async () => {
    const made = await api.call('POST', groups('v1beta2'), {
      body: body('v1beta2', 'all'),
    });
    expect(made.status).toBe(201);
    const read = await api.call('GET', `${groups('v1')}/all`);
    expect(read.body).toMatchObject({
      apiVersion: 'groupsnapshot.storage.k8s.io/v1',
      spec: { source: { selector: { matchLabels: { part: 'kafka' } } } },
    });
    const moved = await api.call('PATCH', `${groups('v1')}/all`, {
      type: MERGE,
      body: { spec: { source: { selector: { matchLabels: { part: 'es' } } } } },
    });
    expect(moved.body).toMatchObject({ code: 422 });
  });
});
