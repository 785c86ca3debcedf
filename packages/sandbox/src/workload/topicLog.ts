import type { TopicFacts } from './facts';
import type { Places } from './places';
import {
  appendRecords,
  catchUp,
  foldSegments,
  isDamaged,
  loadReplica,
  planAppend,
  readRecords,
  type PartitionLog,
  type PartitionMeta,
} from './partitionFiles';
import { openReplicas } from './openReplicas';
import { LINE_BYTES, type StoredRecord } from './record';
import {
  logStart,
  replicasOf,
  segmentsToFold,
  SEGMENT_RECORDS,
  type DeclaredPast,
} from './topicFlow';
import type { KafkaNodeWorld, TopicWorld } from './world';

/** Bytes of segment files that one replica of a topic keeps: read ones beyond the first, which is an hour to replay, any beyond the second. */
const KEEP_BYTES = { soft: 16 * 2 ** 20, hard: 64 * 2 ** 20 };
const SEGMENT_BYTES = SEGMENT_RECORDS * LINE_BYTES;

/** How a new topic begins. */
export interface TopicBirth {
  scale: number;
  recordBytes: number;
  declared: DeclaredPast;
}

interface PartitionState {
  replicas: number[];
  /** Replicas that have all acknowledged records; kept when none can lead, so that only they may again. */
  inSync: number[];
  log: PartitionLog;
  /** Replicas whose files cannot be read; each stays out until it fetches anew. */
  damaged: number[];
}

/** A topic's partitions: who leads, who is in sync, and the bytes on each replica. */
export class TopicLog {
  private partitions: PartitionState[] = [];
  private nodes: readonly KafkaNodeWorld[] = [];
  private nextSequence = 1;
  private readonly taken = new Map<number, number>();
  private isBorn = false;

  private constructor(readonly world: TopicWorld, private places: Places) {}

  /**
   * Opens a topic from the brokers' folders, or makes it when no broker has
   * it. Undefined while too few brokers are ready to know what was acknowledged.
   */
  static async open(
    world: TopicWorld,
    nodes: readonly KafkaNodeWorld[],
    places: Places,
    birth: TopicBirth,
  ): Promise<TopicLog | undefined> {
    const topic = new TopicLog(world, places);
    topic.nodes = nodes;
    const meta = await topic.findMeta();
    const brokers = meta?.brokers ?? nodes.map(({ nodeId }) => nodeId);
    if (
      !meta &&
      (nodes.length === 0 || nodes.some(node => !topic.canWrite(node)))
    )
      return undefined;
    for (let partition = 0; partition < world.partitions; partition++) {
      const replicas = replicasOf(partition, brokers, world.replicationFactor);
      const state = await topic.openPartition(
        partition,
        replicas,
        meta ?? {
          ...birth,
          brokers,
          replicationFactor: world.replicationFactor,
          folded: [],
        },
      );
      if (!state) return undefined;
      topic.partitions.push(state);
      topic.take(state.inSync[0], state.log.end);
    }
    topic.nextSequence = (await topic.lastSequence()) + 1;
    topic.isBorn = meta === undefined;
    return topic;
  }

  /** No broker had the topic when it was opened: it was made then. */
  get born(): boolean {
    return this.isBorn;
  }

  get scale(): number {
    return this.partitions[0]?.log.meta.scale ?? 1;
  }

  /** Sequence number that the next record of the source gets. */
  get sequence(): number {
    return this.nextSequence;
  }

  /** Stored offset after the last record, per partition. */
  ends(): number[] {
    return this.partitions.map(({ log }) => log.end);
  }

  /** First stored offset whose record is in a file, per partition. */
  starts(): number[] {
    return this.partitions.map(({ log }) => log.segments[0]?.base ?? log.end);
  }

