import { rm } from 'node:fs/promises';
import { colourOf, placeShards, type IndexLayout } from '../seeds/workloadSpec';
import type { ElasticsearchFacts } from './facts';
import { Incarnations } from './incarnations';
import { indicesOnDisk } from './indicesOnDisk';
import { readJson, writeJson } from './jsonFile';
import { catchUp } from './partitionFiles';
import type { Places } from './places';
import {
  appendDocuments,
  createShard,
  EMPTY_SHARD,
  isMarkedDamaged,
  loadCopy,
  newDocuments,
  type ShardState,
  type StoredDocument,
} from './shardFiles';
import type { ElasticsearchWorld, World } from './world';

/** Bytes of one document on disk, with its share of the index structures. */
const DOCUMENT_BYTES = 30;
/** Share of a declared fill that is documents; shards are not spread to the byte. */
const DECLARED_SHARE = 0.9;

/** Ticks for which an index that opens waits for the last nodes: what they hold need not be copied to others. */
const PATIENCE_TICKS = 15;

interface ShardRuntime {
  /** Pods whose copy has all documents, the primary first. */
  copies: string[];
  state: ShardState;
  /** No copy can be read: the shard waits for another volume. */
  lost: boolean;
}

/** One Elasticsearch: its shards on the data nodes' volumes, and the documents in them. */
export class IndexRuntime {
  private readonly shards = new Map<string, ShardRuntime[]>();
  private readonly indexed = new Map<string, number>();
  private readonly incarnations = new Incarnations<string>();
  /** Indices in the volumes that nobody declares. */
  private found: IndexLayout[] | undefined;
  private waited = 0;
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
    this.takeInStarts();
    this.found ??= await indicesOnDisk(search, places);
    for (const layout of this.layouts(world)) {
      const known = this.shards.get(layout.index);
      const shards = known ?? (await this.openFirst(world, layout));
      if (!shards) continue;
      await this.findDamage(layout.index, shards);
      for (const [number, shard] of shards.entries()) {
        await this.allocate(layout, shards, number, shard);
        if (!known) this.count(shard, shard.state.documents);
      }
      this.shards.set(layout.index, shards);
    }
  }

  /** Nodes that were started anew hold what their volumes hold now. */
  private takeInStarts(): void {
    const { restarted, allRestarted } = this.incarnations.look(
      this.world.nodes
        .filter(({ data }) => data)
        .map(node => ({ ...node, id: node.pod })),
    );
    if (allRestarted) {
      this.shards.clear();
      this.found = undefined;
      this.waited = 0;
      return;
    }
    for (const shard of [...this.shards.values()].flat()) {
      const stayed = shard.copies.filter(pod => !restarted.has(pod));
      // The last copy is waited for; any other fetches anew.
      if (stayed.length > 0) shard.copies = stayed;
    }
  }

  /** Copies in which damage was found are out; without any other the shard is lost. */
  private async findDamage(
    index: string,
    shards: readonly ShardRuntime[],
  ): Promise<void> {
    for (const [number, shard] of shards.entries()) {
      const good: string[] = [];
      const live = shard.copies.filter(pod => this.writable(pod));
      for (const pod of live) {
        const folder = this.places.shard(this.claimOf(pod), index, number);
        if (folder && !(await isMarkedDamaged(folder))) good.push(pod);
      }
      shard.lost = live.length > 0 && good.length === 0;
      if (good.length > 0 && good.length < live.length) shard.copies = good;
    }
  }

  /** Indices are open, so that what a node's volume holds is known. */
  get isOpen(): boolean {
    return this.shards.size > 0;
  }

  /** Shards of which no copy can be read. */
  get lostShards(): number {
    return [...this.shards.values()].flat().filter(({ lost }) => lost).length;
  }

  /** Opens an index; declared documents explain the fill of one that never was before. */
  private async openFirst(
    world: World,
    layout: IndexLayout,
  ): Promise<ShardRuntime[] | undefined> {
    const file = this.places.noteFile(this.world.name, `index-${layout.index}`);
    const isOld = (await readJson<object>(file)) !== undefined;
    const declared = isOld ? 0 : this.declaredDocuments(world);
    const shards = await this.open(layout, declared);
    if (shards && !isOld) await writeJson(file, { born: true });
    return shards;
  }

  /** Whether every shard of an index has a copy that takes documents. */
  accepts(index: string): boolean {
    const shards = this.shards.get(index);
    return (
      shards !== undefined &&
      shards.every(
        ({ copies, lost }) => !lost && copies.some(pod => this.writable(pod)),
      )
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
    const placed = placeShards(this.layouts(world), ready);
    const lost = [...this.shards.values()].flat().filter(one => one.lost);
    const lostCopies = lost.reduce((sum, { copies }) => sum + copies.length, 0);
    const shards = {
      active: placed.active - lostCopies,
      activePrimary: placed.activePrimary - lost.length,
      unassigned: placed.unassigned + lostCopies,
    };
    return {
      namespace: world.namespace,
      name: this.world.name,
      nodes: this.world.nodes.map(node => ({
        ...node,
        indexed: this.indexed.get(node.pod) ?? 0,
      })),
      shards,
      colour: lost.length > 0 ? 'red' : colourOf(shards),
      rate,
    };
  }

  private layouts(world: World): IndexLayout[] {
    const declared = world.spec.indices.filter(
      ({ elasticsearch }) => elasticsearch === this.world.name,
    );
    const others = (this.found ?? []).filter(
      ({ index }) => !declared.some(layout => layout.index === index),
    );
    return [...declared, ...others];
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

  /** Finds the fullest copy of each shard; waits for the nodes that could hold it, for the last ones not for ever. */
  private async open(
    layout: IndexLayout,
    declared: number,
  ): Promise<ShardRuntime[] | undefined> {
    const data = this.world.nodes.filter(node => node.data);
    const ready = data.filter(node => this.writable(node.pod)).length;
    if (data.length === 0 || ready < data.length - layout.replicas) {
      return undefined;
    }
    const allReady = ready === data.length;
    if (!allReady && this.waited < PATIENCE_TICKS) {
      this.waited += 1;
      return undefined;
    }
    const shards: ShardRuntime[] = [];
    for (let number = 0; number < layout.primaries; number++) {
      const shard = await this.openShard(layout.index, number);
      // A node that is still away may hold a copy that can be read.
      if (shard.lost && !allReady) return undefined;
      shards.push(
        shard.state.exists || shard.lost
          ? shard
          : { ...shard, state: { ...EMPTY_SHARD, documents: declared } },
      );
    }
    return shards;
  }

  /** The fullest copy of a shard; damaged ones count only when there is no other. */
  private async openShard(
    index: string,
    number: number,
  ): Promise<ShardRuntime> {
    let best: ShardRuntime = { copies: [], state: EMPTY_SHARD, lost: false };
    const damaged: string[] = [];
    for (const { pod, claim } of this.world.nodes.filter(
      node => node.data && this.writable(node.pod),
    )) {
      const folder = this.places.shard(claim, index, number);
      const state = folder ? await loadCopy(folder) : EMPTY_SHARD;
      if (state === 'damaged') damaged.push(pod);
      else if (
        state.exists &&
        (!best.state.exists || state.documents > best.state.documents)
      )
        best = { copies: [pod], state, lost: false };
    }
    return !best.state.exists && damaged.length > 0
      ? { copies: damaged, state: EMPTY_SHARD, lost: true }
      : best;
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
    if (shard.lost) return;
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
      if (from) await catchUp(from, to, true);
      else {
        await rm(to, { recursive: true, force: true });
        shard.state = await createShard(to, shard.state.documents);
      }
      live.push(pod);
    }
    shard.copies = live;
  }
}
