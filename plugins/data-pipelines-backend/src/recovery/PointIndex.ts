import type { DataDriver, FoundPoint, InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';

/** What the index is made from. */
export interface PointIndexOptions {
  drivers: readonly DataDriver[];
  clusters: { names(): readonly string[] };
  inventory: { reader(cluster: string): InventoryReader; onChange(listener: (clusters: readonly string[]) => void): () => void };
}

/** The recovery points of all clusters, read out of the inventory again only after it changed. */
export class PointIndex {
  readonly #options: PointIndexOptions;
  readonly #byCluster = new Map<string, ReadonlyMap<string, FoundPoint>>();
  #all: readonly FoundPoint[] | undefined;

  constructor(options: PointIndexOptions) {
    this.#options = options;
    options.inventory.onChange(clusters => {
      clusters.forEach(cluster => this.#byCluster.delete(cluster));
      this.#all = undefined;
    });
  }

  /** Every point, in no order; the same list until the inventory changes. */
  all(): readonly FoundPoint[] {
    this.#all ??= this.#options.clusters.names().flatMap(cluster => [...this.#of(cluster).values()]);
    return this.#all;
  }

  /** The point with the id; undefined when no cluster holds it. */
  get(id: string): FoundPoint | undefined {
    for (const cluster of this.#options.clusters.names()) {
      const found = this.#of(cluster).get(id);
      if (found) return found;
    }
    return undefined;
  }

  #of(cluster: string): ReadonlyMap<string, FoundPoint> {
    const known = this.#byCluster.get(cluster);
    if (known) return known;
    const reader = this.#options.inventory.reader(cluster);
    const points = new Map(this.#options.drivers.flatMap(driver => driver.points(reader)).map(point => [point.id, point]));
    this.#byCluster.set(cluster, points);
    return points;
  }
}
