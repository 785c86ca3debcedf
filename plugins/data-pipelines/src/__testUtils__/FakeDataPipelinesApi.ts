import { NotFoundError } from '@backstage/errors';
import type {
  ClusterList,
  DataPipelinesApi,
  DataPipelinesRequestOptions,
  Element,
  LeftoverList,
  LintReport,
  ListOperationsQuery,
  ListRecoveryPointsQuery,
  ManifestsReport,
  Operation,
  OperationList,
  OperationRequest,
  OperationWait,
  Pipeline,
  PipelineList,
  Plan,
  RecoveryPoint,
  RecoveryPointList,
  Schedule,
  ScheduleList,
  ScheduleSpec,
  StartRequest,
  VolumeDetail,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { NO_POINT } from './measures';
import { clusters, pipelines } from './story';
import { planFor, startedFrom } from './operations';

/** Penstock's API over fixtures that a test may change while pages are open. */
export class FakeDataPipelinesApi implements DataPipelinesApi {
  pipelines: Pipeline[];
  clusters: ClusterList;
  /** When set, every read fails with it. */
  failure?: Error;
  /** Whether the user may see any pipeline; as from an older backend where not set. */
  access?: PipelineList['access'];
  /** When set, reads wait for it. */
  gate?: Promise<void>;
  /** How plans are drawn. */
  plan: (request: OperationRequest) => Plan | Promise<Plan> = planFor;
  /** Requests that a plan was drawn for. */
  readonly planned: OperationRequest[] = [];
  /** Thrown by the next starts, one each. */
  readonly startFailures: Error[] = [];
  /** What was asked to start, with its key. */
  readonly starts: { request: StartRequest; key: string }[] = [];
  /** When set, a cancellation fails with it. */
  cancelFailure?: Error;
  operations: Operation[] = [];
  rights: OperationList['rights'];
  recoveryPoints: RecoveryPointList = { items: [], total: 0, summary: { newestAge: NO_POINT, timeline: [] } };
  schedules: ScheduleList = { items: [], uncovered: [] };
  /** When set, a schedule is refused with it. */
  scheduleFailure?: Error;
  /** What is said of each schedule that is previewed. */
  scheduleWarnings: string[] = [];
  /** The schedules that were written. */
  readonly saved: { name: string; spec: ScheduleSpec }[] = [];
  /** What is said of every volume. */
  volumeDetail: VolumeDetail = { objects: [], events: { state: 'read', items: [] } };
  /** When set, single volumes cannot be read. */
  volumeFailure?: Error;
  leftovers: LeftoverList = { items: [] };
  readonly calls: string[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(options: { pipelines?: Pipeline[]; clusters?: ClusterList } = {}) {
    this.pipelines = options.pipelines ?? pipelines;
    this.clusters = options.clusters ?? clusters;
  }

  async listPipelines(): Promise<PipelineList> {
    await this.#read('listPipelines');
    const items = this.pipelines.map(({ summary }) => summary);
    return { items, counts: [], total: items.length, ...(this.access && { access: this.access }) };
  }

  async getPipeline(name: string): Promise<Pipeline> {
    await this.#read(`getPipeline ${name}`);
    const found = this.pipelines.find(({ summary }) => summary.name === name);
    if (!found) throw new NotFoundError(`There is no pipeline ${name}`);
    return found;
  }

  async getElement(id: string): Promise<Element> {
    await this.#read(`getElement ${id}`);
    const found = this.pipelines.flatMap(({ elements }) => elements).find(element => element.id === id);
    if (!found) throw new NotFoundError(`There is no element ${id}`);
    return found;
  }

  async getVolume(element: string, volume: string): Promise<VolumeDetail> {
    await this.#read(`getVolume ${element} ${volume}`);
    if (this.volumeFailure) throw this.volumeFailure;
    return this.volumeDetail;
  }

  async listClusters(): Promise<ClusterList> {
    await this.#read('listClusters');
    return this.clusters;
  }

  async lintManifests(): Promise<LintReport> {
    await this.#read('lintManifests');
    return { findings: [], rulesChecked: 0 };
  }

  async dryRunManifests(): Promise<ManifestsReport> {
    await this.#read('dryRunManifests');
    return { cluster: 'prod-north', namespace: 'default', dryRun: true, succeeded: true, outcomes: [] };
  }

  async applyManifests(): Promise<ManifestsReport> {
    await this.#read('applyManifests');
    return { cluster: 'prod-north', namespace: 'default', dryRun: false, succeeded: true, outcomes: [] };
  }

  async createPlan(request: OperationRequest): Promise<Plan> {
    this.planned.push(request);
    await this.#read('createPlan');
    return this.plan(request);
  }

  async startOperation(request: StartRequest, key: string): Promise<Operation> {
    this.starts.push({ request, key });
    await this.#read('startOperation');
    const failure = this.startFailures.shift();
    if (failure) throw failure;
    const started = startedFrom(await this.plan(request.request), request);
    this.operations = [started, ...this.operations];
    return started;
  }

  async listOperations(query: ListOperationsQuery = {}): Promise<OperationList> {
    await this.#read(`listOperations ${JSON.stringify(query)}`);
    const items = this.operations
      .map(({ summary }) => summary)
      .filter(({ pipeline }) => query.pipeline === undefined || pipeline === query.pipeline)
      .filter(({ elements }) => query.element === undefined || elements.includes(query.element))
      .filter(({ finishedAt }) => query.state === undefined || (query.state === 'ended') === (finishedAt !== undefined));
    const from = Number(query.cursor ?? 0);
    const limit = query.limit ?? 50;
    const next = from + limit < items.length ? { nextCursor: String(from + limit) } : {};
    return { items: items.slice(from, from + limit), total: items.length, ...next, ...(this.rights && { rights: this.rights }) };
  }

  async getOperation(id: string, wait?: OperationWait, options?: DataPipelinesRequestOptions): Promise<Operation> {
    await this.#read(`getOperation ${id}`);
    const found = () => this.operations.find(({ summary }) => summary.id === id);
    if (wait && found()?.summary.version === wait.after) await this.#change(options?.signal);
    if (this.failure) throw this.failure;
    const operation = found();
    if (!operation) throw new NotFoundError(`There is no operation ${id}`);
    return operation;
  }

  /** Changes an operation and lets those who wait for that know. */
  change(id: string, to: (operation: Operation) => Operation): void {
    this.operations = this.operations.map(operation => {
      if (operation.summary.id !== id) return operation;
      const next = to(operation);
      return { ...next, summary: { ...next.summary, version: operation.summary.version + 1 } };
    });
    this.wake();
  }

  /** Ends every long poll, as a server does whose waiting time is over or that goes away. */
  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    waiting.forEach(call => call());
  }

  /** How many long polls are open. */
  get waiting(): number {
    return this.#waiting.size;
  }

  async cancelOperation(id: string): Promise<Operation> {
    await this.#read(`cancelOperation ${id}`);
    if (this.cancelFailure) throw this.cancelFailure;
    this.change(id, operation => ({ ...operation, summary: { ...operation.summary, phase: 'Cancelling' } }));
    return this.getOperation(id);
  }

  async listRecoveryPoints(query: ListRecoveryPointsQuery = {}): Promise<RecoveryPointList> {
    await this.#read(`listRecoveryPoints ${JSON.stringify(query)}`);
    const items = this.recoveryPoints.items
      .filter(({ cutTime }) => query.day === undefined || cutTime?.startsWith(query.day))
      .filter(({ state }) => query.state === undefined || state === query.state)
      .filter(({ elements }) => query.element === undefined || elements.includes(query.element));
    const from = Number(query.cursor ?? 0);
    const limit = query.limit ?? 50;
    const next = from + limit < items.length ? { nextCursor: String(from + limit) } : {};
    return { ...this.recoveryPoints, items: items.slice(from, from + limit), total: items.length, ...next };
  }

  async getRecoveryPoint(id: string): Promise<RecoveryPoint> {
    await this.#read(`getRecoveryPoint ${id}`);
    const found = this.recoveryPoints.items.find(point => point.id === id);
    if (!found) throw new NotFoundError(`There is no recovery point ${id}`);
    return found;
  }

  async listSchedules(): Promise<ScheduleList> {
    await this.#read('listSchedules');
    return this.schedules;
  }

  async putSchedule(name: string, spec: ScheduleSpec, dryRun: boolean = false): Promise<Schedule> {
    await this.#read(`putSchedule ${name}${dryRun ? ' dry' : ''}`);
    if (this.scheduleFailure) throw this.scheduleFailure;
    if (!dryRun) this.saved.push({ name, spec });
    return {
      name,
      spec,
      state: 'NeverRan',
      words: `${spec.cron} in words, ${spec.timeZone}`,
      nextRuns: ['2026-11-20T19:00:00Z', '2026-11-21T01:00:00Z', '2026-11-21T07:00:00Z'],
      elements: spec.elements ?? [],
      keptPoints: 19,
      warnings: this.scheduleWarnings,
      createdBy: 'user:default/owner',
      updatedAt: '2026-11-20T14:31:43Z',
    };
  }

  async deleteSchedule(name: string): Promise<void> {
    await this.#read(`deleteSchedule ${name}`);
  }

  async listLeftovers(): Promise<LeftoverList> {
    await this.#read('listLeftovers');
    return this.leftovers;
  }

  async #read(call: string): Promise<void> {
    this.calls.push(call);
    await this.gate;
    if (this.failure) throw this.failure;
  }

  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => resolve();
      this.#waiting.add(done);
      signal?.addEventListener('abort', () => {
        this.#waiting.delete(done);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      });
    });
  }
}
