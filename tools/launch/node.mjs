import { existsSync, mkdirSync, writeFileSync, chmodSync } from 'node:fs';
import path from 'node:path';
import { inCache } from './repository.mjs';
import { run } from './run.mjs';
import { detail } from './say.mjs';

/** Lines that Backstage 1.55 supports (`engines.node` of its root package). */
const SUPPORTED = [22, 24];

/** Pinned to a line, not a version: the registry keeps serving security fixes of it. */
const FETCHED = 'node@24';

/** @returns {boolean} whether this Node can run Backstage */
export function isSupported(version = process.versions.node) {
  return SUPPORTED.includes(Number(version.split('.')[0]));
}

function fetchedHome() {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const base = inCache('tools/node/node_modules');
  return [`node/node_modules/node-${platform}`, `node/node_modules/node-bin-${platform}`, `node-${platform}`, `node-bin-${platform}`]
    .map(folder => path.join(base, folder))
    .find(folder => existsSync(path.join(folder, 'bin/node')));
}

/**
 * Finds or fetches a Node that Backstage supports.
 *
 * @returns {Promise<{ bin: string, home: string | undefined }>} `bin`: folder
 *   of the executable; `home`: folder with `include/`, for compiling native
 *   add-ons without fetching headers
 */
export async function provideNode() {
  if (isSupported()) {
    const bin = path.dirname(process.execPath);
    const home = path.dirname(bin);
    return { bin, home: existsSync(path.join(home, 'include/node/node.h')) ? home : undefined };
  }
  if (!fetchedHome()) {
    detail(`Node ${process.versions.node} is here, Backstage needs ${SUPPORTED.join(' or ')}: fetching ${FETCHED}`);
    mkdirSync(inCache('tools/node'), { recursive: true });
    await run(['npm', 'install', '--no-audit', '--no-fund', '--prefix', inCache('tools/node'), FETCHED], {
      cwd: inCache('tools/node'),
      log: inCache('logs/node.log'),
      failure: `${FETCHED} could not be fetched: check the connection to the npm registry, or install Node 24 yourself.`,
    });
  }
  const home = fetchedHome();
  return { bin: path.join(home, 'bin'), home };
}

/**
 * The environment for everything that runs below: the right Node and Yarn
 * first in the path, headers for native add-ons, and the flag that the
 * scaffolder's sandbox (isolated-vm) needs.
 */
export function environment({ bin, home }) {
  const shims = inCache('tools/bin');
  mkdirSync(shims, { recursive: true });
  const shim = path.join(shims, 'yarn');
  writeFileSync(shim, `#!/bin/sh\nexec "${path.join(bin, 'node')}" "${inCache('tools/yarn/node_modules/@yarnpkg/cli-dist/bin/yarn.js')}" "$@"\n`);
  chmodSync(shim, 0o755);
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    // What the calling npm or yarn says of itself would steer the inner one.
    if (/^npm_/i.test(name) || name === 'INIT_CWD') delete env[name];
  }
  return {
    ...env,
    PATH: [shims, bin, process.env.PATH].join(path.delimiter),
    NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-node-snapshot'].filter(Boolean).join(' '),
    ...(home ? { npm_config_nodedir: home } : {}),
    ...(process.env.npm_config_registry ? { npm_config_registry: process.env.npm_config_registry } : {}),
  };
}
