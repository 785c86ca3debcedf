import { mkdirSync } from 'node:fs';
import { inCache } from './repository.mjs';
import { run } from './run.mjs';

/**
 * Puts one package into a folder of the cache. npm waits five minutes for a
 * connection that has gone silent; a minute, and another try, is enough.
 *
 * @param {string} folder below the cache
 * @param {string} specifier name and version
 * @param {{ env?: NodeJS.ProcessEnv, failure: string }} options
 */
export async function npmInstall(folder, specifier, { env, failure }) {
  const place = inCache(folder);
  mkdirSync(place, { recursive: true });
  await run(
    ['npm', 'install', '--no-audit', '--no-fund', '--fetch-timeout=60000', '--fetch-retries=4', '--prefix', place, specifier],
    { env, cwd: place, log: inCache(`logs/${folder.replace('/', '-')}.log`), failure },
  );
}
