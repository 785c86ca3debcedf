import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_FLOW, type ConsumerFlow } from '../seeds/workloadSpec';
import { ConsumerRuntime, type ConsumerView } from './consumerRuntime';
import { writeReport, type EngineReport } from './engineReports';
import type {
  ConnectFacts,
  ConnectorFacts,
  KafkaFacts,
  SparkFacts,
  VolumeFacts,
  WorkloadFacts,
} from './facts';
import { groupOf, keyOf, membersOf, sourceRate } from './flows';
import { IndexRuntime } from './indexRuntime';
import { KafkaRuntime } from './kafkaRuntime';
import { paced } from './pace';
import { Places } from './places';
import { podFacts } from './podFacts';
import { baseFillOf, isFull, usedBytes, type BaseFill } from './volumeFill';
import { type SparkWorld, type VolumeWorld, type World } from './world';

/** All that flows in one namespace. */
export class NamespaceRuntime {
  private readonly kafkas = new Map<string, KafkaRuntime>();
  private readonly indices = new Map<string, IndexRuntime>();
  private readonly consumers = new Map<string, ConsumerRuntime>();
  private readonly bases = new Map<string, BaseFill>();
  private full = new Set<string>();
  private shares = new Map<string, number>();
  private reported = new Map<string, EngineReport>();
  private world: World | undefined;
  private places: Places | undefined;

  constructor(
    private readonly volumesDir: string,
    private readonly log: (line: string) => void,
  ) {}

  /** Lets `seconds` pass for every flow. */
  async tick(found: World, now: number, seconds: number): Promise<void> {
    const world = paced(found, this.shares);
    const places = new Places(this.volumesDir, world, this.full);
    this.world = world;
    this.places = places;
    for (const kafka of world.kafkas) {
      const runtime = entry(
        this.kafkas,
        kafka.name,
        () => new KafkaRuntime(kafka, this.log),
      );
      await runtime.tick(world, kafka, places, now, seconds);
    }
    for (const search of world.elasticsearches) {
      const runtime = entry(
        this.indices,
        search.name,
        () => new IndexRuntime(search, places),
      );
      await runtime.tick(world, search, places);
    }
    for (const flow of world.spec.consumers)
      await this.consume(world, places, flow, now, seconds);
    await this.keepBounded(world);
    await this.fillVolumes(world, places, now);
    this.forget(world);
    await this.report(world);
  }

  facts(now: number): Omit<WorkloadFacts, 'at' | 'seeded'> {
    const { world, places } = this;
    if (!world || !places)
      return {
        kafkas: [],
        connects: [],
        elasticsearches: [],
        sparks: [],
        volumes: [],
        pods: [],
      };
    return {
      kafkas: world.kafkas.flatMap((kafka): KafkaFacts[] => {
        const runtime = this.kafkas.get(kafka.name);
        return runtime
          ? [
              {
                ...runtime.facts(world, places, now),
                groups: this.groups(world, kafka.name),
              },
            ]
          : [];
      }),
      connects: this.connects(world),
      elasticsearches: world.elasticsearches.flatMap(({ name }) => {
        const rate = this.indexingRate(world, name);
        return this.indices.get(name)?.facts(world, rate) ?? [];
      }),
      sparks: world.sparks.flatMap(spark => this.spark(world, spark) ?? []),
      volumes: world.volumes.flatMap(
        volume => this.volume(world, volume, now) ?? [],
      ),
      pods: world.pods.map(pod => podFacts(world.namespace, pod)),
    };
  }

  private async consume(
    world: World,
    places: Places,
    flow: ConsumerFlow,
    now: number,
    seconds: number,
  ): Promise<void> {
    const kafka = world.kafkas.find(({ name }) => name === flow.kafka);
    const topic = this.kafkas.get(flow.kafka)?.topic(flow.topic);
    if (!kafka || !topic) return;
    const { to, by } = flow;
    const spark = world.sparks.find(
      ({ name }) => by.kind === 'SparkApplication' && name === by.name,
    );
    const group = groupOf(flow, spark);
    const key = keyOf(flow);
    const view: ConsumerView = {
      topic,
      brokers: kafka.nodes.filter(({ broker }) => broker),
      places,
      index:
        to && 'elasticsearch' in to
          ? this.indices.get(to.elasticsearch)
          : undefined,
      target: to && 'kafka' in to ? this.kafkas.get(to.kafka) : undefined,
      connect: world.connects.find(({ connectors }) =>
        connectors.some(
          ({ name }) => by.kind === 'KafkaConnector' && name === by.name,
        ),
      ),
      spark,
      pastRate: world.seeded ? sourceRate(world, flow) : 0,
      perSecond: flow.recordsPerSecond,
      now,
      seconds,
    };
    // A query's checkpoint is known when its driver runs for the first time.
    if (!this.consumers.has(key) && by.kind === 'SparkApplication' && !spark)
      return;
    const known = this.consumers.get(key);
    const consumer =
      known?.group === group
        ? known
        : await ConsumerRuntime.open(flow, group, view);
    this.consumers.set(key, consumer);
    await consumer.tick(view);
  }

