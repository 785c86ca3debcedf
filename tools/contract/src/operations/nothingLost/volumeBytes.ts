import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A hash over the names and the bytes of all files in a folder whose paths in it match. @throws the system error when it is not there */
export async function hashOfFolder(folder: string, matching = /(?:)/): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name)).filter(file => matching.test(path.relative(folder, file)));
  for (const file of files.sort()) {
    const bytes = await readFile(file);
    hash.update(`${path.relative(folder, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
