import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Remedy } from './say.mjs';
import { ROOT } from './repository.mjs';

const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/**
 * Runs a command to its end; it ends with the launcher, too.
 *
 * @param {string[]} command program and arguments
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, log?: string, failure?: string }} options
 *   `log`: a file that takes the output instead of the terminal; `failure`:
 *   the sentence to throw when it fails (without it the exit code is returned)
 * @returns {Promise<number>} the exit code
 * @throws {Remedy} with `failure` and the log's path
 */
export async function run(command, { env = process.env, cwd = ROOT, log, failure } = {}) {
  const [program, ...args] = command;
  if (log) mkdirSync(path.dirname(log), { recursive: true });
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', log ? 'pipe' : 'inherit', log ? 'pipe' : 'inherit'] });
  running.add(child);
  const tail = [];
  if (log) {
    const file = createWriteStream(log);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        file.write(chunk);
        tail.push(chunk.toString());
        if (tail.length > 60) tail.shift();
      });
    }
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', error => reject(new Remedy(`${program} could not be started: ${error.message}`)));
    child.once('close', (exit, signal) => resolve(exit ?? (signal ? 1 : 0)));
  });
  running.delete(child);
  if (code !== 0 && failure) {
    const last = tail.join('').trimEnd().split('\n').slice(-15).join('\n');
    throw new Remedy(`${failure}${log ? `\nThe whole output is in ${log}; it ends:\n\n${last}` : ''}`);
  }
  return code;
}
