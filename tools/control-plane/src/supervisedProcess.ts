import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';

const LOG_TAIL_LINES = 12;

/**
 * Runs "$@" and ends it as soon as standard input is closed, which the kernel
 * does for us when the process that holds the other end dies, however it dies.
 */
const SUPERVISOR = `
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
(
  cat <&3 >/dev/null
  kill "$child"
  tenths=0
  while kill -0 "$child" && [ "$tenths" -lt "$GRACE_TENTHS" ]; do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  kill -9 "$child"
) 2>/dev/null &
watcher=$!
wait "$child"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

/** A server process that never outlives this one. */
export class SupervisedProcess {
  private readonly ended: Promise<unknown>;
  private stopping = false;

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {
    this.ended = once(child, 'exit');
  }

  /**
   * Starts a program; its output goes to the file `log`.
   *
   * @param graceS - how long it may take to end when asked, in whole seconds
   */
  static start(
    name: string,
    program: string,
    args: string[],
    log: string,
    graceS: number,
  ): SupervisedProcess {
    const file = openSync(log, 'a');
    try {
      // A process group of its own: Ctrl-C reaches this process only, which then stops the servers in order.
      const child = spawn('sh', ['-c', SUPERVISOR, 'sh', program, ...args], {
        stdio: ['pipe', file, file],
        env: { ...process.env, GRACE_TENTHS: String(graceS * 10) },
        detached: true,
      });
      child.stdin?.on('error', () => {});
      return new SupervisedProcess(name, child, log);
    } finally {
      closeSync(file);
    }
  }

  /** @throws Error with the end of the log when the process has ended by itself. */
  requireRunning(): void {
    if (this.stopping || this.child.exitCode === null) return;
    const lines = readFileSync(this.log, 'utf8').trimEnd().split('\n');
    throw new Error(
      `${this.name} ended with ${this.child.exitCode}. Its log ${
        this.log
      } ends:\n${lines.slice(-LOG_TAIL_LINES).join('\n')}`,
    );
  }

  /** Asks the process to end, insists when its grace is over, and waits for it. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.child.stdin?.end();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await this.ended;
    }
  }
}
