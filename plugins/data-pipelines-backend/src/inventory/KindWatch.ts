import type { LoggerService } from '@backstage/backend-plugin-api';
import { groupKindKey, type KindState, type WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import type { ClusterConnection } from '../clusters/ClusterConnection';
import type { InventoryClock } from './clock';
import { KindStore } from './KindStore';
import { Reflector } from './Reflector';
import { kindStateOf } from './ReflectorState';
import { trimmerOf } from './trim';

/** What the watching of one kind in one cluster needs. */
export interface KindWatchOptions {
  kind: WatchedKind;
  apiVersion: string;
  /** List path over all namespaces. */
  path: string;
  /** List paths of the only namespaces to watch; all when undefined. */
  namespacePaths: readonly { name: string; path: string }[] | undefined;
  connection: ClusterConnection;
  clock: InventoryClock;
  logger: LoggerService;
  changed: () => void;
  mayAsk: (signal: AbortSignal) => Promise<void>;
}

/** One kind of one cluster: its objects, and a reflector for each scope that is watched. */
export class KindWatch {
  readonly store = new KindStore();
  readonly path: string;
  private readonly reflectors: readonly Reflector[];
  private readonly ended = new AbortController();
  private running: Promise<unknown> | undefined;

  constructor(private readonly options: KindWatchOptions) {
    this.path = options.path;
    const scopes = options.namespacePaths ?? [{ name: undefined, path: options.path }];
    this.reflectors = scopes.map(scope => this.reflector(scope));
  }

  start(): void {
    this.running ??= Promise.all(this.reflectors.map(reflector => reflector.run(this.ended.signal)));
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.running;
  }

  /** @param clusterDown - why the cluster does not answer at present */
  state(clusterDown: string | undefined): KindState {
    const states = this.reflectors.map(reflector => reflector.state());
    return kindStateOf(states, clusterDown, this.options.clock.now());
  }

  private reflector({ name, path }: { name: string | undefined; path: string }): Reflector {
    const { kind, apiVersion, connection, clock, logger, mayAsk } = this.options;
    const changed = () => {
      if (!this.ended.signal.aborted) this.options.changed();
    };
    return new Reflector({
      title: `${groupKindKey(kind)}${name === undefined ? '' : ` in namespace ${name}`} of cluster ${connection.cluster}`,
      kind: kind.kind,
      path,
      connection,
      trim: trimmerOf(kind, apiVersion),
      target: {
        replace: objects => this.store.replace(objects, name),
        put: object => this.store.put(object),
        remove: removed => this.store.remove(removed),
      },
      clock,
      logger,
      changed,
      mayAsk,
    });
  }
}
