import type { ConsumerFlow } from '../seeds/workloadSpec';
import { lastCommit, writeBatch, writeCommit } from './checkpointFiles';
import {
  backlogOf,
  LONGEST_BATCH_SECONDS,
  stepQuery,
  take,
  TRIGGER_SECONDS,
  type QueryState,
} from './consumerFlow';
import type { GroupFacts, SparkFacts } from './facts';
import { readOffsets, writeOffsets } from './groupOffsets';
import type { IndexRuntime } from './indexRuntime';
import type { KafkaRuntime } from './kafkaRuntime';
import type { Places } from './places';
import type { StoredDocument } from './shardFiles';
import type { TopicLog } from './topicLog';
import { due } from './topicFlow';
import type { ConnectWorld, KafkaNodeWorld, SparkWorld } from './world';

/** Seconds between two commits of a connector. */
const COMMIT_SECONDS = 5;

/** What one consumer works with at a tick. */
export interface ConsumerView {
  topic: TopicLog;
  /** Brokers that keep the group's offsets. */
  brokers: readonly KafkaNodeWorld[];
  places: Places;
  /** Where the records go: an index, another topic, or nowhere. */
  index: IndexRuntime | undefined;
  target: KafkaRuntime | undefined;
  connect: ConnectWorld | undefined;
  spark: SparkWorld | undefined;
  /** Records per second of the declared past; 0 where none is declared. */
  pastRate: number;
  /** Records per second that it can take now. */
  perSecond: number;
  now: number;
  seconds: number;
}

/** One consumer group: what it has read, delivered and committed. */
export class ConsumerRuntime {
  private committed: number[] = [];
  private position: number[] = [];
  private carry = 0;
  private committedAt = 0;
  private query: QueryState = { phase: 'waiting', batch: 0, nextAt: 0 };
  private lastBatch: SparkFacts['lastBatch'];
  private delivered = 0;
  private perSecond = 0;
  /** Number of the commit that is known; another one in the files is somebody else's. */
  private version = 0;
  /** Process and volume from which the checkpoint was read. */
  private incarnation: string | undefined;
  private problem: string | undefined;

  private constructor(readonly flow: ConsumerFlow, readonly group: string) {}

  /**
   * Resumes from the checkpoint, else from the group's offsets. A group with
   * neither begins its declared backlog before the end of a topic that is new;
   * on an older one a connector begins with the earliest record, as Connect
   * does, and a query with the latest, as Spark does.
   */
  static async open(
    flow: ConsumerFlow,
    group: string,
    view: ConsumerView,
  ): Promise<ConsumerRuntime> {
    const consumer = new ConsumerRuntime(flow, group);
    consumer.perSecond = view.perSecond;
    const resumed = await consumer.resume(view);
    consumer.delivered = sum(consumer.committed);
    if (!resumed && view.pastRate > 0)
      consumer.lastBatch = pastBatch(flow, view);
    consumer.committedAt = view.now;
    return consumer;
  }

  /** Takes the position from the files; says whether it came from a checkpoint. */
  private async resume(view: ConsumerView): Promise<boolean> {
    const { flow } = this;
    const checkpoint = checkpointOf(view);
    const saved =
      checkpoint === undefined ? undefined : await lastCommit(checkpoint);
    this.incarnation = view.spark?.incarnation;
    if (saved) {
      this.committed = [...saved.offsets.until];
      this.query = { phase: 'waiting', batch: saved.batch + 1, nextAt: 0 };
    } else {
      const found = await readOffsets(logsOf(view), this.group, flow.topic);
      this.version = found?.version ?? 0;
      this.committed =
        found?.committed ??
        (view.topic.born || flow.by.kind === 'SparkApplication'
          ? firstOffsets(view.topic, flow.startBacklog)
          : view.topic.starts());
      this.query = { phase: 'waiting', batch: 0, nextAt: 0 };
    }
    this.position = [...this.committed];
    return saved !== undefined;
  }

