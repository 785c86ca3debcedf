import type { Element, Operation, OperationRequest, RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { until } from 'control-plane';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { startSandbox, type Sandbox } from 'sandbox';
import { Api } from '../../Api';
import type { KubeObject } from '../../KubeObject';
import { BackendProcess } from './BackendProcess';
import { PauseWatch } from './PauseWatch';
import type { Range } from './ranges';
import { hashOfFolder } from './volumeBytes';

const CLUSTER = 'prod-north';
const SPEED = 50;
// wide: several lives share a machine that may be slow
const START_TIMEOUT_MS = 300_000;
const PLAN_TIMEOUT_MS = 240_000;
const END_TIMEOUT_MS = 600_000;
const SETTLED_TIMEOUT_MS = 300_000;
/** Between two looks at what lasts only until the operation goes on. */
const LOOK_MS = 50;
const FINAL = ['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled'];
/** Records that a sink may have before it when it has caught up. */
const CAUGHT_UP = 30;

/** Names in the sandbox's own pipeline. */
export const PIPELINE = { name: 'orders', namespace: 'orders', log: 'order-events', sink: 'order-search' } as const;
const LABEL = 'penstock.dev/operation';
const CLAIMS = `/api/v1/namespaces/${PIPELINE.namespace}/persistentvolumeclaims`;
const SNAPSHOTS = `/apis/snapshot.storage.k8s.io/v1/namespaces/${PIPELINE.namespace}/volumesnapshots`;
const PODS = `/api/v1/namespaces/${PIPELINE.namespace}/pods`;
const STRIMZI = `/apis/kafka.strimzi.io/v1/namespaces/${PIPELINE.namespace}`;
const LOG_PODS = `strimzi.io/cluster=${PIPELINE.log},strimzi.io/component-type=kafka`;
/** Between two looks of the sandbox's Prometheus. */
const SCRAPE_MS = 5_000;
/** By which the claims of each element are found. */
const CLAIM_LABELS = { log: `strimzi.io/cluster=${PIPELINE.log}`, sink: `elasticsearch.k8s.elastic.co/cluster-name=${PIPELINE.sink}` } as const;

/** An element with volumes. */
export type Part = keyof typeof CLAIM_LABELS;

/** What the sandbox says of the records of the pipeline's one topic. */
export interface Account {
  /** The highest number of which the source was told that it is stored. */
  acknowledged: number;
  /** Records that each number stands for. */
  scale: number;
  /** In the log; `end` is the sum of the ends of its partitions, in records. */
  log: { missing: readonly Range[]; end: number };
  /** In the index; what its sink has not read yet is waiting, not missing. */
  index: { missing: readonly Range[]; waiting: number; lostShards: readonly number[] };
}

/** The sandbox with its workload, and the product beside it as a process that can be killed. */
export class LivePipeline {
  private constructor(
    private readonly sandbox: Sandbox,
    readonly admin: Api,
    readonly backend: BackendProcess,
    readonly pauses: PauseWatch,
  ) {}

  static async start(seed: number): Promise<LivePipeline> {
    const sandbox = await startSandbox({ demo: true, speed: SPEED, seed });
    const admin = new Api(sandbox.access(CLUSTER, 'admin'));
    const backend = new BackendProcess({
      backend: { database: { client: 'better-sqlite3', connection: { directory: path.join(sandbox.stateDir, 'database') } } },
      dataPipelines: {
        kubeconfig: { path: sandbox.kubeconfig, contexts: [CLUSTER] },
        metrics: { prometheus: [{ url: `${sandbox.control}/clusters/${CLUSTER}/prometheus`, clusters: [CLUSTER], refresh: { seconds: 5 } }] },
      },
    });
    const live = new LivePipeline(sandbox, admin, backend, new PauseWatch(admin, PIPELINE.namespace));
    try {
      await backend.start();
      await live.untilHealthy();
      return live;
    } catch (error) {
      await live.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.pauses.stop();
    await this.backend.kill();
    await this.sandbox.stop();
  }

  /** Kills the backend and starts it anew over the same rows. */
  async killBackend(): Promise<void> {
    await this.backend.kill();
    await this.backend.start();
  }

  async account(): Promise<Account> {
    const reply = await fetch(`${this.sandbox.control}/clusters/${CLUSTER}/ledger?namespace=${PIPELINE.namespace}`);
    const { kafkas, elasticsearches } = await reply.json();
    const [topic] = kafkas[0].topics;
    // while its volumes are replaced there is no index to be read
    const index = elasticsearches[0]?.indices[0];
    const filled = index?.topics[0];
    return {
      acknowledged: topic.source.acknowledged,
      scale: topic.scale,
      log: { missing: topic.sequences.missing, end: topic.partitions.reduce((sum: number, { endOffset }: { endOffset: number }) => sum + endOffset, 0) },
      index: { missing: filled?.missing ?? [], waiting: filled?.waiting ?? Infinity, lostShards: index?.lostShards ?? Infinity },
    };
  }

  /** The account once it `holds`. */
  async untilAccount(what: string, holds: (account: Account) => boolean): Promise<Account> {
    let last: Account | undefined;
    return until(what, SETTLED_TIMEOUT_MS, async () => {
      last = await this.account();
      if (holds(last)) return last;
      throw new Error(JSON.stringify(last).slice(0, 1500));
    });
  }

  async untilCaughtUp(): Promise<Account> {
    return this.untilAccount('the sink to have caught up', ({ index }) => index.waiting < CAUGHT_UP);
  }

  async order(fault: string, more: Record<string, string>): Promise<void> {
    await this.control('POST', '/faults', { cluster: CLUSTER, fault, ...more });
  }

  async healAll(): Promise<void> {
    await this.control('DELETE', '/faults');
  }

  async element(id: string): Promise<Element> {
    return this.backend.client.getElement(id);
  }

  /** The identity that the data of the log belongs to. */
  async identity(): Promise<unknown> {
    const kafka = (await this.admin.get(`${STRIMZI}/kafkas/${PIPELINE.log}`)).object;
    const pools = (await this.admin.get(`${STRIMZI}/kafkanodepools`)).items;
    return { clusterId: textAt(kafka.status, 'clusterId'), nodeIds: Object.fromEntries(pools.map(pool => [nameOf(pool), recordAt(pool.status, 'nodeIds')])) };
  }

  /** Returns when no node of the log is left. */
  async untilLogStopped(): Promise<void> {
    await until(`${PIPELINE.log} to be stopped`, END_TIMEOUT_MS, async () => ((await this.labelled(PODS, LOG_PODS)).length === 0 ? true : undefined), LOOK_MS);
  }

  /** Producers keep what they have to send; returns what lets them send again. */
  async holdProducers(): Promise<() => Promise<void>> {
    const users = (await this.admin.get(`${STRIMZI}/kafkausers`)).items;
    const limit = async (user: KubeObject, producerByteRate: unknown) => {
      const { status } = await this.admin.patch(`${STRIMZI}/kafkausers/${nameOf(user)}`, 'merge', { spec: { quotas: { producerByteRate } } });
      expect(status).toBe(200);
    };
    await Promise.all(users.map(user => limit(user, 0)));
    return async () => {
      await Promise.all(users.map(user => limit(user, recordAt(recordAt(user.spec, 'quotas'), 'producerByteRate') ?? null)));
    };
  }

  /** Returns when what the product knows of the log was measured after the call. */
  async untilMeasured(): Promise<void> {
    const since = Date.now() + SCRAPE_MS;
    await until('the log to be measured', SETTLED_TIMEOUT_MS, async () => {
      const { measures } = await this.element(PIPELINE.log);
      const times = measures.map(({ measure }) => (measure.state === 'measured' ? Date.parse(measure.observedAt) : 0));
      if (Math.max(...times) > since) return true;
      throw new Error(JSON.stringify(measures).slice(0, 500));
    });
  }

  async untilHealthy(): Promise<void> {
    await until('the pipeline to be healthy', START_TIMEOUT_MS, async () => {
      for (const id of [PIPELINE.log, PIPELINE.sink]) {
        const { health } = await this.element(id);
        if (health.word !== 'Healthy') throw new Error(`${id} is ${health.word}: ${health.cause}`);
      }
      return true;
    });
  }

  /** Returns when a plan of the request counts records to be read again: they have come since the cut, and are measured. */
  async untilReplayed(request: OperationRequest): Promise<void> {
    await until('records that came after the cut', SETTLED_TIMEOUT_MS, async () => {
      const { effects } = await this.backend.client.createPlan(request);
      if ((effects.replayed?.records ?? 0) > 0) return true;
      throw new Error(JSON.stringify(effects));
    });
  }

  /** Draws a plan as soon as it can be started, and starts it as it asks to be confirmed. */
  async startOperation(request: OperationRequest): Promise<Operation> {
    return until(`${request.kind} to be startable`, PLAN_TIMEOUT_MS, async () => {
      const { client } = this.backend;
      const plan = await client.createPlan(request);
      if (!plan.startable) throw new Error(plan.preflight.filter(({ result }) => result === 'block').map(({ sentence }) => sentence).join(' '));
      const { type, reason } = plan.safety;
      const confirmation = { acknowledged: true, ...(type !== undefined && { typed: type }), ...(reason && { reason: 'the test wants it' }) };
      return client.startOperation({ plan: plan.id, hash: plan.hash, request: plan.request, confirmation }, randomUUID());
    });
  }

  /** Waits until a plan of it says that it cannot be started. */
  async untilBlocked(request: OperationRequest): Promise<void> {
    await until(`${request.kind} to be blocked`, PLAN_TIMEOUT_MS, async () => ((await this.backend.client.createPlan(request)).startable ? undefined : true));
  }

  /** The operation at its end, however often the backend is killed meanwhile. */
  async untilEnded(id: string): Promise<Operation> {
    return until(`the end of ${id}`, END_TIMEOUT_MS, async () => {
      const operation = await this.backend.client.getOperation(id);
      if (FINAL.includes(operation.summary.phase)) return operation;
      throw new Error(JSON.stringify(operation.steps.filter(({ state }) => state !== 'done' && state !== 'waiting')));
    });
  }

  async untilPointReady(id: string): Promise<RecoveryPoint> {
    return until(`the recovery point ${id}`, SETTLED_TIMEOUT_MS, async () => {
      const point = await this.backend.client.getRecoveryPoint(id);
      if (point.state === 'Ready') return point;
      throw new Error(`${point.state}: ${point.reason}`);
    });
  }

  /** The volume of each claim of the elements. */
  async volumes(parts: readonly Part[]): Promise<ReadonlyMap<string, string>> {
    const claims = (await Promise.all(parts.map(part => this.labelled(CLAIMS, CLAIM_LABELS[part])))).flat();
    return new Map(claims.map(claim => [nameOf(claim), textAt(claim.spec, 'volumeName') ?? '']));
  }

  /**
   * Hashes of the volumes of stopped elements as soon as all are others than
   * before; what starts the elements must be silent by then.
   */
  async swappedBytes(parts: readonly Part[], before: ReadonlyMap<string, string>, files?: RegExp): Promise<ReadonlyMap<string, string>> {
    const replaced = async () => {
      const now = await this.volumes(parts);
      return now.size === before.size && [...now].every(([claim, volume]) => volume !== '' && volume !== before.get(claim)) ? now : undefined;
    };
    const volumes = await until(`the volumes of ${parts.map(part => PIPELINE[part]).join(' and ')} to be replaced`, END_TIMEOUT_MS, replaced, LOOK_MS);
    return this.bytesOf(volumes, files);
  }

  /** Hash of the bytes of each volume, by claim. */
  async bytesOf(volumes: ReadonlyMap<string, string>, files?: RegExp): Promise<ReadonlyMap<string, string>> {
    return this.hashes([...volumes].map(([claim, volume]) => [claim, path.join(this.volumesDir, volume)]), files);
  }

  /** Hash of the bytes that a point holds for each claim of the elements. */
  async bytesOfPoint(point: RecoveryPoint, parts: readonly Part[], files?: RegExp): Promise<ReadonlyMap<string, string>> {
    const members = point.members.filter(({ element }) => parts.some(part => PIPELINE[part] === element));
    const folders: [string, string][] = [];
    for (const { volume, object } of members) {
      const snapshot = (await this.admin.get(`${SNAPSHOTS}/${object.name}`)).object;
      const content = (await this.admin.get(`/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents/${textAt(snapshot.status, 'boundVolumeSnapshotContentName')}`)).object;
      folders.push([volume, path.join(this.volumesDir, '.snapshots', textAt(content.status, 'snapshotHandle') ?? '')]);
    }
    return this.hashes(folders, files);
  }

  /** What an operation made twice, in words; empty when nothing. */
  async duplicatesOf(id: string): Promise<string[]> {
    const snapshots = await this.labelled(SNAPSHOTS, `${LABEL}=${id}`);
    const volumes = await this.labelled('/api/v1/persistentvolumes', `${LABEL}=${id}`);
    const sources = snapshots.map(({ spec }) => `snapshot of ${textAt(recordAt(spec, 'source'), 'persistentVolumeClaimName') ?? JSON.stringify(spec)}`);
    const claims = volumes.map(({ spec }) => `volume of ${textAt(recordAt(spec, 'claimRef'), 'name') ?? ''}`);
    return [...sources, ...claims].filter((each, index, all) => all.indexOf(each) !== index);
  }

  async operationCount(): Promise<number> {
    return (await this.backend.client.listOperations({})).total;
  }

  private get volumesDir(): string {
    return path.join(this.sandbox.stateDir, 'volumes', CLUSTER);
  }

  private async hashes(folders: readonly (readonly [string, string])[], files?: RegExp): Promise<ReadonlyMap<string, string>> {
    return new Map(await Promise.all(folders.map(async ([claim, folder]) => [claim, await hashOfFolder(folder, files)] as const)));
  }

  private async labelled(route: string, labels: string): Promise<KubeObject[]> {
    return (await this.admin.get(`${route}?labelSelector=${encodeURIComponent(labels)}`)).items;
  }

  private async control(method: string, route: string, body?: object): Promise<void> {
    const reply = await fetch(`${this.sandbox.control}${route}`, { method, ...(body && { body: JSON.stringify(body) }) });
    if (!reply.ok) throw new Error(`${method} ${route} was refused: ${await reply.text()}`);
  }
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.name ?? '';
}

function recordAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = recordAt(value, key);
  return typeof found === 'string' ? found : undefined;
}