  private async keepBounded(world: World): Promise<void> {
    for (const kafka of world.kafkas) {
      for (const { topic } of kafka.topics) {
        const log = this.kafkas.get(kafka.name)?.topic(topic);
        if (!log) continue;
        const readers = this.readersOf(world, kafka.name, topic);
        const lowest = log
          .ends()
          .map((end, partition) =>
            readers.reduce(
              (least, reader) =>
                Math.min(least, reader.readUpTo()[partition] ?? 0),
              end,
            ),
          );
        await log.keepBounded(lowest);
      }
    }
  }

  private readersOf(
    world: World,
    kafka: string,
    topic: string,
  ): ConsumerRuntime[] {
    return world.spec.consumers
      .filter(flow => flow.kafka === kafka && flow.topic === topic)
      .flatMap(flow => this.consumers.get(keyOf(flow)) ?? []);
  }

  private async fillVolumes(
    world: World,
    places: Places,
    now: number,
  ): Promise<void> {
    const full = new Set<string>();
    for (const volume of world.volumes) {
      const folder = places.folder(volume.claim);
      const records = this.recordsOn(world, volume.claim, now);
      if (!folder || !volume.pod || !records) continue;
      const fill = world.spec.fills.find(({ claim }) => claim === volume.claim);
      const base =
        this.bases.get(volume.volume) ??
        (await baseFillOf(folder, volume, fill, records, now));
      this.bases.set(volume.volume, base);
      const { claim, capacityBytes } = volume;
      const used = usedBytes(base, records.bytes, capacityBytes, now);
      this.shares.set(claim, used / capacityBytes);
      if (isFull(used, capacityBytes)) full.add(claim);
    }
    for (const claim of full) {
      if (!this.full.has(claim))
        this.log(
          `${world.namespace}/${claim}: the volume is full and takes no more bytes`,
        );
    }
    this.full = full;
  }

  /** What the records on a claim stand for; undefined while that is not known yet. */
  private recordsOn(
    world: World,
    claim: string,
    now: number,
  ): { bytes: number; bytesPerHour: number } | undefined {
    for (const kafka of world.kafkas) {
      const node = kafka.nodes.find(one => one.claim === claim);
      if (!node) continue;
      if (!node.broker) return { bytes: 0, bytesPerHour: 0 };
      const runtime = this.kafkas.get(kafka.name);
      if (!runtime?.complete)
        return kafka.topics.length === 0
          ? { bytes: 0, bytesPerHour: 0 }
          : undefined;
      const fill = world.spec.fills.find(one => one.claim === claim);
      return {
        bytes: runtime.bytesOn(node.nodeId, now),
        bytesPerHour: fill?.bytesPerHour ?? 0,
      };
    }
    for (const search of world.elasticsearches) {
      const node = search.nodes.find(one => one.claim === claim);
      const runtime = this.indices.get(search.name);
      if (!node || !runtime) continue;
      if (!runtime.isOpen) return undefined;
      const data = search.nodes.filter(one => one.data).length;
      const perHour = node.data
        ? runtime.bytesPerHour(world, this.indexingRate(world, search.name)) /
          data
        : 0;
      return { bytes: runtime.bytesOn(node.pod), bytesPerHour: perHour };
    }
    return { bytes: 0, bytesPerHour: 0 };
  }

  private volume(
    world: World,
    volume: VolumeWorld,
    now: number,
  ): VolumeFacts | undefined {
    const base = this.bases.get(volume.volume);
    const records = this.recordsOn(world, volume.claim, now);
    if (!base || !records) return undefined;
    const fill = world.spec.fills.find(({ claim }) => claim === volume.claim);
    return {
      namespace: world.namespace,
      claim: volume.claim,
      mounted: volume.pod !== undefined,
      pod: volume.pod,
      node: volume.node,
      capacityBytes: volume.capacityBytes,
      usedBytes: usedBytes(base, records.bytes, volume.capacityBytes, now),
      bytesPerHour: fill?.bytesPerHour ?? 0,
    };
  }

