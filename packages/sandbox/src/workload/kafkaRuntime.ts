import type {
  ConsumerFlow,
  SourceFlow,
  VolumeFill,
} from '../seeds/workloadSpec';
import type { KafkaFacts } from './facts';
import type { Places } from './places';
import { TopicLog, type TopicBirth } from './topicLog';
import { due, scaleFor } from './topicFlow';
import type { KafkaWorld, World } from './world';

/** Share of the fullest common size that the log takes; the rest is index files and the like. */
const LOG_SHARE = 0.985;
/** Longest gap that a source makes up for after a pause; a longer one it has lost in reality too. */
const MOST_SECONDS = 15;

/** One Kafka cluster: its topics, and the sources that write into them. */
export class KafkaRuntime {
  private readonly topics = new Map<string, TopicLog>();
  private readonly carries = new Map<string, number>();
  private world: KafkaWorld;

  constructor(world: KafkaWorld, private readonly log: (line: string) => void) {
    this.world = world;
  }

  topic(name: string): TopicLog | undefined {
    return this.topics.get(name);
  }

  /** All topics are open, so that what a broker's volume holds is known. */
  get complete(): boolean {
    return (
      this.world.topics.length > 0 &&
      this.world.topics.every(({ topic }) => this.topics.has(topic))
    );
  }

  /** Opens new topics, lets replicas catch up and the sources write what is due. */
  async tick(
    world: World,
    kafka: KafkaWorld,
    places: Places,
    now: number,
    seconds: number,
  ): Promise<void> {
    this.world = kafka;
    const brokers = kafka.nodes.filter(({ broker }) => broker);
    for (const declared of kafka.topics) {
      const known = this.topics.get(declared.topic);
      if (known) {
        await known.observe(brokers, places);
        continue;
      }
      const opened = await TopicLog.open(
        declared,
        brokers,
        places,
        this.birth(world, declared.topic, now),
      );
      if (!opened) continue;
      await opened.resumeAfterAcknowledged(kafka.name);
      this.topics.set(declared.topic, opened);
      this.log(
        `${world.namespace}/${kafka.name}: topic ${declared.topic} open at record ${opened.sequence}`,
      );
      await this.writeBacklog(world, opened, now);
    }
    for (const source of world.spec.sources.filter(
      one => one.kafka === kafka.name,
    )) {
      await this.write(source, now, Math.min(seconds, MOST_SECONDS));
    }
  }

  /** Adds records that another element writes; gives how many were taken. */
  async write(
    source: SourceFlow,
    now: number,
    seconds: number,
  ): Promise<number> {
    const topic = this.topics.get(source.topic);
    if (!topic) return 0;
    const perSecond = source.recordsPerSecond / topic.scale;
    const { count, carry } = due(
      this.carries.get(source.topic) ?? 0,
      perSecond,
      seconds,
    );
    const entries = Array.from({ length: count }, (_, index) => ({
      key: keyOf(topic.sequence + index),
      time: Math.round(now - (count - 1 - index) * (1_000 / perSecond)),
    }));
    const taken = await topic.produce(entries);
    // A source that is refused waits; it does not send everything at once afterwards.
    this.carries.set(source.topic, taken < count ? 0 : carry);
    if (taken > 0) await topic.noteAcknowledged(this.world.name);
    return taken;
  }

  /** Bytes that all topics stand for on one broker. */
  bytesOn(nodeId: number, now: number): number {
    return [...this.topics.values()].reduce(
      (sum, topic) => sum + topic.bytesOn(nodeId, now),
      0,
    );
  }

  facts(world: World, places: Places, now: number): Omit<KafkaFacts, 'groups'> {
    return {
      namespace: world.namespace,
      name: this.world.name,
      nodes: this.world.nodes.map(({ claim, ...node }) => ({
        ...node,
        full: places.isFull(claim),
      })),
      topics: [...this.topics.values()].map(topic =>
        topic.facts(now, rateOf(world, this.world.name, topic.world.topic)),
      ),
      exporterPod: this.world.exporterPod,
    };
  }

