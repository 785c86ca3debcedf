import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLog } from './log.mjs';
import { inRoot } from './repository.mjs';
import { Remedy } from './say.mjs';

const STOP_GRACE_MS = 10_000;

/** The processes of one demo: started here, stopped here, by their process ids. */
export class Children {
  #running = new Map();
  #logs;
  #onLost;
  #stopping = false;
  #unwanted = new Set();

  /**
   * @param {string} logs folder for one log file per child
   * @param {(name: string, log: string) => void} onLost called when one ends by itself
   */
  constructor(logs, onLost) {
    mkdirSync(logs, { recursive: true });
    this.#logs = logs;
    this.#onLost = onLost;
    process.once('exit', () => {
      for (const child of this.#running.values()) child.kill('SIGKILL');
    });
  }

  /**
   * Starts a TypeScript entry point with the Node of `env`; its output goes to
   * a log file.
   */
  start(name, { entry, args = [], env, cwd = inRoot(), onLine = () => {} }) {
    const log = path.join(this.#logs, `${name}.log`);
    const file = openLog(log);
    const child = spawn(
      'node',
      [
        '--enable-source-maps',
        '--import', pathToFileURL(inRoot('tools/launch/followParent.mjs')).href,
        '--require', inRoot('node_modules/@backstage/cli/config/nodeTransform.cjs'),
        entry,
        ...args,
      ],
      { cwd, env: { ...env, PENSTOCK_PARENT: String(process.pid) }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.on('data', chunk => {
        file.write(chunk);
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine(line);
      });
    }
    this.#running.set(name, child);
    child.once('close', () => {
      this.#running.delete(name);
      file.close();
      if (!this.#stopping && !this.#unwanted.delete(name)) this.#onLost(name, log);
    });
    return child;
  }

  /** Ends one child as a machine does that loses power, and waits; nobody is told of a loss. */
  async kill(name) {
    const child = this.#running.get(name);
    if (!child) return;
    this.#unwanted.add(name);
    const closed = new Promise(resolve => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
  }

  /** Asks every child to stop and waits; what does not listen is ended. */
  async stop() {
    this.#stopping = true;
    await Promise.all([...this.#running.values()].map(child => new Promise(resolve => {
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      child.once('close', () => { clearTimeout(force); resolve(undefined); });
      child.kill('SIGTERM');
    })));
  }
}

/** The sentence for a child that ended by itself, with the end of its log. */
export function lostChild(name, log) {
  let tail = '';
  try {
    tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    tail = '(no output)';
  }
  return new Remedy(`The ${name} ended by itself. Its output is in ${log}; it ends:\n\n${tail}`);
}