  private groups(world: World, kafka: string): KafkaFacts['groups'] {
    return world.spec.consumers
      .filter(flow => flow.kafka === kafka)
      .flatMap(flow => {
        const consumer = this.consumers.get(keyOf(flow));
        const scale = this.kafkas.get(kafka)?.topic(flow.topic)?.scale;
        return consumer && scale
          ? [consumer.facts(scale, membersOf(world, flow))]
          : [];
      });
  }

  /** What the sinks of one Elasticsearch write in a second: the slower of source and consumer. */
  private indexingRate(world: World, elasticsearch: string): number {
    return world.spec.consumers
      .filter(
        ({ to }) =>
          to !== undefined &&
          'elasticsearch' in to &&
          to.elasticsearch === elasticsearch,
      )
      .reduce(
        (sum, flow) =>
          sum + Math.min(sourceRate(world, flow), flow.recordsPerSecond),
        0,
      );
  }

  private connects(world: World): ConnectFacts[] {
    return world.connects.map(connect => ({
      namespace: world.namespace,
      name: connect.name,
      pods: connect.pods,
      connectors: connect.connectors.map((connector, index): ConnectorFacts => {
        const flow = world.spec.consumers.find(
          ({ by }) =>
            by.kind === 'KafkaConnector' && by.name === connector.name,
        );
        const scale =
          flow && this.kafkas.get(flow.kafka)?.topic(flow.topic)?.scale;
        const progress =
          flow && this.consumers.get(keyOf(flow))?.progress(scale ?? 1);
        const ready = connect.pods.filter(pod => pod.ready);
        return {
          connector: connector.name,
          pod: ready[index % Math.max(1, ready.length)]?.pod,
          state: connector.state,
          tasks: connector.tasks,
          topic: flow?.topic ?? '',
          recordsSent: progress?.sent ?? 0,
          rate: flow?.recordsPerSecond ?? DEFAULT_FLOW.consumerRecordsPerSecond,
        };
      }),
    }));
  }

  private spark(world: World, spark: SparkWorld): SparkFacts | undefined {
    const flow = world.spec.consumers.find(
      ({ by }) => by.kind === 'SparkApplication' && by.name === spark.name,
    );
    const scale = flow && this.kafkas.get(flow.kafka)?.topic(flow.topic)?.scale;
    if (!spark.driverReady || !flow) return undefined;
    return {
      namespace: world.namespace,
      application: spark.name,
      applicationId: spark.applicationId,
      driverPod: spark.driverPod,
      executors: spark.executors,
      metricsNamespace: spark.metricsNamespace,
      query: spark.query,
      lastBatch: this.consumers.get(keyOf(flow))?.progress(scale ?? 1)
        .lastBatch,
    };
  }

  /** Tells operators what pods do not show. */
  private async report(world: World): Promise<void> {
    const reports = new Map<string, EngineReport>();
    for (const [name, runtime] of this.indices) {
      const { lostShards } = runtime;
      if (lostShards > 0) reports.set(name, { lostShards });
    }
    for (const [key, { failure }] of this.consumers) {
      const flow = world.spec.consumers.find(one => keyOf(one) === key);
      if (failure !== undefined && flow) reports.set(flow.by.name, { failure });
    }
    for (const name of new Set([...this.reported.keys(), ...reports.keys()])) {
      const report = reports.get(name);
      if (isDeepStrictEqual(report, this.reported.get(name))) continue;
      await writeReport(this.volumesDir, world.namespace, name, report);
      this.log(
        `${world.namespace}/${name}: ${
          report ? JSON.stringify(report) : 'nothing to report any more'
        }`,
      );
    }
    this.reported = reports;
  }

  /** What is gone from the cluster is forgotten; should it come back, its files are read anew. */
  private forget(world: World): void {
    keepOnly(
      this.kafkas,
      world.kafkas.map(({ name }) => name),
    );
    keepOnly(
      this.indices,
      world.elasticsearches.map(({ name }) => name),
    );
    keepOnly(this.consumers, world.spec.consumers.map(keyOf));
    keepOnly(
      this.bases,
      world.volumes.map(({ volume }) => volume),
    );
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function keepOnly(map: Map<string, unknown>, keys: readonly string[]): void {
  for (const key of map.keys()) {
    if (!keys.includes(key)) map.delete(key);
  }
}
