import type { CsiCase } from './CsiCase';
import { CLASSES, type CsiWorld, fieldOf } from './CsiWorld';

const grow = (world: CsiWorld, name: string, storage: string) =>
  world.api.patch(world.claims(name), 'merge', {
    spec: { resources: { requests: { storage } } },
  });

const restored: CsiCase = {
  id: 'claim-from-snapshot',
  title: 'binds a claim whose source is a snapshot, with a volume of its own',
  async run(world) {
    const original = await world.bound('data');
    await world.cut('point', 'data');
    const dataSource = {
      apiGroup: 'snapshot.storage.k8s.io',
      kind: 'VolumeSnapshot',
      name: 'point',
    };
    const claim = await world.bound('restored', { dataSource });
    expect(claim).toMatchObject({
      spec: { dataSource, dataSourceRef: dataSource },
      status: { capacity: { storage: '1Gi' } },
    });
    expect(fieldOf(claim.spec, 'volumeName')).not.toBe(
      fieldOf(original.spec, 'volumeName'),
    );
    const larger = await world.bound('larger', {
      dataSource,
      resources: { requests: { storage: '2Gi' } },
    });
    expect(larger.status).toMatchObject({ capacity: { storage: '2Gi' } });
  },
};

const cloned: CsiCase = {
  id: 'claim-from-claim',
  title: 'binds a claim whose source is another claim',
  async run(world) {
    const original = await world.bound('data');
    const dataSource = { kind: 'PersistentVolumeClaim', name: 'data' };
    const clone = await world.bound('clone', { dataSource });
    expect(clone.spec).toMatchObject({ dataSource, dataSourceRef: dataSource });
    expect(fieldOf(clone.spec, 'volumeName')).not.toBe(
      fieldOf(original.spec, 'volumeName'),
    );
  },
};

const grown: CsiCase = {
  id: 'claim-grown',
  title: 'grows a claim that a pod uses until claim and volume have the size',
  async run(world) {
    await world.bound('data');
    await world.podWith('data');
    expect((await grow(world, 'data', '3Gi')).status).toBe(200);
    const claim = await world.untilObject(
      world.claims('data'),
      ({ status }) => Object(status).capacity.storage === '3Gi',
    );
    expect(claim.status).toMatchObject({
      allocatedResources: { storage: '3Gi' },
    });
    expect(claim.status).not.toHaveProperty('allocatedResourceStatuses');
    expect(claim.status).not.toHaveProperty('conditions');
    const volume = await world.volumeOf(claim);
    expect(volume.spec).toMatchObject({ capacity: { storage: '3Gi' } });
  },
};

const waiting: CsiCase = {
  id: 'claim-waits-for-pod',
  title: 'waits with the growth of a claim that no pod uses until one does',
  async run(world) {
    await world.bound('data', { storageClassName: CLASSES.byNode });
    expect((await grow(world, 'data', '2Gi')).status).toBe(200);
    const claim = await world.untilObject(world.claims('data'), ({ status }) =>
      JSON.stringify(status).includes('"NodeResizePending"'),
    );
    expect(claim.status).toMatchObject({
      capacity: { storage: '1Gi' },
      allocatedResources: { storage: '2Gi' },
      allocatedResourceStatuses: { storage: 'NodeResizePending' },
      conditions: expect.arrayContaining([
        expect.objectContaining({
          type: 'FileSystemResizePending',
          status: 'True',
          message:
            'Waiting for user to (re-)start a pod to finish file system resize of volume on node.',
        }),
      ]),
    });
    const volume = await world.volumeOf(claim);
    expect(volume.spec).toMatchObject({ capacity: { storage: '2Gi' } });
    await world.podWith('data');
    const grownUp = await world.untilObject(
      world.claims('data'),
      ({ status }) => Object(status).capacity.storage === '2Gi',
    );
    expect(grownUp.status).not.toHaveProperty('allocatedResourceStatuses');
    expect(grownUp.status).not.toHaveProperty('conditions');
  },
};

