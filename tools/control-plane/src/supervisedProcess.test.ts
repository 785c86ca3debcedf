import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SupervisedProcess } from './supervisedProcess';
import { until } from './until';

const LIMIT_MS = 60_000;

jest.setTimeout(3 * LIMIT_MS);

const GRACE_S = 1;

describe('SupervisedProcess', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'supervised-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program that writes its process id to the file `pid` and stays. */
  function script(more = ''): string[] {
    return [
      '-c',
      `${more} echo $$ > "${folder}/pid"; while :; do sleep 0.1; done`,
    ];
  }

  async function pidOf(): Promise<number> {
    const file = path.join(folder, 'pid');
    return until('the program to start', LIMIT_MS, async () => {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      return text.endsWith('\n') ? Number(text) : undefined;
    });
  }

  function isAlive(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  const start = (args: string[]) =>
    SupervisedProcess.start('it', 'sh', args, `${folder}/log`, GRACE_S);

  it('stops its program and waits until it is gone', async () => {
    const supervised = start(script());
    const pid = await pidOf();
    expect(isAlive(pid)).toBe(true);
    await supervised.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('ends a program that does not listen when its grace is over', async () => {
    const supervised = start(script("trap '' TERM;"));
    const pid = await pidOf();
    await supervised.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('tells the end of the log of a program that ended by itself', async () => {
    const supervised = start(['-c', 'echo boiler cold; exit 3']);
    await until('the end', LIMIT_MS, async () => {
      try {
        supervised.requireRunning();
        return undefined;
      } catch {
        return true;
      }
    });
    expect(() => supervised.requireRunning()).toThrow(
      /^it ended with 3\. Its log .* ends:\nboiler cold$/,
    );
  });

  it('ends its program when the process that started it is killed', async () => {
    const parent = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        '-e',
        `const { SupervisedProcess } = require(${JSON.stringify(
          require.resolve('./supervisedProcess'),
        )});
         SupervisedProcess.start('it', 'sh', ${JSON.stringify(
           script(),
         )}, ${JSON.stringify(`${folder}/log`)}, ${GRACE_S});
         setInterval(() => {}, 1000);`,
      ],
      { stdio: 'ignore' },
    );
    const pid = await pidOf();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await until('the program to end', LIMIT_MS, async () =>
      isAlive(pid) ? undefined : true,
    );
    expect(isAlive(pid)).toBe(false);
  });
});
