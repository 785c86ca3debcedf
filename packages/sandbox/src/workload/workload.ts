import { aloneOnVolumes } from './cutBarrier';
import { clearReports } from './engineReports';
import type { WorkloadFacts } from './facts';
import { NamespaceRuntime } from './namespaceRuntime';
import type { WorkloadObjects } from './objects';
import { readWorlds } from './world';

/**
 * The workload of one cluster over the folders of its volumes; what the files
 * look like stands in FORMAT.md. Each tick is told the time and the objects,
 * so it runs the same in a test and against any API server. It has the volumes
 * to itself for the length of a tick, so that no cut sees half of one.
 *
 * Bound: per topic 16 MiB of read and 64 MiB of unread segment files on each
 * replica, per shard copy eight files of 512 documents. Older records stay as
 * sizes and times.
 */
export class Workload {
  private readonly namespaces = new Map<string, NamespaceRuntime>();
  private tickedAt: number | undefined;
  private seeded: string[] = [];

  constructor(
    private readonly volumesDir: string,
    private readonly log: (line: string) => void,
  ) {}

  /** Lets the time since the last tick pass; the first tick only opens what is there. */
  async tick(objects: WorkloadObjects, nowMs: number): Promise<void> {
    await aloneOnVolumes(this.volumesDir, () => this.step(objects, nowMs));
  }

  private async step(objects: WorkloadObjects, nowMs: number): Promise<void> {
    // Reports of an earlier process are no longer known to be true.
    if (this.tickedAt === undefined) await clearReports(this.volumesDir);
    const seconds =
      this.tickedAt === undefined
        ? 0
        : Math.max(0, nowMs - this.tickedAt) / 1_000;
    const worlds = readWorlds(objects);
    for (const world of worlds) {
      const runtime =
        this.namespaces.get(world.namespace) ??
        new NamespaceRuntime(this.volumesDir, this.log);
      this.namespaces.set(world.namespace, runtime);
      try {
        await runtime.tick(world, nowMs, seconds);
      } catch (error) {
        // Files and state may differ now; reading the files again makes them one.
        this.namespaces.delete(world.namespace);
        this.log(`workload of ${world.namespace}: ${String(error)}`);
      }
    }
    for (const namespace of this.namespaces.keys()) {
      if (!worlds.some(world => world.namespace === namespace))
        this.namespaces.delete(namespace);
    }
    this.seeded = worlds
      .filter(world => world.seeded)
      .map(world => world.namespace);
    this.tickedAt = nowMs;
  }

  /** What is known as of the last tick; undefined before the first. */
  facts(): WorkloadFacts | undefined {
    const at = this.tickedAt;
    if (at === undefined) return undefined;
    const parts = [...this.namespaces.values()].map(namespace =>
      namespace.facts(at),
    );
    return {
      at,
      seeded: this.seeded,
      kafkas: parts.flatMap(part => part.kafkas),
      connects: parts.flatMap(part => part.connects),
      elasticsearches: parts.flatMap(part => part.elasticsearches),
      sparks: parts.flatMap(part => part.sparks),
      volumes: parts.flatMap(part => part.volumes),
      pods: parts.flatMap(part => part.pods),
    };
  }
}
