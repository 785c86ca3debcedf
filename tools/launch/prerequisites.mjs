import { spawnSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';
import { CACHE, ROOT } from './repository.mjs';
import { Remedy } from './say.mjs';

/** For the packages and what is built from them. */
const INSTALL_GIB = 5;

/** For state, logs and a new bundle. */
const RUN_GIB = 0.5;

/** Programs without which the native add-ons (SQLite, isolated-vm) do not compile. */
const COMPILERS = [
  { program: 'make', remedy: 'install it (Debian: apt-get install make; macOS: xcode-select --install)' },
  { program: 'g++', remedy: 'install it (Debian: apt-get install g++; macOS: xcode-select --install)' },
  { program: 'python3', remedy: 'install it (Debian: apt-get install python3)' },
];

/** @returns {boolean} whether the program can be started */
export function hasProgram(program, lookup = name => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined) {
  return lookup(program);
}

/**
 * What every run needs, also when all is installed.
 *
 * @throws {Remedy}
 */
export function checkSpace({ freeGib = freeSpaceGib() } = {}) {
  if (freeGib < RUN_GIB) {
    throw new Remedy(`Only ${freeGib.toFixed(1)} GiB are free where this checkout lies, and a run needs ${RUN_GIB}: free some space.`);
  }
}

/**
 * What has to be there before packages are installed.
 *
 * @throws {Remedy} naming all that is missing and what to do
 */
export function checkPrerequisites({ lookup, freeGib = freeSpaceGib() } = {}) {
  const missing = COMPILERS.filter(({ program }) => !hasProgram(program, lookup));
  if (missing.length > 0) {
    throw new Remedy(
      missing.map(({ program, remedy }) => `${program} is missing, and the native add-ons need it: ${remedy}.`).join('\n'),
    );
  }
  if (freeGib < INSTALL_GIB) {
    throw new Remedy(
      `Only ${freeGib.toFixed(1)} GiB are free where this checkout lies, and installing the packages needs ${INSTALL_GIB}: free some space or clone to another disk.`,
    );
  }
}

/** Free space of the fuller of the two disks that are written to, in GiB. */
export function freeSpaceGib() {
  mkdirSync(CACHE, { recursive: true });
  return Math.min(...[ROOT, CACHE].map(folder => {
    const { bavail, bsize } = statfsSync(folder);
    return (bavail * bsize) / 2 ** 30;
  }));
}
