import { ResponseError } from '@backstage/errors';
import {
  DefaultApiClient,
  type ClusterList,
  type Element,
  type LintReport,
  type LintRequest,
  type ManifestsReport,
  type ManifestsRequest,
  type Pipeline,
  type PipelineList,
  type TypedResponse,
} from '../schema/openapi';
import type { DataPipelinesApi, DataPipelinesRequestOptions, ListPipelinesQuery } from './DataPipelinesApi';

/**
 * {@link DataPipelinesApi} over the generated client, for browser and server.
 * @public
 */
export class DataPipelinesClient implements DataPipelinesApi {
  readonly #client: DefaultApiClient;

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi?: { fetch: typeof fetch };
  }) {
    this.#client = new DefaultApiClient(options);
  }

  async listPipelines(query: ListPipelinesQuery = {}, options?: DataPipelinesRequestOptions): Promise<PipelineList> {
    return this.#body(await this.#client.listPipelines({ query }, options));
  }

  async getPipeline(name: string, options?: DataPipelinesRequestOptions): Promise<Pipeline> {
    return this.#body(await this.#client.getPipeline({ path: { pipeline: name } }, options));
  }

  async getElement(id: string, options?: DataPipelinesRequestOptions): Promise<Element> {
    return this.#body(await this.#client.getElement({ path: { element: id } }, options));
  }

  async listClusters(options?: DataPipelinesRequestOptions): Promise<ClusterList> {
    return this.#body(await this.#client.listClusters({}, options));
  }

  async lintManifests(request: LintRequest, options?: DataPipelinesRequestOptions): Promise<LintReport> {
    return this.#body(await this.#client.lintManifests({ body: request }, options));
  }

  async dryRunManifests(request: ManifestsRequest, options?: DataPipelinesRequestOptions): Promise<ManifestsReport> {
    return this.#body(await this.#client.dryRunManifests({ body: request }, options));
  }

  async applyManifests(request: ManifestsRequest, options?: DataPipelinesRequestOptions): Promise<ManifestsReport> {
    return this.#body(await this.#client.applyManifests({ body: request }, options));
  }

  async #body<T>(response: TypedResponse<T>): Promise<T> {
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }
}
