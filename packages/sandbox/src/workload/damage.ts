import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './jsonFile';
import { logFolders } from './brokerIdentity';
import { documentFiles, isMarkedDamaged, markDamaged } from './shardFiles';

/** What damaged bytes are; no record and no document can be read from them. */
const DAMAGE = Buffer.from('\u0000damaged ');

/**
 * Overwrites every copy of the first shard of each index in these volumes,
 * and leaves the mark of an engine that has found it. Gives how many copies.
 */
export async function damageIndices(
  volumes: readonly string[],
): Promise<number> {
  let damaged = 0;
  const firsts = new Map<string, string>();
  for (const volume of volumes) {
    for (const index of await namesIn(join(volume, 'indices'))) {
      const shards = await namesIn(join(volume, 'indices', index));
      const lowest = [firsts.get(index), ...shards]
        .flatMap(name => (name === undefined ? [] : [Number(name)]))
        .sort((a, b) => a - b)[0];
      if (lowest !== undefined) firsts.set(index, String(lowest));
    }
  }
  for (const volume of volumes) {
    for (const [index, shard] of firsts) {
      const folder = join(volume, 'indices', index, shard);
      if ((await namesIn(folder)).length === 0) continue;
      for (const file of await documentFiles(folder)) await overwrite(file);
      await markDamaged(folder);
      damaged += 1;
    }
  }
  return damaged;
}

/** Whether one of these volumes holds a shard in which damage has been found. */
export async function holdDamagedShards(
  volumes: readonly string[],
): Promise<boolean> {
  for (const volume of volumes) {
    for (const index of await namesIn(join(volume, 'indices'))) {
      for (const shard of await namesIn(join(volume, 'indices', index))) {
        if (await isMarkedDamaged(join(volume, 'indices', index, shard)))
          return true;
      }
    }
  }
  return false;
}

/**
 * Overwrites the newest segment of one partition on one broker: of the first
 * broker that has one with records. Gives 1, or 0 when there is none.
 */
export async function damagePartition(
  volumes: readonly string[],
): Promise<number> {
  for (const volume of volumes) {
    for (const { name: log } of await logFolders(volume)) {
      const names = (await namesIn(join(volume, log))).sort();
      for (const partition of names.filter(name => /-\d+$/.test(name))) {
        const folder = join(volume, log, partition);
        const segments = (await namesIn(folder))
          .filter(name => name.endsWith('.log'))
          .sort();
        const newest = segments[segments.length - 1];
        if (newest === undefined) continue;
        await overwrite(join(folder, newest));
        return 1;
      }
    }
  }
  return 0;
}

/** The file keeps its length, as on a disk that returns other bytes than were written. */
async function overwrite(file: string): Promise<void> {
  const { size } = await stat(file);
  await writeFile(file, Buffer.alloc(size, DAMAGE));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
