import type { LoggerService } from '@backstage/backend-plugin-api';
import type { InventoryReader, WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters } from '../clusters/ClusterConnection';
import { SYSTEM_CLOCK, type InventoryClock } from './clock';
import { ClusterInventory } from './ClusterInventory';
import { CORE_KINDS, mergeKinds } from './coreKinds';
import type { Inventory } from './Inventory';

/** What {@link DefaultInventory.create} takes. */
export interface DefaultInventoryOptions {
  clusters: Clusters;
  /** Roots and reads of the engines; the core kinds are always added. */
  kinds: readonly WatchedKind[];
  logger: LoggerService;
  clock?: InventoryClock;
}

/** Changes within this time reach listeners as one. */
const COALESCE_MS = 100;

/** The read model of all configured clusters, in memory; reading it asks no cluster anything. */
export class DefaultInventory implements Inventory {
  /** @throws Error when two engines ask for one kind in versions that exclude each other */
  static create(options: DefaultInventoryOptions): DefaultInventory {
    return new DefaultInventory(options);
  }

  private readonly byCluster: ReadonlyMap<string, ClusterInventory>;
  private readonly listeners = new Set<(clusters: readonly string[]) => void>();
  private readonly pending = new Set<string>();
  private readonly ended = new AbortController();
  private readonly clock: InventoryClock;

  private constructor(private readonly options: DefaultInventoryOptions) {
    const { clusters, logger } = options;
    this.clock = options.clock ?? SYSTEM_CLOCK;
    const kinds = mergeKinds([...CORE_KINDS, ...options.kinds]);
    this.byCluster = new Map(
      clusters.names().map(name => [
        name,
        new ClusterInventory({
          connection: clusters.connection(name),
          kinds,
          namespaces: clusters.watchNamespaces(name),
          clock: this.clock,
          logger,
          changed: () => this.changed(name),
        }),
      ]),
    );
  }

  start(): void {
    for (const cluster of this.byCluster.values()) cluster.start();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await Promise.all([...this.byCluster.values()].map(cluster => cluster.stop()));
  }

  reader(cluster: string): InventoryReader {
    const reader = this.byCluster.get(cluster);
    if (reader) return reader;
    // Clusters has the words for a name that nobody configured.
    this.options.clusters.connection(cluster);
    throw new Error(`Cluster ${cluster} was configured after the inventory was made.`);
  }

  onChange(listener: (clusters: readonly string[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private changed(cluster: string): void {
    if (this.ended.signal.aborted) return;
    const waiting = this.pending.size > 0;
    this.pending.add(cluster);
    // Never rejects: a failing listener is logged where it is called.
    if (!waiting) void this.notifySoon();
  }

  private async notifySoon(): Promise<void> {
    await this.clock.sleep(COALESCE_MS, this.ended.signal);
    if (this.ended.signal.aborted) return;
    const clusters = [...this.pending];
    this.pending.clear();
    for (const listener of this.listeners) {
      try {
        listener(clusters);
      } catch (error) {
        this.options.logger.error(`A listener of the inventory failed: ${error}`);
      }
    }
  }
}