  /** Takes in what happened to the files: offsets that were altered, volumes that were swapped. */
  private async follow(view: ConsumerView): Promise<void> {
    if (this.flow.by.kind === 'SparkApplication') {
      const { spark } = view;
      if (spark?.driverReady && spark.incarnation !== this.incarnation)
        await this.resume(view);
      return;
    }
    const logs = logsOf(view);
    if (logs.length === 0) return;
    const found = await readOffsets(logs, this.group, this.flow.topic);
    const isKnown = (found?.version ?? 0) === this.version;
    if (isKnown && (found !== undefined || this.version === 0)) return;
    this.version = found?.version ?? 0;
    this.committed = found?.committed ?? view.topic.starts();
    this.position = [...this.committed];
  }

  /** A position behind the end is out of range: a connector begins anew with the earliest record, a query fails. */
  private checkRange(view: ConsumerView): void {
    const { topic } = view;
    const [starts, ends] = [topic.starts(), topic.ends()];
    const isQuery = this.flow.by.kind === 'SparkApplication';
    this.problem = undefined;
    for (const [partition, end] of ends.entries()) {
      const at = (isQuery ? this.committed : this.position)[partition] ?? 0;
      if (at <= end) continue;
      if (isQuery) {
        this.problem = `Partition ${
          this.flow.topic
        }-${partition}'s offset was changed from ${at * topic.scale} to ${
          end * topic.scale
        }, some data may have been missed.`;
        return;
      }
      this.position[partition] = starts[partition];
      this.committed[partition] = starts[partition];
    }
  }

  /** Moves what can be moved; stands still while the element, the topic or the sink is not there. */
  async tick(view: ConsumerView): Promise<void> {
    const { topic } = view;
    this.perSecond = view.perSecond;
    await this.follow(view);
    // Records that left the files unread are lost to this group, as by retention.
    this.position = topic
      .starts()
      .map((start, partition) =>
        Math.max(start, this.position[partition] ?? 0),
      );
    this.committed = this.position.map(
      (_, partition) => this.committed[partition] ?? 0,
    );
    this.checkRange(view);
    if (this.problem !== undefined || !this.canMove(view)) {
      this.carry = 0;
      if (view.spark?.running !== true)
        this.query = { phase: 'waiting', batch: this.query.batch, nextAt: 0 };
      return;
    }
    if (this.flow.by.kind === 'SparkApplication') await this.tickQuery(view);
    else await this.tickConnector(view);
  }

  /** Why a query cannot go on, in Spark's words. */
  get failure(): string | undefined {
    return this.problem;
  }

  /** Lowest offset that the group still needs, per partition. */
  readUpTo(): readonly number[] {
    return this.committed;
  }

  facts(scale: number, members: number): GroupFacts {
    return {
      group: this.group,
      topic: this.flow.topic,
      committed: this.committed.map(offset => offset * scale),
      members,
      rate: this.perSecond,
    };
  }

  /** Records sent by a connector since it exists, and the last batch of a query. */
  progress(scale: number): {
    sent: number;
    lastBatch: SparkFacts['lastBatch'];
  } {
    return { sent: this.delivered * scale, lastBatch: this.lastBatch };
  }

  private canMove(view: ConsumerView): boolean {
    const { to } = this.flow;
    if (to && 'index' in to && !view.index?.accepts(to.index)) return false;
    if (to && 'topic' in to && !view.target?.topic(to.topic)?.takesRecords())
      return false;
    if (
      view.topic.ends().some((_, partition) => !view.topic.readable(partition))
    )
      return false;
    if (this.flow.by.kind === 'SparkApplication')
      return view.spark?.running === true;
    const { name } = this.flow.by;
    const connector = view.connect?.connectors.find(one => one.name === name);
    return (
      connector?.state === 'running' &&
      connector.tasks.some(({ state }) => state === 'running') &&
      view.connect?.pods.some(({ ready }) => ready) === true
    );
  }

  private async tickConnector(view: ConsumerView): Promise<void> {
    const ends = view.topic.ends();
    const allowed = due(
      this.carry,
      view.perSecond / view.topic.scale,
      view.seconds,
    );
    const count = Math.min(
      allowed.count,
      backlogOf({ ends, committed: this.position }),
    );
    this.carry = count < allowed.count ? 0 : allowed.carry;
    const until = take({ ends, committed: this.position }, count);
    await this.deliver(view, this.position, until);
    this.position = until;
    if (view.now - this.committedAt < COMMIT_SECONDS * 1_000) return;
    await this.commit(view, until);
  }

