import { mockCredentials } from '@backstage/backend-test-utils';
import { DataPipelinesClient } from '@penstock/backstage-plugin-data-pipelines-common';
import type { JsonObject } from '@backstage/types';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const ANSWER_TIMEOUT_MS = 40_000;
const LAST_WORDS = 4_000;

/** The product in a process of its own, which can be killed and started again over the same rows. */
export class BackendProcess {
  private child: ChildProcess | undefined;
  private port = 0;
  /** When the newest process was asked for, and when it answered; milliseconds since the epoch. */
  startedAt = 0;
  readyAt = 0;
  private said = '';
  /** The product's own client, as a user who may do everything. */
  readonly client: DataPipelinesClient;

  constructor(private readonly config: JsonObject) {
    this.client = new DataPipelinesClient({
      discoveryApi: { getBaseUrl: async () => `http://127.0.0.1:${this.port}/api/data-pipelines` },
      fetchApi: {
        fetch: (input, init) =>
          fetch(input, {
            ...init,
            headers: { ...Object.fromEntries(new Headers(init?.headers)), authorization: mockCredentials.user.header() },
            signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
          }),
      },
    });
  }

  /** The end of what the newest process has said. */
  get lastWords(): string {
    return this.said;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** @throws Error with its last words when the process ends before it is ready */
  async start(): Promise<void> {
    this.startedAt = Date.now();
    const transform = require.resolve('@backstage/cli/config/nodeTransform.cjs');
    const child = spawn(process.execPath, ['--no-node-snapshot', '--require', transform, require.resolve('./killableBackend.ts'), JSON.stringify(this.config)], {
      env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const hear = (chunk: unknown) => {
      this.said = (this.said + String(chunk)).slice(-LAST_WORDS);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    this.port = await new Promise<number>((resolve, reject) => {
      child.once('exit', code => reject(new Error(`The backend ended with ${code} before it was ready: ${this.said}`)));
      createInterface(child.stdout).on('line', line => {
        const found = /^\{"port":(\d+)\}$/.exec(line);
        if (found) resolve(Number(found[1]));
      });
    });
    this.readyAt = Date.now();
  }

  /** As a machine that loses power; returns when the process is gone. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || !this.isRunning) return;
    const gone = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}
