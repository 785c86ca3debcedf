import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inRoot, inCache, ROOT } from './repository.mjs';
import { run } from './run.mjs';
import { step } from './say.mjs';
import { sourceHash } from './sourceHash.mjs';

/** Everything that the browser bundle is made of. */
const SOURCES = [
  'yarn.lock',
  'packages/app/package.json',
  'packages/app/src',
  'packages/app/public',
  'packages/app/config.d.ts',
  'plugins/data-pipelines/package.json',
  'plugins/data-pipelines/src',
  'plugins/data-pipelines/config.d.ts',
  'plugins/data-pipelines-common/package.json',
  'plugins/data-pipelines-common/src',
];

/** Builds the browser bundle, unless it is there and its sources have not changed. */
export async function buildApp(env) {
  const wanted = sourceHash(ROOT, SOURCES);
  const marker = inRoot('packages/app/dist/.penstock-sources');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  step('Building the app (first time, and after each change to it: about a minute)');
  mkdirSync(inCache('logs'), { recursive: true });
  await run(['yarn', 'workspace', 'app', 'build'], {
    env: { ...env, NODE_ENV: 'production' },
    log: inCache('logs/app-build.log'),
    failure: 'The app could not be built.',
  });
  writeFileSync(marker, wanted);
}
