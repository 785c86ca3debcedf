import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How to run a command to its end. */
export interface Command {
  program: string;
  args: string[];
  cwd?: string;
  /** Added to the environment of this process. */
  env?: Record<string, string>;
  /** Limit in milliseconds; then the command is ended and the call fails. */
  timeoutMs: number;
  /** What to install when the program is not there. */
  remedy: string;
}

const KEPT_ERROR_CHARS = 4_000;

/**
 * Runs a command and returns what it wrote to its standard output.
 *
 * @throws Error naming the command, its exit code and the end of its error output.
 */
export async function runCommand(command: Command): Promise<string> {
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: command.timeoutMs,
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', chunk => {
    output += chunk;
  });
  child.stderr.on('data', chunk => {
    errors = (errors + chunk).slice(-KEPT_ERROR_CHARS);
  });
  const name = [command.program, ...command.args].join(' ').slice(0, 200);
  try {
    const [code, signal] = await once(child, 'close');
    if (code === 0) return output;
    throw new Error(
      `"${name}" ended with ${signal ?? code}. ${
        errors.trim() || 'It wrote no error.'
      }`,
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(
        `"${command.program}" is not installed. ${command.remedy}`,
      );
    }
    throw error;
  }
}
