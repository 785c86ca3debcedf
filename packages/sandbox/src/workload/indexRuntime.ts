import { rm } from 'node:fs/promises';
import { colourOf, placeShards, type IndexLayout } from '../seeds/workloadSpec';
import type { ElasticsearchFacts } from './facts';
import { catchUp } from './partitionFiles';
import type { Places } from './places';
import {
  appendDocuments,
  createShard,
  EMPTY_SHARD,
  loadShard,
  newDocuments,
  type ShardState,
  type StoredDocument,
} from './shardFiles';
import type { ElasticsearchWorld, World } from './world';

/** Bytes of one document on disk, with its share of the index structures. */
const DOCUMENT_BYTES = 30;
/** Share of a declared fill that is documents; shards are not spread to the byte. */
const DECLARED_SHARE = 0.9;

interface ShardRuntime {
  /** Pods whose copy has all documents, the primary first. */
  copies: string[];
  state: ShardState;
}

/** One Elasticsearch: its shards on the data nodes' volumes, and the documents in them. */
export class IndexRuntime {
  private readonly shards = new Map<string, ShardRuntime[]>();
  private readonly indexed = new Map<string, number>();
  private world: ElasticsearchWorld;
  private places: Places;

  constructor(world: ElasticsearchWorld, places: Places) {
    this.world = world;
    this.places = places;
  }

  /** Places shards that have no copy yet, and copies that went with a node; removes surplus ones. */
  async tick(
    world: World,
    search: ElasticsearchWorld,
    places: Places,
  ): Promise<void> {
    this.world = search;
    this.places = places;
    for (const layout of this.layouts(world)) {
      const known = this.shards.get(layout.index);
      const shards =
        known ?? (await this.open(layout, this.declaredDocuments(world)));
      if (!shards) continue;
      for (const [number, shard] of shards.entries()) {
        await this.allocate(layout, shards, number, shard);
        if (!known) this.count(shard, shard.state.documents);
      }
      this.shards.set(layout.index, shards);
    }
  }

  /** Whether every shard of an index has a copy that takes documents. */
  accepts(index: string): boolean {
    const shards = this.shards.get(index);
    return (
      shards !== undefined &&
      shards.every(({ copies }) => copies.some(pod => this.writable(pod)))
    );
  }

  /** Stores documents once each; `partition` decides the shard. Gives how many were new. */
  async index(
    index: string,
    partition: number,
    documents: readonly StoredDocument[],
  ): Promise<number> {
    const shards = this.shards.get(index) ?? [];
    const number = partition % Math.max(1, shards.length);
    const shard = shards[number];
    if (!shard) return 0;
    const fresh = newDocuments(shard.state, documents);
    const folders = this.foldersOf(shard, index, number);
    if (folders.length === 0) return 0;
    shard.state = await appendDocuments(folders, shard.state, fresh);
    this.count(
      shard,
      fresh.reduce((sum, { weight }) => sum + weight, 0),
    );
    return fresh.length;
  }

  private count(shard: ShardRuntime, documents: number): void {
    const primary = shard.copies.find(pod => this.writable(pod));
    if (primary)
      this.indexed.set(primary, (this.indexed.get(primary) ?? 0) + documents);
  }

  /** Bytes that the shards on one node stand for. */
  bytesOn(pod: string): number {
    return this.documentsOn(pod) * DOCUMENT_BYTES;
  }

  /** Bytes that this many documents per second bring to all nodes together in an hour. */
  bytesPerHour(world: World, documentsPerSecond: number): number {
    const copies = Math.max(
      1,
      ...this.layouts(world).map(({ replicas }) => replicas + 1),
    );
    return documentsPerSecond * 3_600 * DOCUMENT_BYTES * copies;
  }

  facts(world: World, rate: number): ElasticsearchFacts {
    const ready = this.world.nodes.filter(
      node => node.data && node.ready,
    ).length;
    const shards = placeShards(this.layouts(world), ready);
    return {
      namespace: world.namespace,
      name: this.world.name,
      nodes: this.world.nodes.map(node => ({
        ...node,
        indexed: this.indexed.get(node.pod) ?? 0,
      })),
      shards,
      colour: colourOf(shards),
      rate,
    };
  }

