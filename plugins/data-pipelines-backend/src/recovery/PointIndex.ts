import type { DataDriver, FoundPoint, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';

/** What the index is made from. */
export interface PointIndexOptions {
  drivers: readonly DataDriver[];
  clusters: { names(): readonly string[] };
  inventory: { reader(cluster: string): InventoryReader; onChange(listener: (clusters: readonly string[]) => void): () => void };
}

/** The points of one driver in one cluster, and what they were read from. */
interface DriverRead {
  objects: readonly (readonly KubernetesObject[])[];
  /** Whether each kind could be read. */
  states: readonly string[];
  points: readonly FoundPoint[];
}

/**
 * The recovery points of all clusters. After the inventory changed, they are
 * read out of it again only where an object of a kind that the driver reads did:
 * most changes are of pods.
 */
export class PointIndex {
  readonly #options: PointIndexOptions;
  readonly #byCluster = new Map<string, ReadonlyMap<string, FoundPoint>>();
  readonly #reads = new Map<string, readonly DriverRead[]>();
  readonly #changed = new Set<string>();
  #all: readonly FoundPoint[] | undefined;

  constructor(options: PointIndexOptions) {
    this.#options = options;
    options.inventory.onChange(clusters => clusters.forEach(cluster => this.#changed.add(cluster)));
  }

  /** Every point, in no order; the same list until one of them changes. */
  all(): readonly FoundPoint[] {
    const names = this.#options.clusters.names();
    const parts = names.map(cluster => this.#of(cluster));
    this.#all ??= parts.flatMap(points => [...points.values()]);
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
    if (known && !this.#changed.delete(cluster)) return known;
    const before = this.#reads.get(cluster);
    const reader = this.#options.inventory.reader(cluster);
    const reads = this.#options.drivers.map((driver, index) => readAgain(driver, reader, before?.[index]));
    if (known && reads.every((read, index) => read === before?.[index])) return known;
    const points = new Map(reads.flatMap(read => read.points).map(point => [point.id, point]));
    this.#reads.set(cluster, reads);
    this.#byCluster.set(cluster, points);
    this.#all = undefined;
    return points;
  }
}

/** @returns `before` where nothing changed of what the driver reads; the inventory keeps an object as it is until its cluster tells another one */
function readAgain(driver: DataDriver, reader: InventoryReader, before: DriverRead | undefined): DriverRead {
  const objects = driver.reads.map(kind => reader.list(kind));
  const states = driver.reads.map(kind => {
    const known = reader.kindState(kind);
    return known.state === 'watched' ? known.state : `${known.state} ${'reason' in known ? known.reason : ''}`;
  });
  const isSame = before !== undefined && sameItems(before.states, states) && objects.every((list, index) => sameItems(before.objects[index], list));
  return isSame ? before : { objects, states, points: driver.points(reader) };
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
