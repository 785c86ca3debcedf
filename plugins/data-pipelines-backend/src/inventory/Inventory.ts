import type { InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';

/** The read model of all clusters, kept up to date by watches. */
export interface Inventory {
  /** Starts one reflector per cluster and kind; does not wait for any of them. */
  start(): void;
  stop(): Promise<void>;
  /** @throws NotFoundError (code CLUSTER_UNKNOWN) */
  reader(cluster: string): InventoryReader;
  /** Called after each batch of changes (coalesced), with the clusters that changed. */
  onChange(listener: (clusters: readonly string[]) => void): () => void;
}
