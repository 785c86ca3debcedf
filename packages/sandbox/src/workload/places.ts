import { join } from 'node:path';
import type { KafkaNodeWorld, VolumeWorld, World } from './world';

/** Where the bytes of one namespace's claims are. */
export class Places {
  private readonly byClaim: Map<string, VolumeWorld>;

  constructor(
    private readonly volumesDir: string,
    private readonly world: World,
    /** Claims whose volume takes no more bytes. */
    private readonly full: ReadonlySet<string>,
  ) {
    this.byClaim = new Map(world.volumes.map(volume => [volume.claim, volume]));
  }

  volume(claim: string | undefined): VolumeWorld | undefined {
    return claim === undefined ? undefined : this.byClaim.get(claim);
  }

  isFull(claim: string | undefined): boolean {
    return claim !== undefined && this.full.has(claim);
  }

  /** Folder of a claim's volume, or undefined while it is not bound. */
  folder(claim: string | undefined): string | undefined {
    const volume = this.volume(claim);
    return volume && join(this.volumesDir, volume.volume);
  }

  /** Folder of a broker's log. */
  log(node: KafkaNodeWorld): string | undefined {
    const folder = this.folder(node.claim);
    return folder && join(folder, `kafka-log${node.nodeId}`);
  }

  /** Folder of one partition on one broker. */
  partition(
    node: KafkaNodeWorld,
    topic: string,
    partition: number,
  ): string | undefined {
    const log = this.log(node);
    return log && join(log, `${topic}-${partition}`);
  }

  /** File in which a source notes what Kafka has acknowledged; the source is outside of all volumes. */
  sourceFile(kafka: string, topic: string): string {
    return this.noteFile(kafka, topic);
  }

  /** File about an element that is outside of all volumes. */
  noteFile(element: string, name: string): string {
    return join(
      this.volumesDir,
      '.sources',
      this.world.namespace,
      element,
      `${name}.json`,
    );
  }

  /** Folder of one copy of a shard. */
  shard(
    claim: string | undefined,
    index: string,
    shard: number,
  ): string | undefined {
    const folder = this.folder(claim);
    return folder && join(folder, 'indices', index, String(shard));
  }
}
