import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Copy } from '../engine/effects';
import { VolumeFiles } from './VolumeFiles';

const FIRST = new Date('2026-11-21T12:00:00.123Z');
const SECOND = new Date('2026-11-21T13:00:00.456Z');
const copy = (volume: string): Copy => ({
  volume,
  handle: `copy-of-${volume}`,
  sizeBytes: 1_024,
});

describe('the files of volumes', () => {
  let folder: string;
  let files: VolumeFiles;
  const at = (...names: string[]) => path.join(folder, ...names);
  const copied = (volume: string) =>
    readFile(at('.snapshots', `copy-of-${volume}`, 'file'), 'utf8');

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'penstock-files-'));
    files = new VolumeFiles(folder);
    for (const volume of ['a', 'b']) {
      await files.make(volume, undefined);
      await writeFile(at(volume, 'file'), `${volume} one`);
    }
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are cut once for a handle: asked again, the driver gives the first cut', async () => {
    expect(await files.cut([copy('a')], () => FIRST)).toEqual(FIRST);
    await writeFile(at('a', 'file'), 'a two');
    expect(await files.cut([copy('a')], () => SECOND)).toEqual(FIRST);
    expect(await copied('a')).toBe('a one');
    expect(await files.find('copy-of-a')).toEqual({
      at: FIRST,
      sizeBytes: 1_024,
    });
  });

  it('are all cut anew when the first try ended in the middle', async () => {
    await files.cut([copy('a')], () => FIRST);
    await writeFile(at('a', 'file'), 'a two');
    await writeFile(at('b', 'file'), 'b two');
    const both = [copy('a'), copy('b')];
    expect(await files.cut(both, () => SECOND)).toEqual(SECOND);
    expect([await copied('a'), await copied('b')]).toEqual(['a two', 'b two']);
    expect((await files.find('copy-of-a'))?.at).toEqual(SECOND);
  });

  it('of a volume made from a copy are those of the copy, and stay when it is made again', async () => {
    await files.cut([copy('a')], () => FIRST);
    await files.make('restored', { copy: 'copy-of-a' });
    await writeFile(at('restored', 'file'), 'written since');
    await files.make('restored', { copy: 'copy-of-a' });
    expect(await readFile(at('restored', 'file'), 'utf8')).toBe(
      'written since',
    );
    await files.drop('copy-of-a');
    await expect(files.make('other', { copy: 'copy-of-a' })).rejects.toThrow(
      'ENOENT',
    );
    expect(await readdir(folder)).not.toContain('other');
  });

  it('are never looked for outside of their folder, whatever handle a client writes', async () => {
    await mkdir(at('..', `${path.basename(folder)}-secret`));
    const outside = `../../${path.basename(folder)}-secret`;
    expect(await files.find(outside)).toBeUndefined();
    await expect(files.remove(outside)).rejects.toThrow('not a folder');
    await expect(files.drop('..')).rejects.toThrow('not a folder');
    await expect(files.make('stolen', { copy: outside })).rejects.toThrow(
      'not a folder',
    );
    await rm(at('..', `${path.basename(folder)}-secret`), { recursive: true });
  });
});
