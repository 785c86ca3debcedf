import type { KubeObject } from '../KubeObject';
import type { CsiCase } from './CsiCase';
import { CLASSES, type CsiWorld, fieldOf } from './CsiWorld';

const MARK = 'snapshot.storage.kubernetes.io';
const MEMBERSHIP = /"volumeGroupSnapshotName":"cut"/g;
const OURS = { 'contract.example.org/member': 'yes' };

/** Three claims, two of them with the label of the group, cut as a group. */
async function cutGroup(
  world: CsiWorld,
): Promise<{ group: KubeObject; members: KubeObject[] }> {
  await world.bound('a', {}, OURS);
  await world.bound('b', {}, OURS);
  await world.bound('other');
  await world.group('cut', {
    volumeGroupSnapshotClassName: CLASSES.group,
    source: { selector: { matchLabels: OURS } },
  });
  const group = await world.untilReady(world.groups('cut'));
  // Members may say later than the group whose they are.
  await world.untilObject(
    world.snapshots(),
    list => JSON.stringify(list).match(MEMBERSHIP)?.length === 2,
  );
  const { items } = await world.api.get(world.snapshots());
  return {
    group,
    members: items.filter(({ status }) =>
      JSON.stringify(status).match(MEMBERSHIP),
    ),
  };
}

const cut: CsiCase = {
  id: 'group-cut',
  title:
    'cuts the selected claims at one instant, each a snapshot of the group',
  async run(world) {
    const { group, members } = await cutGroup(world);
    const bound = fieldOf(group.status, 'boundVolumeGroupSnapshotContentName');
    expect(bound).toBe(`groupsnapcontent-${group.metadata.uid}`);
    expect(group.status).toEqual({
      boundVolumeGroupSnapshotContentName: bound,
      creationTime: expect.any(String),
      readyToUse: true,
    });
    expect(
      members
        .map(({ spec }) => fieldOf(spec, 'source', 'persistentVolumeClaimName'))
        .sort(),
    ).toEqual(['a', 'b']);
    const instants = new Set<unknown>();
    for (const member of members) {
      expect(member).toMatchObject({
        metadata: {
          finalizers: expect.arrayContaining([
            `${MARK}/volumesnapshot-in-group-protection`,
          ]),
          ownerReferences: [
            {
              kind: 'VolumeGroupSnapshot',
              name: 'cut',
              uid: group.metadata.uid,
            },
          ],
        },
        status: { readyToUse: true, restoreSize: '1Gi' },
      });
      const content = (
        await world.api.get(
          `${world.contents}/${fieldOf(
            member.status,
            'boundVolumeSnapshotContentName',
          )}`,
        )
      ).object;
      expect(content).toMatchObject({
        spec: { volumeSnapshotRef: { uid: member.metadata.uid } },
        status: { volumeGroupSnapshotHandle: expect.any(String) },
      });
      instants.add(Object(content.status).creationTime);
    }
    // Both drivers cut a group at one instant: no skew at all.
    expect(instants.size).toBe(1);
    const content = (await world.api.get(`${world.groupContents}/${bound}`))
      .object;
    expect(content).toMatchObject({
      spec: {
        driver: world.target.driver,
        volumeGroupSnapshotRef: { name: 'cut', uid: group.metadata.uid },
      },
      status: {
        readyToUse: true,
        volumeSnapshotInfoList: [
          // Whether these are ready stays as it was at the cut.
          {
            creationTime: [...instants][0],
            snapshotHandle: expect.any(String),
          },
          {
            creationTime: [...instants][0],
            snapshotHandle: expect.any(String),
          },
        ],
      },
    });
  },
};

const restored: CsiCase = {
  id: 'group-member-restored',
  title: 'restores a member of a group like any snapshot',
  async run(world) {
    const { members } = await cutGroup(world);
    const [member] = members;
    await world.bound('restored', {
      dataSource: {
        apiGroup: 'snapshot.storage.k8s.io',
        kind: 'VolumeSnapshot',
        name: member.metadata.name,
      },
    });
  },
};

const deleted: CsiCase = {
  id: 'group-deleted',
  title:
    'keeps a member until its group is deleted, and deletes the group with all members',
  async run(world) {
    const { group, members } = await cutGroup(world);
    const bound = fieldOf(group.status, 'boundVolumeGroupSnapshotContentName');
    const alone = world.snapshots(members[0].metadata.name);
    await world.api.delete(alone);
    // What is asked of the controllers later is done: the member still waits.
    await world.cut('later', 'other');
    expect((await world.api.get(alone)).object.metadata).toMatchObject({
      deletionTimestamp: expect.any(String),
    });
    await world.api.delete(world.groups('cut'));
    await world.untilGone(world.groups('cut'));
    await world.untilGone(`${world.groupContents}/${bound}`);
    for (const member of members) {
      await world.untilGone(world.snapshots(member.metadata.name));
      const content = fieldOf(member.status, 'boundVolumeSnapshotContentName');
      await world.untilGone(`${world.contents}/${content}`);
    }
    expect((await world.api.get(world.snapshots())).names).toEqual(['later']);
  },
};

const missing: CsiCase = {
  id: 'group-missing',
  title:
    'says in the status that the class is not there or nothing is selected',
  async run(world) {
    await world.bound('a', {}, OURS);
    const failing: Record<string, { spec: object; message: string }> = {
      'no-class': {
        spec: {
          volumeGroupSnapshotClassName: 'absent',
          source: { selector: { matchLabels: OURS } },
        },
        message:
          'failed to get group snapshot class with error volumegroupsnapshotclass.groupsnapshot.storage.k8s.io "absent" not found',
      },
      nothing: {
        spec: {
          volumeGroupSnapshotClassName: CLASSES.group,
          source: { selector: { matchLabels: { nobody: 'x' } } },
        },
        message: 'nobody=x',
      },
    };
    for (const [name, { spec, message }] of Object.entries(failing)) {
      await world.group(name, { ...spec });
      const { status } = await world.untilObject(world.groups(name), object =>
        JSON.stringify(object.status ?? '').includes('"error"'),
      );
      expect(status).toMatchObject({
        error: { message: expect.stringContaining(message) },
      });
      await world.api.delete(world.groups(name));
      await world.untilGone(world.groups(name));
    }
  },
};

/** Snapshots of several volumes in one cut. */
export const groupCases: CsiCase[] = [cut, restored, deleted, missing];
