import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './Cluster';
import type { Clock, ClusterAccess, RoomContext, Running } from './contracts';
import { ControlServer } from './control/ControlServer';
import type { Rooms } from './rooms';
import { UserName, USERS } from './state/credentials';
import { Context, kubeconfigText } from './state/kubeconfig';

/** The clusters of the sandbox. */
export const CLUSTERS = ['prod-north', 'prod-south'] as const;

/** One of the clusters. */
export type ClusterName = (typeof CLUSTERS)[number];

/** A running sandbox. */
export interface Sandbox {
  /** Path of the kubeconfig. */
  kubeconfig: string;
  /** Address of the control port, `http://127.0.0.1:7440`. */
  control: string;
  stateDir: string;
  /** What all jitter and choices are drawn from. */
  seed: number;
  /** How to reach a cluster as one of the users. */
  access(cluster: ClusterName, user: UserName): ClusterAccess;
  /** All clusters back to the seed. */
  reset(): Promise<void>;
  /** Stops everything and writes the state; a temporary folder is removed. */
  stop(): Promise<void>;
}

/** What a running sandbox consists of. */
export interface Parts {
  clusters: Cluster[];
  clock: Clock;
  stateDir: string;
  temporary: boolean;
  rooms: Rooms | undefined;
  /** Draws all jitter and choices. */
  seed: number;
  log(line: string): void;
}

/** Clusters, control port and rooms that start, reset and stop together. */
export class RunningSandbox implements Sandbox {
  readonly stateDir: string;
  readonly kubeconfig: string;
  readonly seed: number;
  private readonly parts: Parts;
  private readonly controlPort: ControlServer;
  private running: Running[] = [];
  /** Present once the seed is complete; without it the next start seeds again, which leaves alone what exists. */
  private readonly seedMark: string;
  /** Resets and stops follow one another. */
  private turn: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.parts = parts;
    this.stateDir = parts.stateDir;
    this.seed = parts.seed;
    this.kubeconfig = join(parts.stateDir, 'kubeconfig');
    this.seedMark = join(parts.stateDir, 'seeded');
    this.controlPort = new ControlServer({
      clusters: parts.clusters,
      clock: parts.clock,
      seeded: parts.rooms !== undefined,
      reset: () => this.reset(),
      log: parts.log,
      metrics: parts.rooms?.metrics,
      ledger: parts.rooms?.ledger,
      seed: parts.seed,
    });
  }

  get control(): string {
    return this.controlPort.address;
  }

  async start(port: number): Promise<void> {
    const { clusters } = this.parts;
    let fresh = !(await exists(this.seedMark));
    for (const cluster of clusters) {
      fresh = (await cluster.start()).fresh || fresh;
    }
    await this.controlPort.listen(port);
    await this.writeKubeconfig();
    await this.controlPort.recover();
    if (fresh) {
      await this.fill(clusters);
    }
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
      await this.controlPort.healAll();
      await this.stopRooms();
      const { clusters } = this.parts;
      await rm(this.seedMark, { force: true });
      await Promise.all(clusters.map(cluster => cluster.clear()));
      await this.fill(clusters);
      await this.startRooms();
    });
  }

  stop(): Promise<void> {
    return this.inTurn(async () => {
      await this.controlPort.close();
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
      clock: cluster.clock,
      seed: this.parts.seed,
      volumesDir: cluster.volumesDir,
      orders: cluster.orders,
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

  private async fill(clusters: Cluster[]): Promise<void> {
    const { rooms } = this.parts;
    if (rooms === undefined) {
      return;
    }
    await Promise.all(
      clusters.map(cluster =>
        cluster.seed(() => rooms.seed(this.context(cluster))),
      ),
    );
    await writeFile(this.seedMark, '');
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

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
