import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from './Cluster';
import { createClock } from './clock';
import {
  Clock,
  ClusterAccess,
  DEFAULT_PORTS,
  RoomContext,
  Running,
} from './contracts';
import { ControlServer } from './control/ControlServer';
import { createRooms, Rooms } from './rooms';
import { loadCredentials, UserName, USERS } from './state/credentials';
import { Context, kubeconfigText } from './state/kubeconfig';

/** The clusters of the sandbox. */
export const CLUSTERS = ['prod-north', 'prod-south'] as const;

/** One of the clusters. */
export type ClusterName = (typeof CLUSTERS)[number];

/** How to start a sandbox; everything has a default. */
export interface SandboxOptions {
  /** Folder for state, certificates, tokens and kubeconfig; a temporary one, removed at stop, if absent. */
  stateDir?: string;
  /** Ports on 127.0.0.1; 0 takes a free one. Default: all free ones. */
  ports?: Partial<Record<'control' | ClusterName, number>>;
  /** How many times faster scripted delays pass. Default 1. */
  speed?: number;
  /** Whether controllers, workload and seed run. Default false: bare API servers. */
  demo?: boolean;
  /** One line per event. Default: nowhere. */
  log?(line: string): void;
}

/** A running sandbox. */
export interface Sandbox {
  /** Path of the kubeconfig. */
  kubeconfig: string;
  /** Address of the control port, `http://127.0.0.1:7440`. */
  control: string;
  stateDir: string;
  /** How to reach a cluster as one of the users. */
  access(cluster: ClusterName, user: UserName): ClusterAccess;
  /** All clusters back to the seed. */
  reset(): Promise<void>;
  /** Stops everything and writes the state; a temporary folder is removed. */
  stop(): Promise<void>;
}

/** The ports a started demo uses unless told otherwise. */
export const DEMO_PORTS: Record<'control' | ClusterName, number> = {
  ...DEFAULT_PORTS,
};

/**
 * Starts the sandbox: two API servers over TLS, the control port, and in demo
 * mode the seed, the scripted controllers and the workload.
 *
 * @throws the system error (`EADDRINUSE`) when a port is taken; nothing is left running then.
 */
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const temporary = options.stateDir === undefined;
  const stateDir =
    options.stateDir ?? (await mkdtemp(join(tmpdir(), 'penstock-sandbox-')));
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const log = options.log ?? (() => undefined);
  const clock = createClock(options.speed ?? 1);
  const credentials = await loadCredentials(stateDir, CLUSTERS, clock.now());
  const clusters = CLUSTERS.map(
    name =>
      new Cluster({
        name,
        port: options.ports?.[name] ?? 0,
        folder: stateDir,
        credentials,
        clock,
        log: line => log(`${name}: ${line}`),
      }),
  );
  const running = new RunningSandbox({
    clusters,
    clock,
    stateDir,
    temporary,
    rooms: options.demo === true ? createRooms(clock) : undefined,
    log,
  });
  try {
    await running.start(options.ports?.control ?? 0);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}

interface Parts {
  clusters: Cluster[];
  clock: Clock;
  stateDir: string;
  temporary: boolean;
  rooms: Rooms | undefined;
  log(line: string): void;
}

class RunningSandbox implements Sandbox {
  readonly stateDir: string;
  readonly kubeconfig: string;
  private readonly parts: Parts;
  private readonly control_: ControlServer;
  private running: Running[] = [];
  /** Resets and stops follow one another. */
  private turn: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.parts = parts;
    this.stateDir = parts.stateDir;
    this.kubeconfig = join(parts.stateDir, 'kubeconfig');
    this.control_ = new ControlServer({
      clusters: parts.clusters,
      clock: parts.clock,
      seeded: parts.rooms !== undefined,
      reset: () => this.reset(),
      log: parts.log,
      metrics: parts.rooms?.metrics,
    });
  }

  get control(): string {
    return this.control_.address;
  }

  async start(controlPort: number): Promise<void> {
    const fresh: Cluster[] = [];
    for (const cluster of this.parts.clusters) {
      if ((await cluster.start()).fresh) {
        fresh.push(cluster);
      }
    }
    await this.control_.listen(controlPort);
    await this.writeKubeconfig();
    await this.seed(fresh);
    await this.startRooms();
  }

  access(cluster: ClusterName, user: UserName): ClusterAccess {
    const found = this.parts.clusters.find(entry => entry.name === cluster);
    if (found === undefined) {
      throw new Error(`the sandbox has no cluster ${cluster}`);
    }
    return found.access(user);
  }

  reset(): Promise<void> {
    return this.inTurn(async () => {
      await this.control_.healAll();
      await this.stopRooms();
      const { clusters } = this.parts;
      await Promise.all(clusters.map(cluster => cluster.clear()));
      await this.seed(clusters);
      await Promise.all(clusters.map(cluster => cluster.save()));
      await this.startRooms();
    });
  }

  stop(): Promise<void> {
    return this.inTurn(async () => {
      await this.control_.close();
      await this.stopRooms();
      await Promise.all(this.parts.clusters.map(cluster => cluster.stop()));
      if (this.parts.temporary) {
        await rm(this.stateDir, { recursive: true, force: true });
      }
    });
  }

  private inTurn(act: () => Promise<void>): Promise<void> {
    const next = this.turn.then(act);
    this.turn = next.catch(() => undefined);
    return next;
  }

  private context(cluster: Cluster): RoomContext {
    return {
      cluster: cluster.access('admin'),
      clock: this.parts.clock,
      volumesDir: cluster.volumesDir,
      log: line => this.parts.log(`${cluster.name}: ${line}`),
    };
  }

  private async startRooms(): Promise<void> {
    const { rooms } = this.parts;
    if (rooms === undefined) {
      return;
    }
    this.running = await Promise.all(
      this.parts.clusters.map(cluster => rooms.start(this.context(cluster))),
    );
  }

  private async seed(clusters: Cluster[]): Promise<void> {
    const { rooms } = this.parts;
    if (rooms === undefined) {
      return;
    }
    await Promise.all(
      clusters.map(async cluster => {
        await mkdir(cluster.volumesDir, { recursive: true });
        await rooms.seed(this.context(cluster));
      }),
    );
  }

  private async stopRooms(): Promise<void> {
    const { running } = this;
    this.running = [];
    await Promise.all(running.map(room => room.stop()));
  }

  private async writeKubeconfig(): Promise<void> {
    const contexts: Context[] = USERS.flatMap(user =>
      this.parts.clusters.map(cluster => ({
        name: user === 'penstock' ? cluster.name : `${cluster.name}-${user}`,
        access: cluster.access(user),
      })),
    ).sort((a, b) => a.name.length - b.name.length);
    await writeFile(this.kubeconfig, kubeconfigText(contexts), { mode: 0o600 });
  }
}
