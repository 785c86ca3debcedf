import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  groupKindKey,
  type GroupKind,
  type InventoryReader,
  type KindState,
  type WatchedKind,
} from '@penstock/backstage-plugin-data-pipelines-node';
import type { ClusterConnection, ServedResource } from '../clusters/ClusterConnection';
import type { InventoryClock } from './clock';
import { KindWatch } from './KindWatch';
import { Pulse } from './Pulse';

/** What one cluster's part of the inventory needs. */
export interface ClusterInventoryOptions {
  connection: ClusterConnection;
  kinds: readonly WatchedKind[];
  /** Undefined watches all namespaces. */
  namespaces: readonly string[] | undefined;
  clock: InventoryClock;
  logger: LoggerService;
  changed: () => void;
}

/**
 * All watches of one cluster. A pulse asks for discovery; kinds that it finds
 * are watched, kinds that vanish are dropped.
 */
export class ClusterInventory implements InventoryReader {
  readonly cluster: string;
  private readonly watches = new Map<string, KindWatch>();
  private readonly absent = new Map<string, string>();
  private readonly pulse: Pulse;
  private readonly ended = new AbortController();
  private running: Promise<void> | undefined;
  private summary = '';

  constructor(private readonly options: ClusterInventoryOptions) {
    this.cluster = options.connection.cluster;
    this.pulse = new Pulse({
      connection: options.connection,
      clock: options.clock,
      logger: options.logger,
      discovered: served => this.reconcile(served),
      beat: () => this.notifyIfStatesChanged(),
    });
  }

  start(): void {
    this.running ??= this.pulse.run(this.ended.signal);
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await Promise.all([this.running, ...[...this.watches.values()].map(watch => watch.stop())]);
  }

  get(kind: GroupKind, name: { namespace?: string; name: string }) {
    return this.watches.get(groupKindKey(kind))?.store.get(name);
  }

  list(kind: GroupKind, query?: Parameters<InventoryReader['list']>[1]) {
    return this.watches.get(groupKindKey(kind))?.store.list(query) ?? [];
  }

  kindState(kind: GroupKind): KindState {
    const key = groupKindKey(kind);
    const watch = this.watches.get(key);
    if (watch) return watch.state(this.pulse.failure());
    const reason = this.absent.get(key);
    if (reason !== undefined) return { state: 'not-installed', reason };
    if (!this.options.kinds.some(known => groupKindKey(known) === key)) {
      return { state: 'pending', reason: `Nothing asked the inventory to watch ${key}.` };
    }
    return { state: 'pending', reason: this.pulse.failure() ?? `Cluster ${this.cluster} has not told yet which kinds it serves.` };
  }

  private reconcile(served: readonly ServedResource[]): void {
    for (const kind of this.options.kinds) {
      const key = groupKindKey(kind);
      const resource = choose(kind, served);
      const held = this.watches.get(key);
      if (!resource) {
        this.absent.set(key, absence(this.cluster, kind, served));
        this.drop(key);
      } else if (!held || held.path !== listPath(resource)) {
        this.absent.delete(key);
        this.drop(key);
        this.watches.set(key, this.watch(kind, resource));
      }
    }
  }

  private drop(key: string): void {
    const watch = this.watches.get(key);
    if (!watch) return;
    this.watches.delete(key);
    watch.stop().catch(error => this.options.logger.warn(`${key} of cluster ${this.cluster}: ${error}`));
    this.options.changed();
  }

  private watch(kind: WatchedKind, resource: ServedResource): KindWatch {
    const { connection, clock, logger, changed, namespaces } = this.options;
    const watch = new KindWatch({
      kind,
      apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}`,
      path: listPath(resource),
      namespacePaths: resource.namespaced ? namespaces?.map(name => ({ name, path: listPath(resource, name) })) : undefined,
      connection,
      clock,
      logger,
      changed,
      mayAsk: signal => this.pulse.whenAnswering(signal),
    });
    watch.start();
    return watch;
  }

  /** A state may change by time alone, so each beat compares. */
  private notifyIfStatesChanged(): void {
    const summary = this.options.kinds
      .map(kind => this.kindState(kind))
      .map(state => (state.state === 'watched' ? state.freshness.state : `${state.state} ${state.reason}`))
      .join('\n');
    if (summary === this.summary) return;
    this.summary = summary;
    this.options.changed();
  }
}

/** The version that the reader likes best among those that the cluster serves. */
function choose(kind: WatchedKind, served: readonly ServedResource[]): ServedResource | undefined {
  const candidates = served.filter(
    resource => resource.group === kind.group && resource.kind === kind.kind && resource.verbs.includes('watch'),
  );
  for (const version of kind.versions) {
    const resource = candidates.find(candidate => candidate.version === version);
    if (resource) return resource;
  }
  return undefined;
}

function absence(cluster: string, kind: WatchedKind, served: readonly ServedResource[]): string {
  const others = served.filter(resource => resource.group === kind.group && resource.kind === kind.kind);
  if (others.length > 0) {
    const versions = others.map(resource => resource.version).join(', ');
    return `Cluster ${cluster} serves ${groupKindKey(kind)} only as ${versions}; ${kind.versions.join(' or ')} is needed.`;
  }
  return `Cluster ${cluster} does not serve ${groupKindKey(kind)}; its operator is not installed there.`;
}

function listPath({ group, version, resource }: ServedResource, namespace?: string): string {
  const root = group === '' ? ['api', version] : ['apis', group, version];
  const scope = namespace === undefined ? [] : ['namespaces', namespace];
  return `/${[...root, ...scope, resource].map(encodeURIComponent).join('/')}`;
}
