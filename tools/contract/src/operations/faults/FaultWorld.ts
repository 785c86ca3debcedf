import { ResponseError } from '@backstage/errors';
import type { Operation, OperationRequest, Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { kubeconfig, until } from 'control-plane';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Api } from '../../Api';
import type { KubeObject } from '../../KubeObject';
import { readManifest, resourcePath } from '../../resourcePath';
import type { TargetName } from '../../target';
import { manifestsOf, templateExamples } from '../../templates/templates';
import { BackendProcess } from '../nothingLost/BackendProcess';
import { PauseWatch } from '../nothingLost/PauseWatch';
import { ApiProxy } from './ApiProxy';
import { type FaultTarget, startFaultTarget } from './startFaultTarget';

const START_TIMEOUT_MS = 120_000;
const PLAN_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 120_000;
const SETTLED_TIMEOUT_MS = 60_000;
const FINAL = ['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled'];

/** The element on which faults are played: a Kafka with three controllers, one broker and a login that may write. */
export const ELEMENT = 'fault-log';
export const NAMESPACE = 'faults';
export const CLAIMS = `/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims`;
export const GROUPS = `/apis/groupsnapshot.storage.k8s.io/v1/namespaces/${NAMESPACE}/volumegroupsnapshots`;
export const SNAPSHOTS = `/apis/snapshot.storage.k8s.io/v1/namespaces/${NAMESPACE}/volumesnapshots`;
export const POOLS = `/apis/kafka.strimzi.io/v1/namespaces/${NAMESPACE}/kafkanodepools`;
export const VOLUMES = '/api/v1/persistentvolumes';
export const USERS = `/apis/kafka.strimzi.io/v1/namespaces/${NAMESPACE}/kafkausers`;

/** A small element, the product as a process of its own, and everything between them that can go wrong. */
export class FaultWorld {
  private readonly heals: (() => Promise<void>)[] = [];
  /** What logins are allowed, by name, before anything went wrong. */
  private logins = new Map<string, string>();
  private size = 10;

  private constructor(
    readonly name: TargetName,
    readonly target: FaultTarget,
    readonly admin: Api,
    readonly proxy: ApiProxy,
    readonly backend: BackendProcess,
    /** A second one over the same rows; started by the row that needs it. */
    readonly replica: BackendProcess,
    readonly pauses: PauseWatch,
  ) {}

  static async start(name: TargetName): Promise<FaultWorld> {
    const target = await startFaultTarget(name);
    const { server, ca, key } = target;
    const proxy = await ApiProxy.start({ server, ca, key });
    const admin = new Api({ server, ca, token: target.admin });
    const file = path.join(target.folder, 'fault-kubeconfig');
    await writeFile(file, kubeconfig('faulty', proxy.url, ca, { penstock: target.penstock }), { mode: 0o600 });
    const config = {
      backend: { database: { client: 'better-sqlite3', connection: { directory: path.join(target.folder, 'database') } } },
      dataPipelines: { kubeconfig: { path: file, contexts: ['penstock'] } },
    };
    const world = new FaultWorld(name, target, admin, proxy, new BackendProcess(config), new BackendProcess(config), new PauseWatch(admin, NAMESPACE));
    try {
      await Promise.all([world.createElement(), world.backend.start()]);
      await until(`${ELEMENT} to be ready for a snapshot`, START_TIMEOUT_MS, async () => world.startable(await world.plan({ kind: 'snapshot', elements: [ELEMENT], consistency: 'application' })));
      world.logins = await world.readLogins();
      return world;
    } catch (error) {
      await world.stop();
      throw new Error(`${error instanceof Error ? error.message : error}\nThe product asked last: ${world.lastAsked()}\nand said last: ${world.backend.lastWords}`);
    }
  }

  private lastAsked(): string {
    return this.proxy.passed.slice(-10).map(({ method, path: asked, status }) => `${method} ${asked} ${status ?? 'unanswered'}`).join('; ');
  }

  async stop(): Promise<void> {
    await this.pauses.stop();
    await Promise.all([this.backend.kill(), this.replica.kill()]);
    await this.proxy.stop();
    await this.target.stop();
  }

  /** Notes how to end a fault; {@link heal} does it for those that a row left. @returns ends it now */
  async broken(order: Promise<() => Promise<void>>): Promise<() => Promise<void>> {
    const heal = await order;
    this.heals.push(heal);
    return heal;
  }

  async heal(): Promise<void> {
    this.proxy.heal();
    for (const heal of this.heals.splice(0)) await heal();
  }

  /**
   * Ends what a row left, so that the next one begins as the first did: no
   * fault, one product, no operation, no growth under way.
   *
   * @throws Error when it does not come to rest
   */
  async settle(): Promise<void> {
    await this.heal();
    await this.replica.kill();
    if (!this.backend.isRunning) await this.backend.start();
    await until('all operations to have ended', SETTLED_TIMEOUT_MS, async () => {
      const { items } = await this.backend.client.listOperations({ state: 'running' });
      if (items.length === 0) return true;
      await Promise.all(items.map(({ id }) => this.backend.client.cancelOperation(id).catch(() => {})));
      throw new Error(items.map(({ id, title, phase }) => `${id} (${title}) is ${phase}`).join('; '));
    });
    await until('all claims to be at rest', SETTLED_TIMEOUT_MS, async () => {
      const busy = (await this.claims()).filter(({ status }) => JSON.stringify(status ?? {}).includes('allocatedResourceStatuses'));
      if (busy.length === 0) return true;
      throw new Error(JSON.stringify(busy.map(({ spec, status }) => ({ spec, status }))));
    });
  }