  /**
   * Takes in who is ready; lets replicas that come back, or whose process was
   * started anew since the last look, fetch what they missed.
   */
  async observe(
    nodes: readonly KafkaNodeWorld[],
    places: Places,
    restarted: ReadonlySet<number>,
  ): Promise<void> {
    this.nodes = nodes;
    this.places = places;
    for (const [partition, state] of this.partitions.entries()) {
      await this.findDamage(partition, state, restarted);
      const alive = this.alive(partition).filter(id => !restarted.has(id));
      if (alive.length === 0) {
        await this.reopen(partition, state, restarted);
        continue;
      }
      const from = this.folder(alive[0], partition);
      for (const id of state.replicas.filter(
        one =>
          !alive.includes(one) &&
          !state.damaged.includes(one) &&
          this.writable(one),
      )) {
        const to = this.folder(id, partition);
        if (!from || !to) continue;
        await catchUp(from, to, true);
        alive.push(id);
      }
      state.inSync = state.replicas.filter(id => alive.includes(id));
    }
  }

  /** A replica whose newest record cannot be read is out until its process starts anew: it cuts off the damage then and fetches. */
  private async findDamage(
    partition: number,
    state: PartitionState,
    restarted: ReadonlySet<number>,
  ): Promise<void> {
    state.damaged = state.damaged.filter(id => !restarted.has(id));
    for (const id of this.alive(partition)) {
      const folder = this.folder(id, partition);
      if (folder && !restarted.has(id) && (await isDamaged(folder, state.log)))
        state.damaged.push(id);
    }
  }

  /** All that were in sync have been started anew: what their files hold now is the partition. */
  private async reopen(
    partition: number,
    state: PartitionState,
    restarted: ReadonlySet<number>,
  ): Promise<void> {
    if (!state.inSync.some(id => restarted.has(id) && this.writable(id)))
      return;
    const opened = await this.openPartition(
      partition,
      state.replicas,
      state.log.meta,
    );
    if (opened) this.partitions[partition] = opened;
  }

  /** Whether a partition takes records now. */
  accepts(partition: number): boolean {
    const alive = this.alive(partition);
    return (
      alive.length >=
      Math.min(
        this.world.minInSync,
        this.partitions[partition]?.replicas.length ?? 1,
      )
    );
  }

  /** Whether any partition takes records now. */
  takesRecords(): boolean {
    return this.partitions.some((_, partition) => this.accepts(partition));
  }

  /**
   * Appends records of the source to all in-sync replicas and so acknowledges
   * them. Gives how many; fewer than asked for when no partition takes more.
   */
  async produce(
    entries: readonly { key: string; time: number }[],
  ): Promise<number> {
    const open = this.partitions.flatMap((_, partition) =>
      this.accepts(partition) ? [partition] : [],
    );
    if (open.length === 0 || entries.length === 0) return 0;
    const batches = new Map<number, StoredRecord[]>();
    for (const { key, time } of entries) {
      const sequence = this.nextSequence++;
      const partition = open[sequence % open.length];
      const batch = batches.get(partition) ?? [];
      batch.push({
        offset: this.partitions[partition].log.end + batch.length,
        sequence,
        time,
        key,
      });
      batches.set(partition, batch);
    }
    for (const [partition, records] of batches)
      await this.append(partition, records);
    return entries.length;
  }

  /** Records of a partition that are still in files, read from the leader. */
  async read(
    partition: number,
    from: number,
    to: number,
  ): Promise<StoredRecord[]> {
    const folder = this.folder(this.alive(partition)[0], partition);
    return folder
      ? readRecords(folder, this.partitions[partition].log.segments, from, to)
      : [];
  }

  /** Whether a partition has a leader to read from. */
  readable(partition: number): boolean {
    return this.alive(partition).length > 0;
  }

  /** Drops files beyond the bounds; `readUpTo` is the lowest committed offset per partition. */
  async keepBounded(readUpTo: readonly number[]): Promise<void> {
    const bound = (bytes: number) =>
      Math.max(2, Math.floor(bytes / SEGMENT_BYTES / this.partitions.length));
    const bounds = {
      soft: bound(KEEP_BYTES.soft),
      hard: bound(KEEP_BYTES.hard),
    };
    for (const [partition, state] of this.partitions.entries()) {
      const fold = segmentsToFold(
        state.log.segments,
        readUpTo[partition] ?? 0,
        bounds,
      );
      if (fold.length === 0) continue;
      const before = state.log;
      for (const id of this.alive(partition)) {
        const folder = this.folder(id, partition);
        if (folder) state.log = await foldSegments(folder, before, fold);
      }
    }
  }

