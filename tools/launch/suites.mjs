import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { inCache, inRoot, ROOT } from './repository.mjs';
import { run } from './run.mjs';
import { findChromium } from './browser.mjs';
import { buildApp } from './appBundle.mjs';
import { countsOfJest, countsOfTap } from './counts.mjs';
import { hasProgram } from './prerequisites.mjs';
import { detail } from './say.mjs';
import { sourceHash } from './sourceHash.mjs';

/**
 * What one suite came to.
 * @typedef {{ passed: number, failed: number, leftOut?: string[] } | { leftOut: string }} Outcome
 */

const check = async (env, command) =>
  (await run(command, { env })) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

/** Runs jest over some packages and reads its counts from its own report. */
async function jest(env, name, projects) {
  const report = inCache(`logs/jest-${name}.json`);
  rmSync(report, { force: true });
  const code = await run(
    ['yarn', 'backstage-cli', 'repo', 'test', '--watch=false', '--testTimeout=60000', '--json', `--outputFile=${report}`, '--selectProjects', ...projects],
    { env: { ...env, CI: '1' } },
  );
  try {
    return countsOfJest(JSON.parse(readFileSync(report, 'utf8')), code);
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Runs Node's own test runner and reads its counts from its TAP report. */
async function nodeTest(env, name, files, flags = []) {
  const report = inCache(`logs/node-${name}.tap`);
  rmSync(report, { force: true });
  const code = await run(
    [
      'node', '--test', ...flags,
      '--test-reporter=spec', '--test-reporter-destination=stdout',
      '--test-reporter=tap', `--test-reporter-destination=${report}`,
      ...files,
    ],
    { env },
  );
  try {
    return countsOfTap(readFileSync(report, 'utf8'), code);
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const GENERATED = ['plugins/data-pipelines-backend', 'plugins/data-pipelines-common'].map(name => `${name}/src/schema/openapi/generated`);

/** Generates router, types and client again from the API document; what is committed must be the same. */
async function generated(env) {
  if (!hasProgram('java')) return { leftOut: 'the API document is not generated again (install a Java)' };
  const before = sourceHash(ROOT, GENERATED);
  const code = await run(
    ['yarn', 'backstage-repo-tools', 'package', 'schema', 'openapi', 'generate', '--server', '--client-package', 'plugins/data-pipelines-common'],
    { env, cwd: inRoot('plugins/data-pipelines-backend'), log: inCache('logs/generated.log') },
  );
  const same = code === 0 && sourceHash(ROOT, GENERATED) === before;
  if (!same) detail(`the generated code is not that of openapi.yaml; see ${inCache('logs/generated.log')} and commit what changed`);
  return same ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Every browser journey. */
function journeys() {
  return readdirSync(inRoot('packages/app/e2e'))
    .filter(name => name.endsWith('.e2e.mjs'))
    .sort()
    .map(name => inRoot('packages/app/e2e', name));
}

/** Package names of the unit suite: every workspace but the contract suite. */
function unitProjects() {
  return [
    'app', 'backend', 'sandbox', 'control-plane',
    ...['', '-common', '-node', '-backend'].map(part => `@penstock/backstage-plugin-data-pipelines${part}`),
    '@penstock/backstage-plugin-catalog-backend-module-data-pipelines',
    '@penstock/backstage-plugin-scaffolder-backend-module-data-pipelines',
  ];
}

/**
 * All suites in the order in which they run, cheap ones first.
 *
 * @type {{ name: string, run: (env: NodeJS.ProcessEnv) => Promise<Outcome> }[]}
 */
export const SUITES = [
  { name: 'launcher', run: env => nodeTest(env, 'launch', ['tools/launch/launch.test.mjs']) },
  { name: 'tidy', run: env => nodeTest(env, 'tidy', ['tools/tidy/tidy.test.mjs']) },
  { name: 'types', run: env => check(env, ['yarn', 'tsc']) },
  { name: 'lint', run: env => check(env, ['yarn', 'backstage-cli', 'repo', 'lint']) },
  { name: 'configuration', run: env => check(env, ['yarn', 'backstage-cli', 'config:check', '--lax', '--config', inRoot('app-config.yaml')]) },
  { name: 'generated', run: generated },
  { name: 'unit', run: env => jest(env, 'unit', unitProjects()) },
  { name: 'fuzz', run: env => nodeTest(env, 'fuzz', ['tools/fuzz/fuzz.test.mjs']) },
  { name: 'contract', run: env => jest(env, 'contract', ['contract']) },
  {
    name: 'browser',
    run: async env => {
      const chromium = findChromium();
      if (!chromium) return { leftOut: 'no Chromium found (install it, or name one in PENSTOCK_CHROMIUM)' };
      await buildApp(env);
      return nodeTest({ ...env, PENSTOCK_CHROMIUM: chromium }, 'browser', journeys(), ['--test-concurrency=1']);
    },
  },
];
