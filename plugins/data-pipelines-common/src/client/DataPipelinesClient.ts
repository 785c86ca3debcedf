import { ResponseError } from '@backstage/errors';
import crossFetch from 'cross-fetch';
import {
  DefaultApiClient,
  type ClusterList,
  type Element,
  type LeftoverList,
  type LintReport,
  type LintRequest,
  type ManifestsReport,
  type ManifestsRequest,
  type Operation,
  type OperationList,
  type OperationRequest,
  type Pipeline,
  type PipelineList,
  type Plan,
  type RecoveryPoint,
  type RecoveryPointList,
  type Schedule,
  type ScheduleList,
  type ScheduleSpec,
  type StartRequest,
  type TypedResponse,
  type VolumeDetail,
} from '../schema/openapi';
import type {
  DataPipelinesApi,
  DataPipelinesRequestOptions,
  ListLeftoversQuery,
  ListOperationsQuery,
  ListPipelinesQuery,
  ListRecoveryPointsQuery,
  ListSchedulesQuery,
  OperationWait,
} from './DataPipelinesApi';

/** A fetch that adds to every request what the generated client cannot say: a signal and headers by their real names. */
function fetchWith(inner: typeof fetch, signal: AbortSignal | undefined, headers: Record<string, string>): typeof fetch {
  return (input, init) => {
    const all = new Headers(init?.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    return inner(input, { ...init, headers: all, ...(signal ? { signal } : {}) });
  };
}

/**
 * {@link DataPipelinesApi} over the generated client, for browser and server.
 * @public
 */
export class DataPipelinesClient implements DataPipelinesApi {
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetch: typeof fetch;

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi?: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetch = options.fetchApi?.fetch ?? crossFetch;
  }

  async listPipelines(query: ListPipelinesQuery = {}, options?: DataPipelinesRequestOptions): Promise<PipelineList> {
    return this.#body(await this.#client(options).listPipelines({ query }, options));
  }

  async getPipeline(name: string, options?: DataPipelinesRequestOptions): Promise<Pipeline> {
    return this.#body(await this.#client(options).getPipeline({ path: { pipeline: name } }, options));
  }

  async getElement(id: string, options?: DataPipelinesRequestOptions): Promise<Element> {
    return this.#body(await this.#client(options).getElement({ path: { element: id } }, options));
  }

  async getVolume(element: string, volume: string, options?: DataPipelinesRequestOptions): Promise<VolumeDetail> {
    return this.#body(await this.#client(options).getVolume({ path: { element, volume } }, options));
  }

  async listClusters(options?: DataPipelinesRequestOptions): Promise<ClusterList> {
    return this.#body(await this.#client(options).listClusters({}, options));
  }

  async lintManifests(request: LintRequest, options?: DataPipelinesRequestOptions): Promise<LintReport> {
    return this.#body(await this.#client(options).lintManifests({ body: request }, options));
  }

  async dryRunManifests(request: ManifestsRequest, options?: DataPipelinesRequestOptions): Promise<ManifestsReport> {
    return this.#body(await this.#client(options).dryRunManifests({ body: request }, options));
  }

  async applyManifests(request: ManifestsRequest, options?: DataPipelinesRequestOptions): Promise<ManifestsReport> {
    return this.#body(await this.#client(options).applyManifests({ body: request }, options));
  }

  async createPlan(request: OperationRequest, options?: DataPipelinesRequestOptions): Promise<Plan> {
    return this.#body(await this.#client(options).createPlan({ body: request }, options));
  }

  async startOperation(request: StartRequest, key: string, options?: DataPipelinesRequestOptions): Promise<Operation> {
    // The generated client would spell the header after its parameter, `idempotencyKey`, which the server does not read.
    const client = this.#client(options, { 'Idempotency-Key': key });
    return this.#body(await client.startOperation({ body: request, header: { idempotencyKey: key } }, options));
  }

  async listOperations(query: ListOperationsQuery = {}, options?: DataPipelinesRequestOptions): Promise<OperationList> {
    return this.#body(await this.#client(options).listOperations({ query }, options));
  }

  async getOperation(id: string, wait?: OperationWait, options?: DataPipelinesRequestOptions): Promise<Operation> {
    return this.#body(await this.#client(options).getOperation({ path: { operation: id }, query: { ...wait } }, options));
  }

  async cancelOperation(id: string, options?: DataPipelinesRequestOptions): Promise<Operation> {
    return this.#body(await this.#client(options).cancelOperation({ path: { operation: id } }, options));
  }

  async listRecoveryPoints(query: ListRecoveryPointsQuery = {}, options?: DataPipelinesRequestOptions): Promise<RecoveryPointList> {
    return this.#body(await this.#client(options).listRecoveryPoints({ query }, options));
  }

  async getRecoveryPoint(id: string, options?: DataPipelinesRequestOptions): Promise<RecoveryPoint> {
    return this.#body(await this.#client(options).getRecoveryPoint({ path: { recoveryPoint: id } }, options));
  }

  async listSchedules(query: ListSchedulesQuery = {}, options?: DataPipelinesRequestOptions): Promise<ScheduleList> {
    return this.#body(await this.#client(options).listSchedules({ query }, options));
  }

  async putSchedule(name: string, spec: ScheduleSpec, dryRun?: boolean, options?: DataPipelinesRequestOptions): Promise<Schedule> {
    const query = dryRun === undefined ? {} : { dryRun };
    return this.#body(await this.#client(options).putSchedule({ path: { schedule: name }, body: spec, query }, options));
  }

  async deleteSchedule(name: string, options?: DataPipelinesRequestOptions): Promise<void> {
    const response = await this.#client(options).deleteSchedule({ path: { schedule: name } }, options);
    if (!response.ok) throw await ResponseError.fromResponse(response);
  }

  async listLeftovers(query: ListLeftoversQuery = {}, options?: DataPipelinesRequestOptions): Promise<LeftoverList> {
    return this.#body(await this.#client(options).listLeftovers({ query }, options));
  }

  #client(options: DataPipelinesRequestOptions | undefined, headers: Record<string, string> = {}): DefaultApiClient {
    return new DefaultApiClient({
      discoveryApi: this.#discoveryApi,
      fetchApi: { fetch: fetchWith(this.#fetch, options?.signal, headers) },
    });
  }

  async #body<T>(response: TypedResponse<T>): Promise<T> {
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }
}
