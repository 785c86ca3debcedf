import type {
  ConsumerFlow,
  SourceFlow,
  VolumeFill,
} from '../seeds/workloadSpec';
import type { KafkaFacts } from './facts';
import { formatVolume } from './brokerIdentity';
import { Incarnations } from './incarnations';
import type { Places } from './places';
import { quotaFor } from './quotas';
import { SourceBuffer } from './sourceBuffer';
import { TopicLog, type TopicBirth } from './topicLog';
import { scaleFor } from './topicFlow';
import { topicsOnDisk } from './topicsOnDisk';
import type { KafkaWorld, TopicWorld, World } from './world';

/** Share of the fullest common size that the log takes; the rest is index files and the like. */
const LOG_SHARE = 0.985;
/** Longest time between two looks for which a source makes records; a process that slept longer missed the rest. */
const MOST_SECONDS = 15;

/** One Kafka cluster: its topics, and the sources that write into them. */
export class KafkaRuntime {
  private readonly topics = new Map<string, TopicLog>();
  private readonly sources = new Map<string, SourceBuffer>();
  private readonly incarnations = new Incarnations<number>();
  /** Volumes that are known to hold the identity of their node. */
  private readonly formatted = new Set<string>();
  /** Topics that no KafkaTopic declares but the brokers hold. */
  private found: TopicWorld[] | undefined;
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
    await this.format(kafka, places);
    const { restarted, allRestarted } = this.incarnations.look(
      brokers.map(node => ({ ...node, id: node.nodeId })),
    );
    if (allRestarted) {
      // Nobody is left who remembers: what the volumes hold now is the cluster.
      this.topics.clear();
      this.found = undefined;
    }
    for (const declared of await this.wanted(kafka, places)) {
      const known = this.topics.get(declared.topic);
      if (known) await known.observe(brokers, places, restarted);
      else await this.open(world, declared, places, now);
    }
    for (const source of world.spec.sources.filter(
      one => one.kafka === kafka.name,
    )) {
      await this.write(source, places, now, Math.min(seconds, MOST_SECONDS));
    }
  }

  /** Nodes that were ready before anybody looked carry their identity from now on. */
  private async format(kafka: KafkaWorld, places: Places): Promise<void> {
    for (const node of kafka.nodes.filter(({ ready }) => ready)) {
      const folder = places.folder(node.claim);
      if (!folder || this.formatted.has(folder)) continue;
      await formatVolume(folder, {
        clusterId: kafka.clusterId,
        nodeId: node.nodeId,
      });
      this.formatted.add(folder);
    }
  }

  /** Declared topics, and those that the brokers brought along. */
  private async wanted(
    kafka: KafkaWorld,
    places: Places,
  ): Promise<TopicWorld[]> {
    this.found ??= await topicsOnDisk(kafka, places);
    const declared = kafka.topics.map(({ topic }) => topic);
    return [
      ...kafka.topics,
      ...(this.found ?? []).filter(({ topic }) => !declared.includes(topic)),
    ];
  }

  private async open(
    world: World,
    declared: TopicWorld,
    places: Places,
    now: number,
  ): Promise<void> {
    const { topic: name } = declared;
    const source = await this.sourceOf(name, places);
    const opened = await TopicLog.open(
      declared,
      this.world.nodes.filter(({ broker }) => broker),
      places,
      this.birth(world, name, source.scale !== undefined, now),
    );
    if (!opened) return;
    const before = source.scale !== undefined;
    if (before) source.correct(opened.sequence - 1);
    opened.continueAfter(source.acknowledged);
    this.topics.set(name, opened);
    this.log(
      `${world.namespace}/${this.world.name}: topic ${name} open at record ${opened.sequence}`,
    );
    if (opened.born && !before) {
      await this.writeBacklog(world, opened, now);
      source.acknowledged = opened.sequence - 1;
      await source.save(opened.scale);
    }
  }

  private async sourceOf(topic: string, places: Places): Promise<SourceBuffer> {
    const known =
      this.sources.get(topic) ??
      (await SourceBuffer.open(places.sourceFile(this.world.name, topic)));
    this.sources.set(topic, known);
    return known;
  }

  /**
   * Lets a source make what is due and send what it has. A topic that came with
   * its volumes from elsewhere has no source here.
   */
  private async write(
    flow: SourceFlow,
    places: Places,
    now: number,
    seconds: number,
  ): Promise<void> {
    const source = await this.sourceOf(flow.topic, places);
    if (source.scale === undefined) return;
    const topic = this.topics.get(flow.topic);
    const scale = topic?.scale ?? source.scale;
    const perSecond = flow.recordsPerSecond / scale;
    source.make(perSecond, seconds, now);
    if (topic) {
      const times = source.next(perSecond, seconds, this.limit(flow, scale));
      const entries = times.map((time, index) => ({
        key: keyOf(topic.sequence + index),
        time,
      }));
      source.delivered(await topic.produce(entries));
    }
    await source.save(scale);
  }

  /** Stored records per second that the quota of the source's user allows; undefined without one. */
  private limit(flow: SourceFlow, scale: number): number | undefined {
    const quota = quotaFor(this.world.quotas, flow.topic, flow.user);
    const brokers = this.world.nodes.filter(({ broker }) => broker).length;
    return quota === undefined
      ? undefined
      : (quota * brokers) / flow.recordBytes / scale;
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
  private birth(
    world: World,
    topic: string,
    hadSource: boolean,
    now: number,
  ): TopicBirth {
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
      hadSource ||
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
    const rate =
      rateOf(world, this.world.name, topic.world.topic) / topic.scale;
    const count = Math.round(
      startBacklog(world, this.world.name, topic.world.topic) / topic.scale,
    );
    if (count === 0 || rate === 0) return;
    const entries = Array.from({ length: count }, (_, index) => ({
      key: keyOf(index + 1),
      time: Math.round(now - (count - index) * (1_000 / rate)),
    }));
    await topic.produce(entries);
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
