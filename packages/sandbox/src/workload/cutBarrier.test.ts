import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aloneOnVolumes } from './cutBarrier';

describe('the barrier between writers and the cut', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'penstock-cut-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('lets one work at a time, in the order of asking, and leaves nothing behind', async () => {
    const seen: string[] = [];
    let release = () => {};
    const held = new Promise<void>(resolve => (release = resolve));
    const first = aloneOnVolumes(folder, async () => {
      seen.push('first begins');
      await held;
      seen.push('first ends');
    });
    const second = aloneOnVolumes(folder, async () => {
      seen.push('second');
    });
    const third = aloneOnVolumes(`${folder}/.`, async () => {
      seen.push('third');
    });
    release();
    await Promise.all([first, second, third]);
    expect(seen).toEqual(['first begins', 'first ends', 'second', 'third']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('hands on the error of one and goes on with the next', async () => {
    await expect(
      aloneOnVolumes(folder, async () => {
        throw new Error('the disk is gone');
      }),
    ).rejects.toThrow('the disk is gone');
    expect(await aloneOnVolumes(folder, async () => 7)).toBe(7);
  });

  it('waits for another process that lives', async () => {
    // The parent of this process lives as long as the test does.
    await writeFile(path.join(folder, '.cut'), String(process.ppid));
    let done = false;
    const waiting = aloneOnVolumes(folder, async () => {
      done = true;
    });
    await aloneOnVolumes(`${folder}-other`, async () => undefined);
    await rm(`${folder}-other`, { recursive: true });
    expect(done).toBe(false);
    await rm(path.join(folder, '.cut'));
    await waiting;
    expect(done).toBe(true);
  });

  it('does not wait for a dead holder', async () => {
    await writeFile(path.join(folder, '.cut'), '2147483646');
    expect(await aloneOnVolumes(folder, async () => 'done')).toBe('done');
  });
});
