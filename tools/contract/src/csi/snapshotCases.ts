import type { CsiCase } from './CsiCase';
import { CLASSES, fieldOf } from './CsiWorld';

/** Group of the finalizers of snapshots. */
const MARK = 'snapshot.storage.kubernetes.io';
const NS_PER_S = 1e9;

const cut: CsiCase = {
  id: 'snapshot-cut',
  title: 'cuts a claim, and snapshot and content name each other',
  async run(world) {
    const claim = await world.bound('data');
    const volume = await world.volumeOf(claim);
    const snapshot = await world.cut('point', 'data');
    const { uid, name, namespace } = snapshot.metadata;
    const bound = fieldOf(snapshot.status, 'boundVolumeSnapshotContentName');
    expect(bound).toBe(`snapcontent-${uid}`);
    const content = (await world.api.get(`${world.contents}/${bound}`)).object;
    expect(content).toMatchObject({
      metadata: {
        finalizers: [`${MARK}/volumesnapshotcontent-bound-protection`],
      },
      spec: {
        deletionPolicy: 'Delete',
        driver: world.target.driver,
        source: { volumeHandle: fieldOf(volume.spec, 'csi', 'volumeHandle') },
        sourceVolumeMode: 'Filesystem',
        volumeSnapshotClassName: CLASSES.snapshot,
        volumeSnapshotRef: { kind: 'VolumeSnapshot', name, namespace, uid },
      },
      status: {
        creationTime: expect.any(Number),
        readyToUse: true,
        restoreSize: 1024 ** 3,
        snapshotHandle: expect.any(String),
      },
    });
    expect(snapshot.metadata.finalizers).toEqual([
      `${MARK}/volumesnapshot-as-source-protection`,
      `${MARK}/volumesnapshot-bound-protection`,
    ]);
    expect(snapshot.status).toEqual({
      boundVolumeSnapshotContentName: bound,
      creationTime: expect.any(String),
      readyToUse: true,
      restoreSize: '1Gi',
    });
    // The snapshot tells whole seconds, only its content tells the instant.
    const seconds = Number(Object(content.status).creationTime) / NS_PER_S;
    const told = Date.parse(fieldOf(snapshot.status, 'creationTime')) / 1000;
    expect(told).toBe(Math.floor(seconds));
  },
};

const defaultClass: CsiCase = {
  id: 'snapshot-default-class',
  title: 'gives a snapshot that names no class the default one of the driver',
  async run(world) {
    await world.bound('data');
    await world.snapshot('point', {
      source: { persistentVolumeClaimName: 'data' },
    });
    const { spec } = await world.untilReady(world.snapshots('point'));
    expect(spec).toMatchObject({
      volumeSnapshotClassName: await world.defaultSnapshotClass(),
    });
  },
};

const missing: CsiCase = {
  id: 'snapshot-missing',
  title: 'says in the status that the class or the claim is not there',
  async run(world) {
    await world.bound('data');
    const failing: Record<string, { spec: object; message: RegExp }> = {
      'no-class': {
        spec: {
          volumeSnapshotClassName: 'absent',
          source: { persistentVolumeClaimName: 'data' },
        },
        message:
          /^Failed to get snapshot class with error volumesnapshotclass\.snapshot\.storage\.k8s\.io "absent" not found$/,
      },
      'no-claim': {
        spec: { source: { persistentVolumeClaimName: 'absent' } },
        message:
          /^Failed to set default snapshot class with error failed to retrieve PVC absent from the lister: "persistentvolumeclaim \\"absent\\" not found"$/,
      },
    };
    for (const [name, { spec, message }] of Object.entries(failing)) {
      await world.snapshot(name, { ...spec });
      const { status } = await world.untilObject(
        world.snapshots(name),
        object => JSON.stringify(object.status ?? '').includes('"error"'),
      );
      expect(status).toMatchObject({
        error: {
          message: expect.stringMatching(message),
          time: expect.any(String),
        },
      });
      expect(status).not.toHaveProperty('boundVolumeSnapshotContentName');
      await world.api.delete(world.snapshots(name));
      await world.untilGone(world.snapshots(name));
    }
  },
};

const deleted: CsiCase = {
  id: 'snapshot-deleted',
  title:
    'deletes a snapshot with its content, and keeps the content of a class that retains',
  async run(world) {
    await world.bound('data');
    const contentOf = async (name: string, snapshotClass: string) => {
      const { status } = await world.cut(name, 'data', snapshotClass);
      const bound = fieldOf(status, 'boundVolumeSnapshotContentName');
      return `${world.contents}/${bound}`;
    };
    const gone = await contentOf('gone', CLASSES.snapshot);
    const kept = await contentOf('kept', CLASSES.snapshotRetain);
    for (const name of ['gone', 'kept']) {
      await world.api.delete(world.snapshots(name));
      await world.untilGone(world.snapshots(name));
    }
    await world.untilGone(gone);
    const content = (await world.api.get(kept)).object;
    expect(content.spec).toMatchObject({
      deletionPolicy: 'Retain',
      volumeSnapshotRef: { name: 'kept' },
    });
    expect(content.status).toMatchObject({ readyToUse: true });
    expect(content.metadata.deletionTimestamp).toBeUndefined();
    await world.api.delete(kept);
    await world.untilGone(kept);
  },
};

const imported: CsiCase = {
  id: 'snapshot-imported',
  title: 'brings a snapshot into another namespace by a content of its handle',
  async run(world) {
    const elsewhere = `${world.namespace}-b`;
    await world.api.post('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: elsewhere },
    });
    await world.bound('data');
    const original = await world.cut('point', 'data');
    const handle = fieldOf(
      (
        await world.api.get(
          `${world.contents}/${fieldOf(
            original.status,
            'boundVolumeSnapshotContentName',
          )}`,
        )
      ).object.status,
      'snapshotHandle',
    );
    const name = `${world.namespace}-import`;
    const content = await world.api.post(world.contents, {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotContent',
      metadata: { name },
      spec: {
        driver: world.target.driver,
        deletionPolicy: 'Retain',
        source: { snapshotHandle: handle },
        sourceVolumeMode: 'Filesystem',
        volumeSnapshotRef: { name: 'import', namespace: elsewhere },
      },
    });
    expect(content.status).toBe(201);
    await world.api.post(world.snapshots(undefined, elsewhere), {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshot',
      metadata: { name: 'import' },
      spec: { source: { volumeSnapshotContentName: name } },
    });
    const found = await world.untilReady(world.snapshots('import', elsewhere));
    expect(found.status).toEqual({
      boundVolumeSnapshotContentName: name,
      creationTime: fieldOf(original.status, 'creationTime'),
      readyToUse: true,
      restoreSize: '1Gi',
    });
    const { spec, status } = (await world.api.get(`${world.contents}/${name}`))
      .object;
    expect(spec).toMatchObject({
      volumeSnapshotRef: { uid: found.metadata.uid },
    });
    expect(status).toMatchObject({ snapshotHandle: handle });
    await world.api.delete(world.snapshots('import', elsewhere));
    await world.untilGone(world.snapshots('import', elsewhere));
    await world.api.delete(`${world.contents}/${name}`);
    await world.untilGone(`${world.contents}/${name}`);
    await world.api.delete(`/api/v1/namespaces/${elsewhere}`);
  },
};

/** Snapshots of single volumes. */
export const snapshotCases: CsiCase[] = [
  cut,
  defaultClass,
  missing,
  deleted,
  imported,
];