  private async tickQuery(view: ConsumerView): Promise<void> {
    const checkpoint = checkpointOf(view);
    const before = this.query;
    const stepped = stepQuery(before, {
      now: view.now,
      ends: view.topic.ends(),
      committed: this.committed,
      perSecond: view.perSecond / view.topic.scale,
    });
    if (
      stepped.state.phase === 'running' &&
      before.phase === 'waiting' &&
      checkpoint
    ) {
      await writeBatch(checkpoint, stepped.state.batch, {
        topic: this.flow.topic,
        until: stepped.state.until,
      });
    }
    if (stepped.finished) {
      const { until, batch, durationMs } = stepped.finished;
      const rows = backlogOf({ ends: until, committed: this.committed });
      const watermark = await this.deliver(view, this.committed, until);
      if (checkpoint) await writeCommit(checkpoint, batch);
      await this.commit(view, until);
      this.lastBatch = {
        batch,
        rows: rows * view.topic.scale,
        durationMs,
        startedAt: view.now - durationMs,
        watermark: watermark ?? this.lastBatch?.watermark ?? 0,
      };
    }
    this.query = stepped.state;
  }

  /** Moves records to the sink; gives the newest source time among them. */
  private async deliver(
    view: ConsumerView,
    from: readonly number[],
    until: readonly number[],
  ): Promise<number | undefined> {
    const { to } = this.flow;
    let newest: number | undefined;
    for (const [partition, end] of until.entries()) {
      const records = await view.topic.read(
        partition,
        from[partition] ?? 0,
        end,
      );
      if (records.length === 0) continue;
      newest = Math.max(newest ?? 0, records[records.length - 1].time);
      this.delivered += records.length;
      if (to && 'index' in to) {
        const documents = records.map(
          ({ offset, ...record }): StoredDocument => ({
            _id: `${this.flow.topic}+${partition}+${offset}`,
            ...record,
            ingested: view.now,
            weight: view.topic.scale,
          }),
        );
        await view.index?.index(to.index, partition, documents);
      } else if (to) {
        await view.target?.topic(to.topic)?.produce(records);
      }
    }
    return newest;
  }

  private async commit(
    view: ConsumerView,
    until: readonly number[],
  ): Promise<void> {
    this.version += 1;
    await writeOffsets(logsOf(view), {
      group: this.group,
      topic: this.flow.topic,
      committed: [...until],
      version: this.version,
    });
    this.committed = [...until];
    this.committedAt = view.now;
  }
}

/** The micro-batch that would have ended just now, had the declared rates always held. */
function pastBatch(
  flow: ConsumerFlow,
  { now, pastRate, perSecond }: ConsumerView,
): SparkFacts['lastBatch'] {
  const behind = pastRate > perSecond;
  const seconds = behind ? LONGEST_BATCH_SECONDS : TRIGGER_SECONDS;
  const rows = Math.min(pastRate, perSecond) * seconds;
  const durationMs = (rows / perSecond) * 1_000;
  return {
    batch: 0,
    rows,
    durationMs,
    startedAt: now - durationMs,
    watermark: now - (flow.startBacklog / pastRate) * 1_000,
  };
}

function checkpointOf({ places, spark }: ConsumerView): string | undefined {
  const folder = places.folder(spark?.checkpointClaim);
  return folder === undefined || spark === undefined
    ? undefined
    : `${folder}/checkpoint/${spark.query}`;
}

/** Log folders of the brokers that answer and have room. */
function logsOf({ brokers, places }: ConsumerView): string[] {
  return brokers
    .filter(({ ready, claim }) => ready && !places.isFull(claim))
    .flatMap(broker => places.log(broker) ?? []);
}

/** Start of the real records, but no more than the declared backlog before the end. */
function firstOffsets(topic: TopicLog, startBacklog: number): number[] {
  const ends = topic.ends();
  const starts = topic.starts();
  const all = backlogOf({ ends, committed: starts });
  const backlog = Math.min(all, Math.round(startBacklog / topic.scale));
  return take({ ends, committed: starts }, all - backlog);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
