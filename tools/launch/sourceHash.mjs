import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * One hash over the contents and names of files and folders, in a fixed
 * order; missing ones count as empty. Tests and their data are left out.
 *
 * @param {string} root folder that the paths are relative to
 * @param {string[]} paths files or folders
 */
export function sourceHash(root, paths) {
  const hash = createHash('sha256');
  const visit = relative => {
    const absolute = path.join(root, relative);
    let stats;
    try {
      stats = statSync(absolute);
    } catch {
      return;
    }
    if (stats.isDirectory()) {
      for (const name of readdirSync(absolute).sort()) {
        if (name === 'node_modules' || name === 'testdata' || /\.test\.tsx?$/.test(name)) continue;
        visit(path.join(relative, name));
      }
      return;
    }
    hash.update(`${relative}\0${stats.size}\0`).update(readFileSync(absolute));
  };
  for (const item of paths) visit(item);
  return hash.digest('hex');
}
