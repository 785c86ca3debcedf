import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Root folder of the repository: the nearest folder above this one that has a `backstage.json`. */
export function repositoryRoot(): string {
  // This package is never bundled, so its sources stay where they are.
  // eslint-disable-next-line no-restricted-syntax
  const from = __dirname;
  let folder = from;
  while (!existsSync(path.join(folder, 'backstage.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) {
      throw new Error(
        `No backstage.json in ${from} or above it: run this from within the Penstock repository.`,
      );
    }
    folder = parent;
  }
  return folder;
}

/**
 * A folder for things that are built or fetched once, outside git:
 * `$PENSTOCK_CACHE`, or `.cache` at the root of the repository.
 */
export function cacheFolder(...parts: string[]): string {
  const base =
    process.env.PENSTOCK_CACHE ?? path.join(repositoryRoot(), '.cache');
  return path.resolve(base, 'control-plane', ...parts);
}

/** The folder with this package's Go wrapper modules. */
export function wrapperFolder(set: string): string {
  return path.join(repositoryRoot(), 'tools', 'control-plane', 'go', set);
}

/** Sixteen hex digits that change with any of the given files or words. */
export function fingerprint(files: string[], words: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file)).update('\0');
  for (const word of words) hash.update(word).update('\0');
  return hash.digest('hex').slice(0, 16);
}