  /** The newest point that is ready; one is made where there is none. */
  async point(): Promise<string> {
    const newest = async () => (await this.backend.client.listRecoveryPoints({ element: ELEMENT })).items.find(({ state }) => state === 'Ready')?.id;
    const found = await newest();
    if (found !== undefined) return found;
    await this.ended(await this.cut());
    return until('a point to be ready', SETTLED_TIMEOUT_MS, newest);
  }

  /** The next larger size that nobody has asked for yet. */
  nextSize(): string {
    this.size += 1;
    return `${this.size}Gi`;
  }

  /** Bytes of the size that was asked for last. */
  get sizeBytes(): number {
    return this.size * 2 ** 30;
  }

  async plan(request: OperationRequest): Promise<Plan> {
    return this.backend.client.createPlan(request).catch(error => {
      throw error instanceof ResponseError ? new Error(`${error.message}: ${JSON.stringify(error.body)}`) : error;
    });
  }

  /** Draws a plan as soon as it can be started, and starts it as it asks to be confirmed. */
  async begin(request: OperationRequest): Promise<string> {
    return until(`${request.kind} to be startable`, PLAN_TIMEOUT_MS, async () => {
      const plan = this.startable(await this.plan(request));
      const { type, reason } = plan.safety;
      const confirmation = { acknowledged: true, ...(type !== undefined && { typed: type }), ...(reason && { reason: 'the test wants it' }) };
      return (await this.backend.client.startOperation({ plan: plan.id, hash: plan.hash, request: plan.request, confirmation }, randomUUID())).summary.id;
    });
  }

  /** A snapshot of the element, begun; by default as after a crash. */
  cut(more: { consistency?: 'crash' | 'application'; longestPauseSeconds?: number } = {}): Promise<string> {
    return this.begin({ kind: 'snapshot', elements: [ELEMENT], consistency: 'crash', ...more });
  }

  /** A growth of the broker's volume, begun. */
  async grow(size = this.nextSize()): Promise<string> {
    const { volumes } = await this.backend.client.getElement(ELEMENT);
    return this.begin({ kind: 'expand', element: ELEMENT, volumes: volumes.filter(({ name }) => name.includes('broker')).map(({ name }) => name), size });
  }

  /** What is not as before in what the logins are allowed, in sentences. */
  async changedLogins(): Promise<string[]> {
    const now = await this.readLogins();
    return [...now].flatMap(([name, spec]) => (spec === this.logins.get(name) ? [] : [`KafkaUser ${name} is ${spec}, not ${this.logins.get(name)} as before`]));
  }

  private async readLogins(): Promise<Map<string, string>> {
    return new Map((await this.admin.get(USERS)).items.map(({ metadata, spec }) => [metadata.name ?? '', JSON.stringify(spec)]));
  }

  /** The operation once it `holds`, however often the product is killed meanwhile. */
  async until(what: string, id: string, holds: (operation: Operation) => boolean, by: BackendProcess = this.backend): Promise<Operation> {
    return until(`${id} ${what}`, END_TIMEOUT_MS, async () => {
      const operation = await by.client.getOperation(id);
      if (holds(operation)) return operation;
      throw new Error(`${operation.summary.phase} ${JSON.stringify(operation.steps.filter(({ state }) => !['done', 'waiting', 'skipped'].includes(state)))}`);
    });
  }

  ended(id: string, by?: BackendProcess): Promise<Operation> {
    return this.until('to end', id, ({ summary }) => FINAL.includes(summary.phase), by);
  }

  /** The operation once it waits for something that it names. */
  waits(id: string, detail = /./): Promise<Operation> {
    return this.until(`to wait for ${detail}`, id, ({ steps }) => steps.some(step => step.state === 'running' && detail.test(step.detail ?? '')));
  }

  async claims(): Promise<KubeObject[]> {
    return (await this.admin.get(CLAIMS)).items;
  }

  /** What carries the label of an operation, of one collection. */
  async labelled(collection: string, operation: string): Promise<KubeObject[]> {
    return (await this.admin.get(`${collection}?labelSelector=${encodeURIComponent(`penstock.dev/operation=${operation}`)}`)).items;
  }

  private startable(plan: Plan): Plan {
    if (plan.startable) return plan;
    throw new Error(`${plan.title} cannot be started: ${plan.preflight.filter(({ result }) => result === 'block').map(({ sentence }) => sentence).join(' ')}`);
  }

  private async createElement(): Promise<void> {
    const found = templateExamples().find(({ template, name }) => template === 'kafka' && name === 'test-only');
    if (!found) throw new Error('There is no kafka/test-only.');
    const values = { ...found.values, ...{ name: ELEMENT, namespace: NAMESPACE, pipeline: 'faulty', brokers: 1, volumeSize: `${this.size}Gi` } };
    await this.admin.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    for (const value of await manifestsOf({ ...found, values })) {
      const manifest = readManifest(value);
      const route = await resourcePath(this.admin, manifest);
      const reply = await this.admin.patch(`${route}?fieldManager=penstock`, 'apply', manifest);
      if (reply.status !== 201) throw new Error(`${manifest.kind} was not created: ${reply.text}`);
    }
  }
}
