import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  fromSnapshot,
  isReady,
  NAMESPACE,
  StorageTrial,
} from '../../testing/StorageTrial';
import { aloneOnVolumes } from '../../workload/cutBarrier';
import {
  CONTENTS,
  GROUP_API,
  GROUP_CONTENTS,
  GROUPS,
  SNAPSHOTS,
} from '../kinds/snapshots';

jest.setTimeout(60_000);

let trial: StorageTrial;
beforeAll(async () => {
  trial = await StorageTrial.start();
});
afterAll(() => trial?.stop());

const NAMES = ['member-0', 'member-1', 'member-2'];

/** Makes three claims of one label and gives their folders. */
async function volumes(part: string): Promise<string[]> {
  for (const name of NAMES) {
    await trial.claim(`${part}-${name}`, {}, { labels: { part } });
  }
  return Promise.all(NAMES.map(name => trial.folderOf(`${part}-${name}`)));
}

/** Cuts all claims of one label; the group and its members once they are ready. */
async function group(part: string) {
  await trial.client.create(GROUPS, {
    apiVersion: GROUP_API,
    kind: 'VolumeGroupSnapshot',
    metadata: { name: part, namespace: NAMESPACE },
    spec: { source: { selector: { matchLabels: { part } } } },
  });
  const made = await trial.seen(
    GROUPS,
    part,
    ({ status }) => status?.readyToUse === true,
  );
  const content = await trial.client.get(
    GROUP_CONTENTS,
    undefined,
    made.status?.boundVolumeGroupSnapshotContentName ?? '',
  );
  const { items } = await trial.client.list(SNAPSHOTS, {
    namespace: NAMESPACE,
  });
  return {
    infos: content?.status?.volumeSnapshotInfoList ?? [],
    members: items.filter(
      ({ status }) => status?.volumeGroupSnapshotName === part,
    ),
  };
}

/** Writes the number of its step into every folder, step after step, until it is stopped. */
function startWriter(folders: string[]) {
  const state = { writing: true, steps: 0 };
  const step = async () => {
    state.steps += 1;
    for (const folder of folders) {
      await writeFile(path.join(folder, 'step'), String(state.steps));
    }
  };
  const running = (async () => {
    while (state.writing) {
      await aloneOnVolumes(trial.volumesDir, step);
    }
  })();
  return {
    steps: () => state.steps,
    stop: async () => {
      state.writing = false;
      await running;
    },
  };
}

describe('a group', () => {
  it('is one cut of all volumes while a writer writes', async () => {
    const folders = await volumes('kafka');
    // A copy takes longer than a step of the writer: without the barrier the cut would be torn.
    for (const folder of folders) {
      for (let file = 0; file < 50; file += 1) {
        await writeFile(path.join(folder, `file-${file}`), 'x'.repeat(10_000));
      }
    }
    const writer = startWriter(folders);
    await trial.eventually(async () =>
      writer.steps() > 20 ? true : undefined,
    );
    const { infos, members } = await group('kafka');
    await writer.stop();

    const cuts = await Promise.all(
      infos.map(({ snapshotHandle }) =>
        readFile(
          path.join(trial.volumesDir, '.snapshots', snapshotHandle, 'step'),
          'utf8',
        ),
      ),
    );
    expect(cuts).toHaveLength(3);
    expect(new Set(cuts).size).toBe(1);
    expect(Number(cuts[0])).toBeLessThan(writer.steps());
    expect(members.every(isReady)).toBe(true);
    expect(
      members.map(({ spec }) => spec.source.persistentVolumeClaimName).sort(),
    ).toEqual(NAMES.map(name => `kafka-${name}`));
    const contents = await trial.client.list(CONTENTS);
    const times = contents.items.map(({ status }) => status?.creationTime);
    expect(times).toHaveLength(3);
    expect(new Set(times).size).toBe(1);

    await trial.claim('from-member', fromSnapshot(members[1].metadata.name));
    const restored = await trial.folderOf('from-member');
    expect(await readFile(path.join(restored, 'step'), 'utf8')).toBe(cuts[0]);
    await trial.client.delete(GROUPS, NAMESPACE, 'kafka');
    await trial.gone(GROUPS, 'kafka');
  });

  it('keeps its members while it is there, and takes them and their bytes along', async () => {
    await volumes('search');
    const { members } = await group('search');
    const [first] = members;
    const { name } = first.metadata;
    await trial.client.delete(SNAPSHOTS, NAMESPACE, name);
    await trial.event(name, 'SnapshotDeletePending', 'is not allowed');
    expect(await trial.client.get(SNAPSHOTS, NAMESPACE, name)).toBeDefined();

    await trial.client.delete(GROUPS, NAMESPACE, 'search');
    await trial.gone(GROUPS, 'search');
    for (const { metadata } of members) {
      await trial.gone(SNAPSHOTS, metadata.name);
    }
    expect(await trial.copies()).toEqual([]);
    expect((await trial.client.list(CONTENTS)).items).toEqual([]);
  });
});