  private layouts(world: World): IndexLayout[] {
    return world.spec.indices.filter(
      ({ elasticsearch }) => elasticsearch === this.world.name,
    );
  }

  /** Documents of one shard that explain the declared fill of the data volumes. */
  private declaredDocuments(world: World): number {
    const claims = this.world.nodes
      .filter(node => node.data)
      .map(node => node.claim);
    const fills = world.spec.fills.filter(({ claim }) =>
      claims.includes(claim),
    );
    if (fills.length < claims.length || fills.length === 0) return 0;
    const bytes =
      Math.min(...fills.map(({ usedBytes }) => usedBytes)) *
      fills.length *
      DECLARED_SHARE;
    const copies = this.layouts(world).reduce(
      (sum, { primaries, replicas }) => sum + primaries * (replicas + 1),
      0,
    );
    return Math.floor(bytes / DOCUMENT_BYTES / Math.max(1, copies));
  }

  private documentsOn(pod: string): number {
    let documents = 0;
    for (const shards of this.shards.values()) {
      for (const { copies, state } of shards)
        documents += copies.includes(pod) ? state.documents : 0;
    }
    return documents;
  }

  private claimOf(pod: string): string | undefined {
    return this.world.nodes.find(node => node.pod === pod)?.claim;
  }

  private writable(pod: string): boolean {
    const node = this.world.nodes.find(one => one.pod === pod);
    return Boolean(
      node?.ready &&
        this.places.folder(node.claim) &&
        !this.places.isFull(node.claim),
    );
  }

  private foldersOf(
    shard: ShardRuntime,
    index: string,
    number: number,
  ): string[] {
    return shard.copies
      .filter(pod => this.writable(pod))
      .flatMap(
        pod => this.places.shard(this.claimOf(pod), index, number) ?? [],
      );
  }

  /** Finds the fullest copy of each shard; waits until the nodes that could hold it are ready. */
  private async open(
    layout: IndexLayout,
    declared: number,
  ): Promise<ShardRuntime[] | undefined> {
    const data = this.world.nodes.filter(node => node.data);
    if (
      data.length === 0 ||
      data.filter(node => this.writable(node.pod)).length <
        data.length - layout.replicas
    ) {
      return undefined;
    }
    const shards: ShardRuntime[] = [];
    for (let number = 0; number < layout.primaries; number++) {
      let best: ShardRuntime = { copies: [], state: EMPTY_SHARD };
      for (const { pod, claim } of data.filter(node =>
        this.writable(node.pod),
      )) {
        const folder = this.places.shard(claim, layout.index, number);
        const state = folder ? await loadShard(folder) : EMPTY_SHARD;
        if (
          state.exists &&
          (!best.state.exists || state.documents > best.state.documents)
        )
          best = { copies: [pod], state };
      }
      if (!best.state.exists)
        best = { copies: [], state: { ...EMPTY_SHARD, documents: declared } };
      shards.push(best);
    }
    return shards;
  }

  /**
   * A copy on a lost node is out of date from then on; another node, or the
   * same one when it is back, gets a new copy. The last copy is waited for.
   */
  private async allocate(
    layout: IndexLayout,
    all: readonly ShardRuntime[],
    number: number,
    shard: ShardRuntime,
  ): Promise<void> {
    const wanted = layout.replicas + 1;
    const live = shard.copies.filter(pod => this.writable(pod));
    if (
      live.length === wanted ||
      (live.length === 0 && shard.copies.length > 0)
    )
      return;
    const load = (pod: string) =>
      all.filter(({ copies }) => copies.includes(pod)).length;
    const free = this.world.nodes
      .filter(
        node =>
          node.data && this.writable(node.pod) && !live.includes(node.pod),
      )
      .map(({ pod }) => pod)
      .sort((a, b) => load(a) - load(b) || (a < b ? -1 : 1));
    for (const pod of free.slice(0, wanted - live.length)) {
      const to = this.places.shard(this.claimOf(pod), layout.index, number);
      const from =
        live[0] &&
        this.places.shard(this.claimOf(live[0]), layout.index, number);
      if (!to) continue;
      if (from) await catchUp(from, to);
      else {
        await rm(to, { recursive: true, force: true });
        shard.state = await createShard(to, shard.state.documents);
      }
      live.push(pod);
    }
    shard.copies = live;
  }
}
