import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A sandbox in a process of its own. */
export interface Child {
  kubeconfig: string;
  control: string;
  /** Ends the process as `kill -9` does; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a sandbox in a process of its own, on free ports. Rejects with what it said when it ends before it is ready. */
export async function startChild(
  stateDir: string,
  ...flags: string[]
): Promise<Child> {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      require.resolve('../main.ts'),
      ...['--state', stateDir, '--control-port', '0'],
      ...['--prod-north-port', '0', '--prod-south-port', '0'],
      ...flags,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>(resolve =>
    child.once('exit', () => resolve()),
  );
  let said = '';
  child.stderr.on('data', chunk => {
    said = (said + String(chunk)).slice(-4_000);
  });
  const line = await Promise.race([
    new Promise<string>(resolve =>
      createInterface(child.stdout).once('line', resolve),
    ),
    ended.then(() => {
      throw new Error(`The sandbox ended before it was ready: ${said}`);
    }),
  ]);
  const { kubeconfig, control }: { kubeconfig: string; control: string } =
    JSON.parse(line);
  return {
    kubeconfig,
    control,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
