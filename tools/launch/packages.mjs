import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { npmInstall } from './npmInstall.mjs';
import { checkPrerequisites } from './prerequisites.mjs';
import { inCache, inRoot } from './repository.mjs';
import { run } from './run.mjs';
import { detail, step } from './say.mjs';

/** Written after a good installation, with what it was made for. */
const MARKER = inRoot('node_modules/.penstock-installed');

/** The version that `packageManager` in package.json names. */
function yarnVersion() {
  return JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).packageManager.split('@').pop();
}

async function provideYarn(env) {
  if (existsSync(inCache('tools/yarn/node_modules/@yarnpkg/cli-dist/bin/yarn.js'))) return;
  detail(`fetching Yarn ${yarnVersion()}`);
  await npmInstall('tools/yarn', `@yarnpkg/cli-dist@${yarnVersion()}`, {
    env,
    failure: 'Yarn could not be fetched: check the connection to the npm registry.',
  });
}

/** What an installation depends on; equal text means nothing to do. */
function lockState(env) {
  const hash = createHash('sha256').update(readFileSync(inRoot('yarn.lock')));
  // Native add-ons are compiled for one version of Node.
  hash.update(spawnSync('node', ['-p', 'process.version'], { env, encoding: 'utf8' }).stdout);
  return hash.digest('hex');
}

/**
 * Installs the locked versions, unless they are there already; then it works
 * without a network.
 */
export async function installPackages(env) {
  // Not part of the installation: the cache folder may be younger than it.
  await provideYarn(env);
  const wanted = lockState(env);
  if (existsSync(MARKER) && readFileSync(MARKER, 'utf8') === wanted) return;
  checkPrerequisites();
  step('Installing the locked packages (first time: two to five minutes, 2 GB)');
  await run(['yarn', 'install', '--immutable'], {
    env,
    log: inCache('logs/install.log'),
    failure: 'The packages could not be installed: check the connection to the npm registry and the free space.',
  });
  writeFileSync(MARKER, wanted);
}