  /** Bytes that one replica of all partitions on a broker stands for. */
  bytesOn(nodeId: number, now: number): number {
    return this.partitions.reduce((sum, state) => {
      if (!state.replicas.includes(nodeId)) return sum;
      const { declared, folded, scale, recordBytes } = state.log.meta;
      const kept =
        state.log.end - logStart(declared, folded, now, this.world.retentionMs);
      return sum + kept * scale * recordBytes;
    }, 0);
  }

  facts(now: number, sourceRate: number): TopicFacts {
    return {
      topic: this.world.topic,
      recordBytes: this.partitions[0]?.log.meta.recordBytes ?? 0,
      minInSync: this.world.minInSync,
      sourceRate,
      expireRate:
        (this.partitions[0]?.log.meta.declared.expirePerSecond ?? 0) *
        this.scale,
      takenBy: [...this.taken].map(([nodeId, records]) => ({
        nodeId,
        records: records * this.scale,
      })),
      partitions: this.partitions.map(({ replicas, log }, partition) => ({
        partition,
        startOffset:
          logStart(
            log.meta.declared,
            log.meta.folded,
            now,
            this.world.retentionMs,
          ) * log.meta.scale,
        endOffset: log.end * log.meta.scale,
        leader: this.alive(partition)[0],
        replicas: [...replicas],
        inSync: this.alive(partition),
      })),
    };
  }

  /** Goes on behind a sequence number, should the log hold less. */
  continueAfter(sequence: number): void {
    this.nextSequence = Math.max(this.nextSequence, sequence + 1);
  }

  private take(leader: number | undefined, records: number): void {
    if (leader !== undefined)
      this.taken.set(leader, (this.taken.get(leader) ?? 0) + records);
  }

  private alive(partition: number): number[] {
    const state = this.partitions[partition];
    return (state?.inSync ?? []).filter(
      id => !state?.damaged.includes(id) && this.writable(id),
    );
  }

  private writable(id: number): boolean {
    const node = this.nodes.find(({ nodeId }) => nodeId === id);
    return node !== undefined && this.canWrite(node);
  }

  private canWrite(node: KafkaNodeWorld): boolean {
    return (
      node.ready &&
      this.places.folder(node.claim) !== undefined &&
      !this.places.isFull(node.claim)
    );
  }

  private folder(
    id: number | undefined,
    partition: number,
  ): string | undefined {
    const node = this.nodes.find(({ nodeId }) => nodeId === id);
    return node && this.places.partition(node, this.world.topic, partition);
  }

  private async append(
    partition: number,
    records: readonly StoredRecord[],
  ): Promise<void> {
    const state = this.partitions[partition];
    this.take(this.alive(partition)[0], records.length);
    for (const id of this.alive(partition)) {
      const folder = this.folder(id, partition);
      if (folder) await appendRecords(folder, state.log.segments, records);
    }
    const segments = planAppend(state.log.segments, records);
    state.log = { ...state.log, segments, end: state.log.end + records.length };
  }

  private async findMeta(): Promise<PartitionMeta | undefined> {
    for (const node of this.nodes.filter(({ ready }) => ready)) {
      for (let partition = 0; partition < this.world.partitions; partition++) {
        const folder = this.places.partition(node, this.world.topic, partition);
        const found = folder && (await loadReplica(folder));
        if (found && found.log) return found.log.meta;
      }
    }
    return undefined;
  }

  private async openPartition(
    partition: number,
    replicas: number[],
    meta: PartitionMeta,
  ): Promise<PartitionState | undefined> {
    const ready = replicas.filter(id => this.writable(id));
    const log = await openReplicas({
      folders: ready.flatMap(id => this.folder(id, partition) ?? []),
      replicas: replicas.length,
      minInSync: this.world.minInSync,
      meta,
    });
    return log && { replicas, inSync: ready, log, damaged: [] };
  }

  private async lastSequence(): Promise<number> {
    let last = 0;
    for (const [partition, { log }] of this.partitions.entries()) {
      const [record] = await this.read(partition, log.end - 1, log.end);
      if (record) last = Math.max(last, record.sequence);
    }
    return last;
  }
}
