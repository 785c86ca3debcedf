import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { npmInstall } from './npmInstall.mjs';
import { inCache, inRoot } from './repository.mjs';
import { run } from './run.mjs';
import { detail, step } from './say.mjs';

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
  hash.update(env.npm_config_nodedir ?? process.version);
  return hash.digest('hex');
}

/**
 * Installs the locked versions, unless they are there already; then it works
 * without a network.
 */
export async function installPackages(env) {
  const marker = inRoot('node_modules/.penstock-installed');
  const wanted = lockState(env);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  step('Installing the locked packages (first time: two to five minutes, 2 GB)');
  await provideYarn(env);
  await run(['yarn', 'install', '--immutable'], {
    env,
    log: inCache('logs/install.log'),
    failure: 'The packages could not be installed: check the connection to the npm registry and the free space.',
  });
  writeFileSync(marker, wanted);
}
