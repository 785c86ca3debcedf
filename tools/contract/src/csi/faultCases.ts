import { claim } from '../claim';
import type { KubeObject } from '../KubeObject';
import type { CsiCase } from './CsiCase';
import { CLASSES, type CsiWorld } from './CsiWorld';

const has = (part: string) => (object: KubeObject) =>
  JSON.stringify(object.status ?? '').includes(part);

/** Cuts while the driver is in trouble; it heals when `seen` holds, and the snapshot must then be good. */
async function cutInTrouble(
  world: CsiWorld,
  how: 'fail' | 'hang',
  seen: () => Promise<unknown>,
): Promise<void> {
  await world.bound('data');
  const heal = await world.target.trouble('snapshot', how);
  try {
    await world.snapshot('point', {
      volumeSnapshotClassName: CLASSES.snapshot,
      source: { persistentVolumeClaimName: 'data' },
    });
    await seen();
  } finally {
    await heal();
  }
  const { status } = await world.untilReady(world.snapshots('point'));
  expect(status).not.toHaveProperty('error');
  expect(status).toHaveProperty('creationTime');
}

const failing: CsiCase = {
  id: 'snapshot-fails-for-a-while',
  title:
    'shows an error of the driver in a snapshot, and drops it when the cut succeeds',
  run: world =>
    cutInTrouble(world, 'fail', async () => {
      const { status } = await world.untilObject(
        world.snapshots('point'),
        has('"error"'),
      );
      expect(status).toMatchObject({
        error: {
          message: expect.stringContaining('rpc error: code = Internal'),
        },
        readyToUse: false,
      });
      expect(status).not.toHaveProperty('creationTime');
    }),
};

const hanging: CsiCase = {
  id: 'snapshot-hangs-for-a-while',
  title:
    'leaves a snapshot without a cut while the driver hangs, and cuts it later',
  run: world =>
    cutInTrouble(world, 'hang', async () => {
      const { status } = await world.untilObject(
        world.snapshots('point'),
        has('"boundVolumeSnapshotContentName"'),
      );
      expect(status).toMatchObject({ readyToUse: false });
      expect(status).not.toHaveProperty('creationTime');
    }),
};

const groupFailing: CsiCase = {
  id: 'group-fails-for-a-while',
  title: 'makes no member while a group cannot be cut, and all of them later',
  async run(world) {
    const labels = { 'contract.example.org/member': 'yes' };
    await world.bound('a', {}, labels);
    await world.bound('b', {}, labels);
    const heal = await world.target.trouble('groupSnapshot', 'fail');
    try {
      await world.group('cut', {
        volumeGroupSnapshotClassName: CLASSES.group,
        source: { selector: { matchLabels: labels } },
      });
      await world.untilObject(world.groups('cut'), has('"error"'));
      expect((await world.api.get(world.snapshots())).names).toEqual([]);
    } finally {
      await heal();
    }
    const { status } = await world.untilReady(world.groups('cut'));
    expect(status).not.toHaveProperty('error');
    await world.untilObject(
      world.snapshots(),
      list => JSON.stringify(list).match(/"readyToUse":true/g)?.length === 2,
    );
  },
};

const unprovisioned: CsiCase = {
  id: 'claim-waits-for-driver',
  title: 'leaves a claim pending while the driver fails, and binds it later',
  async run(world) {
    const heal = await world.target.trouble('provision', 'fail');
    try {
      await world.api.post(
        world.claims(),
        claim('data', '1Gi', { storageClassName: CLASSES.storage }),
      );
      await world.untilEvent('data', 'ProvisioningFailed');
      expect((await world.api.get(world.claims('data'))).object.status).toEqual(
        {
          phase: 'Pending',
        },
      );
    } finally {
      await heal();
    }
    await world.untilObject(world.claims('data'), has('"phase":"Bound"'));
  },
};

const stuckGrowth: CsiCase = {
  id: 'claim-growth-fails-for-a-while',
  title: 'goes on with a growth when the driver is well again',
  async run(world) {
    await world.bound('data');
    await world.podWith('data');
    const heal = await world.target.trouble('expand', 'fail');
    try {
      await world.api.patch(world.claims('data'), 'merge', {
        spec: { resources: { requests: { storage: '2Gi' } } },
      });
      await world.untilEvent('data', 'VolumeResizeFailed');
      expect((await world.api.get(world.claims('data'))).object).toMatchObject({
        status: {
          capacity: { storage: '1Gi' },
          allocatedResources: { storage: '2Gi' },
          allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' },
        },
      });
    } finally {
      await heal();
    }
    await world.untilObject(
      world.claims('data'),
      has('"capacity":{"storage":"2Gi"}'),
    );
  },
};

/** What is seen of a driver that goes wrong for a while. */
export const faultCases: CsiCase[] = [
  failing,
  hanging,
  groupFailing,
  unprovisioned,
  stuckGrowth,
];
