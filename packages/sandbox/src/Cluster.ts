import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiServer } from './apiserver/ApiServer';
import { bootstrap } from './apiserver/bootstrap';
import { BUILTIN_KINDS } from './apiserver/builtinKinds';
import { followDefinitions } from './apiserver/customKinds';
import { startHousekeeping } from './apiserver/housekeeping';
import { KindRegistry } from './apiserver/kinds';
import type { Room } from './apiserver/Room';
import type { ClusterAccess, Clock } from './contracts';
import { StandingOrders } from './faults/StandingOrders';
import { authenticator, Credentials, UserName } from './state/credentials';
import { freshCopy } from './state/freshCopy';
import { ObjectStore, StoredState } from './state/ObjectStore';
import { StateFile } from './state/StateFile';

/** What a cluster of the sandbox is made from. */
export interface ClusterOptions {
  name: string;
  port: number;
  folder: string;
  credentials: Credentials;
  clock: Clock;
  log(line: string): void;
}

/** Field manager of what the rooms of the sandbox write. */
const ROOMS_MANAGER = 'penstock-sandbox';

/** One simulated cluster: its store on disk, its API server, its housekeeping. */
export class Cluster {
  readonly name: string;
  readonly server: ApiServer;
  readonly store = new ObjectStore();
  readonly volumesDir: string;
  /** The cluster's own clock: all timestamps that its server and controllers write. */
  readonly clock: Clock;
  private skewMs = 0;
  /** Faults that the scripted controllers play on order. */
  readonly orders = new StandingOrders();
  private readonly room: Room;
  private readonly file: StateFile;
  private readonly options: ClusterOptions;
  private stopHousekeeping: () => void = () => undefined;
  /** Nothing but the bootstrap's objects is in the store. */
  private pristine = false;
  /** What the seed wrote, and when. */
  private seeded: { state: StoredState; at: number } | undefined;

  constructor(options: ClusterOptions) {
    const { name, folder, credentials, clock } = options;
    this.name = name;
    this.options = options;
    this.clock = {
      speed: clock.speed,
      now: () => new Date(clock.now().getTime() + this.skewMs),
      sleep: (ms, signal) => clock.sleep(ms, signal),
    };
    this.volumesDir = join(folder, 'volumes', name);
    this.room = {
      name,
      store: this.store,
      kinds: new KindRegistry(BUILTIN_KINDS),
      now: () => this.clock.now(),
    };
    this.file = new StateFile(
      join(folder, `${name}.json`),
      this.store,
      options.log,
    );
    this.server = new ApiServer(
      this.room,
      authenticator(credentials.tokens[name] ?? {}),
    );
  }

  /**
   * Loads the state and listens. Says whether the cluster is fresh and wants its seed.
   *
   * @throws the system error when the port is taken.
   */
  async start(): Promise<{ fresh: boolean }> {
    const { loaded } = await this.file.open();
    this.pristine = !loaded;
    followDefinitions(this.room);
    bootstrap(this.room);
    this.stopHousekeeping = this.keepHouse();
    const { certificate, key } = this.options.credentials;
    await this.server.listen({ port: this.options.port, certificate, key });
    return { fresh: !loaded };
  }

  /** Sets the cluster's clock ahead by this many milliseconds, or back. */
  skew(ms: number): void {
    this.skewMs = ms;
  }

  /** How to reach the API server as one of the users. */
  access(user: UserName): ClusterAccess {
    const { credentials, name } = this.options;
    return {
      name,
      server: `https://127.0.0.1:${this.server.port}`,
      token: credentials.tokens[name]?.[user] ?? '',
      ca: credentials.certificate,
    };
  }

  /** Back to the state before the seed: every object goes (watchers see it), the volumes' bytes too. */
  async clear(): Promise<void> {
    this.stopHousekeeping();
    for (const { resource, object } of this.store.everything()) {
      this.store.remove(resource, object);
    }
    await rm(this.volumesDir, { recursive: true, force: true });
    bootstrap(this.room);
    this.stopHousekeeping = this.keepHouse();
    this.pristine = true;
  }

  /** Fills the cluster by `write`; from the second time on by a fresh copy of what that wrote, which costs far less. */
  async seed(write: () => Promise<void>): Promise<void> {
    await mkdir(this.volumesDir, { recursive: true });
    if (this.pristine && this.seeded !== undefined) {
      await this.restore(this.seeded.state, this.seeded.at);
    } else {
      const at = this.room.now().getTime();
      await write();
      this.seeded = this.pristine ? { state: this.written(), at } : undefined;
    }
    this.pristine = false;
    this.file.save();
  }

  /** Objects of the seed: neither those of the bootstrap nor of a client that wrote at the same time. */
  private written(): StoredState {
    const { revision, objects } = this.store.save();
    return {
      revision,
      objects: Object.fromEntries(
        Object.entries(objects).map(([resource, list]) => [
          resource,
          list.filter(({ metadata }) =>
            metadata.managedFields?.some(
              ({ manager }) => manager === ROOMS_MANAGER,
            ),
          ),
        ]),
      ),
    };
  }

  private async restore(state: StoredState, at: number): Promise<void> {
    const { objects } = freshCopy(
      state,
      this.room.now().getTime() - at,
      (resource, { namespace, name = '' }) =>
        this.store.get(resource, namespace, name)?.metadata.uid ?? randomUUID(),
    );
    for (const [resource, list] of Object.entries(objects)) {
      for (const object of list) {
        this.store.put(resource, object);
      }
    }
    await Promise.all(
      (objects['/persistentvolumes'] ?? []).map(({ metadata }) =>
        mkdir(join(this.volumesDir, metadata.name ?? ''), { recursive: true }),
      ),
    );
  }

  private keepHouse(): () => void {
    return startHousekeeping(this.room, this.clock, this.options.log);
  }

  /** Stops serving and writes the state. */
  async stop(): Promise<void> {
    this.stopHousekeeping();
    await this.server.close();
    this.file.close();
  }
}
