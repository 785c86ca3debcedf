import type { ConsumerFlow } from '../seeds/workloadSpec';
import { lastCommit, writeCommit, writeOffsets } from './checkpointFiles';
import {
  backlogOf,
  LONGEST_BATCH_SECONDS,
  stepQuery,
  take,
  TRIGGER_SECONDS,
  type QueryState,
} from './consumerFlow';
import type { GroupFacts, SparkFacts } from './facts';
import type { IndexRuntime } from './indexRuntime';
import { readJson, writeJson } from './jsonFile';
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

  private constructor(readonly flow: ConsumerFlow, readonly group: string) {}

  /**
   * Resumes from the checkpoint, else from the group's offsets; a group
   * without either begins its declared backlog before the end.
   */
  static async open(
    flow: ConsumerFlow,
    group: string,
    view: ConsumerView,
  ): Promise<ConsumerRuntime> {
    const consumer = new ConsumerRuntime(flow, group);
    const checkpoint = checkpointOf(view);
    const saved =
      checkpoint === undefined ? undefined : await lastCommit(checkpoint);
    if (saved) {
      consumer.committed = [...saved.offsets.until];
      consumer.query = { phase: 'waiting', batch: saved.batch + 1, nextAt: 0 };
    } else {
      consumer.committed =
        (await savedOffsets(view, group, flow.topic)) ??
        firstOffsets(view.topic, flow.startBacklog);
    }
    consumer.position = [...consumer.committed];
    consumer.delivered = sum(consumer.committed);
    if (!saved && view.pastRate > 0) consumer.lastBatch = pastBatch(flow, view);
    consumer.committedAt = view.now;
    return consumer;
  }

  /** Moves what can be moved; stands still while the element, the topic or the sink is not there. */
  async tick(view: ConsumerView): Promise<void> {
    const { topic } = view;
    // Records that left the files unread are lost to this group, as by retention.
    this.position = topic
      .starts()
      .map((start, partition) =>
        Math.max(start, this.position[partition] ?? 0),
      );
    this.committed = this.position.map(
      (_, partition) => this.committed[partition] ?? 0,
    );
    if (!this.canMove(view)) {
      this.carry = 0;
      if (view.spark?.running !== true)
        this.query = { phase: 'waiting', batch: this.query.batch, nextAt: 0 };
      return;
    }
    if (this.flow.by.kind === 'SparkApplication') await this.tickQuery(view);
    else await this.tickConnector(view);
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
      rate: this.flow.recordsPerSecond,
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
    if (to && 'topic' in to && !view.target?.topic(to.topic)) return false;
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
      this.flow.recordsPerSecond / view.topic.scale,
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
      perSecond: this.flow.recordsPerSecond / view.topic.scale,
    });
    if (
      stepped.state.phase === 'running' &&
      before.phase === 'waiting' &&
      checkpoint
    ) {
      await writeOffsets(checkpoint, stepped.state.batch, {
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
    for (const broker of view.brokers) {
      const file = view.places.groupFile(broker, this.group, this.flow.topic);
      if (file && broker.ready && !view.places.isFull(broker.claim)) {
        await writeJson(file, {
          group: this.group,
          topic: this.flow.topic,
          committed: until,
        });
      }
    }
    this.committed = [...until];
    this.committedAt = view.now;
  }
}

/** The micro-batch that would have ended just now, had the declared rates always held. */
function pastBatch(
  flow: ConsumerFlow,
  { now, pastRate }: ConsumerView,
): SparkFacts['lastBatch'] {
  const behind = pastRate > flow.recordsPerSecond;
  const seconds = behind ? LONGEST_BATCH_SECONDS : TRIGGER_SECONDS;
  const rows = Math.min(pastRate, flow.recordsPerSecond) * seconds;
  const durationMs = (rows / flow.recordsPerSecond) * 1_000;
  return {
    batch: 0,
    rows,
    durationMs,
    startedAt: now - durationMs,
    watermark: now - (flow.startBacklog / pastRate) * 1_000,
  };
}

/** Name of the group: a query's offsets are published under the query's name. */
export function groupOf(
  flow: ConsumerFlow,
  spark: SparkWorld | undefined,
): string {
  if (flow.by.kind !== 'SparkApplication') return flow.group;
  return `spark-${spark?.query ?? flow.group.replace(/^spark-/, '')}`;
}

function checkpointOf({ places, spark }: ConsumerView): string | undefined {
  const folder = places.folder(spark?.checkpointClaim);
  return folder === undefined || spark === undefined
    ? undefined
    : `${folder}/checkpoint/${spark.query}`;
}

async function savedOffsets(
  view: ConsumerView,
  group: string,
  topic: string,
): Promise<number[] | undefined> {
  let best: number[] | undefined;
  for (const broker of view.brokers.filter(({ ready }) => ready)) {
    const file = view.places.groupFile(broker, group, topic);
    const saved = file && (await readJson<{ committed: number[] }>(file));
    if (saved && (!best || sum(saved.committed) > sum(best)))
      best = saved.committed;
  }
  return best;
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
