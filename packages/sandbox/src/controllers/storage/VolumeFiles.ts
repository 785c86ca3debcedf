import { constants } from 'node:fs';
import {
  cp,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { aloneOnVolumes } from '../../workload/cutBarrier';
import { ByteSource, Copy, FoundCopy } from '../engine/effects';

/** Folder of the copies, beside the volumes. */
const COPIES = '.snapshots';

/**
 * The bytes that a storage driver keeps: `<volumesDir>/<volume>/` is a volume,
 * `<volumesDir>/.snapshots/<handle>/` the copy of one, with its time in
 * `<handle>.json` beside it. What copies or removes does so while no writer is
 * in the middle of a step, and a folder under its final name is complete.
 */
export class VolumeFiles {
  readonly #volumesDir: string;

  constructor(volumesDir: string) {
    this.#volumesDir = volumesDir;
  }

  /**
   * Makes a volume, empty or with the bytes of another or of a copy. One that is there stays.
   *
   * @throws Error when the source is gone.
   */
  async make(volume: string, from: ByteSource | undefined): Promise<void> {
    const folder = this.#volume(volume);
    if (from === undefined) {
      await mkdir(folder, { recursive: true });
      return;
    }
    const source =
      'copy' in from ? this.#copy(from.copy) : this.#volume(from.volume);
    await aloneOnVolumes(this.#volumesDir, async () => {
      if (!(await exists(folder))) {
        await duplicate(source, folder);
      }
    });
  }

  async remove(volume: string): Promise<void> {
    const folder = this.#volume(volume);
    await aloneOnVolumes(this.#volumesDir, () => gone(folder));
  }

  /**
   * Copies all volumes at one instant, which it returns. When all handles have
   * their copies already, these stay, with their time.
   */
  async cut(copies: Copy[], now: () => Date): Promise<Date> {
    return aloneOnVolumes(this.#volumesDir, async () => {
      const known = await Promise.all(
        copies.map(({ handle }) => this.find(handle)),
      );
      const [first] = known;
      if (first && known.every(copy => copy !== undefined)) {
        return first.at;
      }
      // What was left by an end in the middle is of another instant: all anew.
      const at = now();
      for (const { volume, handle } of copies) {
        await rm(this.#note(handle), { force: true });
        await duplicate(this.#volume(volume), this.#copy(handle));
      }
      for (const { handle, sizeBytes } of copies) {
        await note(this.#note(handle), { at: at.toISOString(), sizeBytes });
      }
      return at;
    });
  }

  /** What is known of a copy; undefined when there is none, or not yet a complete one. */
  async find(handle: string): Promise<FoundCopy | undefined> {
    if (!isName(handle)) {
      return undefined;
    }
    const file = this.#note(handle);
    if (!(await exists(file))) {
      return undefined;
    }
    const known: { at: string; sizeBytes: number } = JSON.parse(
      await readFile(file, 'utf8'),
    );
    return { at: new Date(known.at), sizeBytes: known.sizeBytes };
  }

  async drop(handle: string): Promise<void> {
    const [file, folder] = [this.#note(handle), this.#copy(handle)];
    await aloneOnVolumes(this.#volumesDir, async () => {
      await rm(file, { force: true });
      await gone(folder);
    });
  }

  #volume(name: string): string {
    return child(this.#volumesDir, name);
  }

  #copy(handle: string): string {
    return child(path.join(this.#volumesDir, COPIES), handle);
  }

  #note(handle: string): string {
    return `${this.#copy(handle)}.json`;
  }
}

/** A folder directly inside another; names come from objects that clients write. */
function child(folder: string, name: string): string {
  if (!isName(name)) {
    throw new Error(`"${name}" is a name that is not a folder's.`);
  }
  return path.join(folder, name);
}

function isName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(name);
}

/** Copies a folder; half a copy is never seen under its name. */
async function duplicate(source: string, target: string): Promise<void> {
  const unfinished = `${target}.part`;
  await gone(unfinished);
  await gone(target);
  await mkdir(path.dirname(target), { recursive: true });
  await cp(source, unfinished, {
    recursive: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
  });
  await rename(unfinished, target);
}

async function note(file: string, value: object): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(value));
  await rename(`${file}.part`, file);
}

async function gone(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
