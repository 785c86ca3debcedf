import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PREFIX = 'penstock-control-plane-';
const OWNER = 'owner.pid';

/**
 * Makes the folder of one control plane below the system's temporary folder,
 * and removes those that a process left behind which is no longer alive.
 */
export function makeRunFolder(): string {
  for (const name of readdirSync(os.tmpdir())) {
    const folder = path.join(os.tmpdir(), name);
    if (name.startsWith(PREFIX) && isAbandoned(folder)) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), PREFIX));
  writeFileSync(path.join(folder, OWNER), String(process.pid));
  return folder;
}

function isAbandoned(folder: string): boolean {
  const file = path.join(folder, OWNER);
  if (!existsSync(file)) return false;
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