  /** How a topic begins that no broker holds yet: with the declared past that explains the seeded fill. */
  private birth(world: World, topic: string, now: number): TopicBirth {
    const source = world.spec.sources.find(
      one => one.kafka === this.world.name && one.topic === topic,
    );
    const recordsPerSecond = source?.recordsPerSecond ?? 1;
    const recordBytes = source?.recordBytes ?? 200;
    const scale = scaleFor(recordsPerSecond);
    const declared = this.world.topics.find(one => one.topic === topic);
    const brokers = this.world.nodes.filter(({ broker }) => broker);
    const fills = brokers.flatMap(
      ({ claim }) => world.spec.fills.find(fill => fill.claim === claim) ?? [],
    );
    if (
      !source ||
      !declared ||
      fills.length < brokers.length ||
      fills.length === 0
    ) {
      return {
        scale,
        recordBytes,
        declared: { before: 0, expirePerSecond: 0, since: now },
      };
    }
    return {
      scale,
      recordBytes,
      declared: declaredPast({
        fills,
        share: shareOf(world, this.world.name, source),
        copies: Math.min(declared.replicationFactor, brokers.length),
        partitions: declared.partitions,
        bytesPerStored: recordBytes * scale,
        storedPerSecond: recordsPerSecond / scale,
        backlog: startBacklog(world, this.world.name, topic) / scale,
        now,
      }),
    };
  }

  /** Real records for what the consumers of a new topic have not read yet. */
  private async writeBacklog(
    world: World,
    topic: TopicLog,
    now: number,
  ): Promise<void> {
    const fresh =
      topic.sequence === 1 &&
      topic.ends().every((end, index) => end === topic.starts()[index]);
    const rate =
      rateOf(world, this.world.name, topic.world.topic) / topic.scale;
    const count = Math.round(
      startBacklog(world, this.world.name, topic.world.topic) / topic.scale,
    );
    if (!fresh || count === 0 || rate === 0) return;
    const entries = Array.from({ length: count }, (_, index) => ({
      key: keyOf(index + 1),
      time: Math.round(now - (count - index) * (1_000 / rate)),
    }));
    await topic.produce(entries);
    await topic.noteAcknowledged(this.world.name);
  }
}

/** What retention would have left of the past in volumes that are filled as declared. Pure. */
export function declaredPast(given: {
  fills: readonly VolumeFill[];
  /** Part of the broker's bytes that is this topic's. */
  share: number;
  copies: number;
  partitions: number;
  bytesPerStored: number;
  storedPerSecond: number;
  /** Stored records that will be written as real ones. */
  backlog: number;
  now: number;
}): TopicBirth['declared'] {
  const brokers = given.fills.length;
  const smallest = Math.min(...given.fills.map(({ usedBytes }) => usedBytes));
  const logBytes = smallest * LOG_SHARE * given.share * brokers;
  const stored = logBytes / given.copies / given.bytesPerStored;
  const growth =
    (given.fills.reduce((sum, { bytesPerHour }) => sum + bytesPerHour, 0) /
      3_600) *
    given.share;
  const written = given.storedPerSecond * given.bytesPerStored * given.copies;
  const expiring =
    Math.max(0, written - growth) / given.copies / given.bytesPerStored;
  return {
    before: Math.max(
      0,
      Math.floor((stored - given.backlog) / given.partitions),
    ),
    expirePerSecond: expiring / given.partitions,
    since: given.now,
  };
}

function rateOf(world: World, kafka: string, topic: string): number {
  return world.spec.sources
    .filter(source => source.kafka === kafka && source.topic === topic)
    .reduce((sum, { recordsPerSecond }) => sum + recordsPerSecond, 0);
}

function shareOf(world: World, kafka: string, source: SourceFlow): number {
  const weight = (one: SourceFlow) => one.recordsPerSecond * one.recordBytes;
  const all = world.spec.sources
    .filter(one => one.kafka === kafka)
    .reduce((sum, one) => sum + weight(one), 0);
  return all === 0 ? 0 : weight(source) / all;
}

function startBacklog(world: World, kafka: string, topic: string): number {
  const reading = (flow: ConsumerFlow) =>
    flow.kafka === kafka && flow.topic === topic;
  return Math.max(
    0,
    ...world.spec.consumers.filter(reading).map(flow => flow.startBacklog),
  );
}

/** Keys of a small plant: enough of them to be spread, few enough to repeat. */
function keyOf(sequence: number): string {
  return `line-${(sequence % 3) + 1}/unit-${String(sequence % 48).padStart(
    2,
    '0',
  )}`;
}
