import type { ClusterConnection } from '../../../clusters/ClusterConnection';
import type { OperationStore } from '../../store/OperationStore';
import type { CrashHook } from '../crashPoints';
import { OperationWorker, type WorkerOptions } from '../OperationWorker';
import type { WorkerClock } from '../WorkerClock';
import type { WorkerContext } from '../WorkerContext';
import type { Busy } from './Busy';
import type { VirtualTime } from './VirtualTime';

/** What a process on the stage is made of. */
export interface ProcessParts {
  name: string;
  store: OperationStore;
  clusters: Readonly<Record<string, ClusterConnection>>;
  time: VirtualTime;
  context: Pick<WorkerContext, 'observers' | 'derivations' | 'logger' | 'metrics' | 'onChanged'>;
  options?: Partial<WorkerOptions>;
  busy: Busy;
}

/**
 * A worker as if in a process of its own: it can be killed, after which it
 * touches nothing any more, and frozen, after which it goes on where it was as
 * if nothing had happened.
 */
export class WorkerProcess {
  /** Called at each crash point; set by the test. */
  hook: CrashHook = () => Promise.resolve();
  /** Called before each request to a cluster is sent. */
  sending: (request: Parameters<ClusterConnection['request']>[0]) => Promise<void> = () => Promise.resolve();
  readonly worker: OperationWorker;
  #life: 'alive' | 'frozen' | 'dead' = 'alive';
  #thawed: Promise<void> = Promise.resolve();
  #thaw: () => void = () => {};
  /** How much later it is for this process than on the stage, in milliseconds. */
  #ahead = 0;

  constructor(private readonly parts: ProcessParts) {
    const { time, clusters, store } = parts;
    const clock: WorkerClock = {
      now: () => Date.UTC(2026, 0, 1) + time.now,
      monotonic: () => time.now + this.#ahead,
      random: () => 0.5,
      sleep: async (ms, signal) => {
        await time.sleep(ms, signal);
        await this.#gate();
      },
    };
    const connections = Object.fromEntries(Object.entries(clusters).map(([name, cluster]) => [name, this.#reached(cluster)]));
    this.worker = new OperationWorker(
      {
        ...parts.context,
        store: this.#kept(store),
        clock,
        connection: name => {
          if (!connections[name]) throw new Error(`No cluster is called ${name}.`);
          return connections[name];
        },
        crash: async (point, place) => {
          await this.#gate();
          await this.hook(point, place);
          await this.#gate();
        },
      },
      { name: parts.name, ...parts.options },
    );
  }

  /** From now on nothing leaves this process, and nothing comes back to it. */
  kill(): void {
    this.#life = 'dead';
  }

  freeze(): void {
    this.#life = 'frozen';
    this.#thawed = new Promise(resolve => {
      this.#thaw = resolve;
    });
  }

  /** Goes on, so many milliseconds later by its own clock. */
  thaw(laterMs: number): void {
    this.#life = 'alive';
    this.#ahead += laterMs;
    this.#thaw();
  }

  async #gate(): Promise<void> {
    while (this.#life === 'frozen') await this.#thawed;
    if (this.#life === 'dead') await new Promise<never>(() => {});
  }

  async #through<T>(work: () => Promise<T>): Promise<T> {
    await this.#gate();
    try {
      return await this.parts.busy.during(work);
    } finally {
      await this.#gate();
    }
  }

  #reached(cluster: ClusterConnection): ClusterConnection {
    return {
      cluster: cluster.cluster,
      discover: options => this.#through(() => cluster.discover(options)),
      stream: request => this.#through(() => cluster.stream(request)),
      request: async request => {
        await this.#gate();
        await this.sending(request);
        // what was sent before a freeze arrives after it, whatever the sender thinks by then
        const { signal: _, ...sent } = request;
        return this.#through(() => cluster.request(sent));
      },
    };
  }

  #kept(store: OperationStore): OperationStore {
    return new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => this.#through(async () => Reflect.apply(method, target, args));
      },
    });
  }
}