const infeasible: CsiCase = {
  id: 'claim-growth-infeasible',
  title:
    'tells a growth that the driver refuses for good, which may be lowered',
  async run(world) {
    await world.bound('data');
    await world.podWith('data');
    const allow = await world.target.trouble('expand', 'infeasible');
    try {
      await grow(world, 'data', '9Gi');
      const { status } = await world.untilObject(world.claims('data'), object =>
        JSON.stringify(object.status).includes('"ControllerResizeInfeasible"'),
      );
      expect(status).toMatchObject({
        capacity: { storage: '1Gi' },
        allocatedResources: { storage: '9Gi' },
        allocatedResourceStatuses: { storage: 'ControllerResizeInfeasible' },
        conditions: expect.arrayContaining([
          expect.objectContaining({
            type: 'ControllerResizeError',
            status: 'True',
            message: expect.stringContaining('code = InvalidArgument'),
          }),
        ]),
      });
      expect((await grow(world, 'data', '2Gi')).status).toBe(200);
    } finally {
      await allow();
    }
    const claim = await world.untilObject(
      world.claims('data'),
      ({ status }) => Object(status).capacity.storage === '2Gi',
    );
    expect(claim.status).not.toHaveProperty('allocatedResourceStatuses');
    expect(claim.status).not.toHaveProperty('conditions');
  },
};

const attributes: CsiCase = {
  id: 'claim-attributes',
  title: 'changes the attributes class, or tells that the driver refuses it',
  async run(world) {
    await world.bound('data');
    const choose = { spec: { volumeAttributesClassName: CLASSES.attributes } };
    const allow = await world.target.trouble('modify', 'infeasible');
    try {
      const reply = await world.api.patch(
        world.claims('data'),
        'merge',
        choose,
      );
      expect(reply.status).toBe(200);
      const { status } = await world.untilObject(world.claims('data'), object =>
        JSON.stringify(object.status).includes('"Infeasible"'),
      );
      expect(status).toMatchObject({
        modifyVolumeStatus: {
          status: 'Infeasible',
          targetVolumeAttributesClassName: CLASSES.attributes,
        },
        conditions: expect.arrayContaining([
          expect.objectContaining({
            type: 'ModifyVolumeError',
            status: 'True',
          }),
        ]),
      });
      expect(status).not.toHaveProperty('currentVolumeAttributesClassName');
    } finally {
      await allow();
    }
    const { status } = await world.untilObject(world.claims('data'), object =>
      JSON.stringify(object.status).includes(
        'currentVolumeAttributesClassName',
      ),
    );
    expect(status).toMatchObject({
      currentVolumeAttributesClassName: CLASSES.attributes,
    });
    expect(status).not.toHaveProperty('modifyVolumeStatus');
    expect(status).not.toHaveProperty('conditions');
  },
};

const kept: CsiCase = {
  id: 'volume-bound-again',
  title:
    'keeps a retained volume whose claim went, and binds it to a new claim by name',
  async run(world) {
    const claim = await world.bound('data');
    const name = fieldOf(claim.spec, 'volumeName');
    const path = `${world.volumes}/${name}`;
    const handle = fieldOf(
      (await world.volumeOf(claim)).spec,
      'csi',
      'volumeHandle',
    );
    await world.api.patch(path, 'merge', {
      spec: { persistentVolumeReclaimPolicy: 'Retain' },
    });
    const phase = (wanted: string) =>
      world.untilObject(path, ({ status }) => Object(status).phase === wanted);
    await world.api.delete(world.claims('data'));
    await world.untilGone(world.claims('data'));
    await phase('Released');
    await world.api.patch(path, 'merge', { spec: { claimRef: null } });
    await phase('Available');
    const again = await world.bound('data', { volumeName: name });
    expect(again.metadata.uid).not.toBe(claim.metadata.uid);
    expect(again.spec).toMatchObject({ volumeName: name });
    const volume = await phase('Bound');
    expect(volume.spec).toMatchObject({
      claimRef: { name: 'data', uid: again.metadata.uid },
      csi: { volumeHandle: handle },
    });
    await world.api.patch(path, 'merge', {
      spec: { persistentVolumeReclaimPolicy: 'Delete' },
    });
    await world.api.delete(world.claims('data'));
    await world.untilGone(path);
  },
};

/** Claims from sources, growth, attributes, and volumes that outlive their claim. */
export const csiVolumeCases: CsiCase[] = [
  restored,
  cloned,
  grown,
  waiting,
  infeasible,
  attributes,
  kept,
];
