import type {
  ClusterList,
  Element,
  LintReport,
  LintRequest,
  ListPipelines,
  ManifestsReport,
  ManifestsRequest,
  Pipeline,
  PipelineList,
} from '../schema/openapi';

/** The query of {@link DataPipelinesApi.listPipelines}. @public */
export type ListPipelinesQuery = ListPipelines['query'];

/** How one request is made. @public */
export interface DataPipelinesRequestOptions {
  /** A Backstage token, where the fetch that the client was given adds none. */
  token?: string;
}

/**
 * Penstock's HTTP API as methods. Every method throws a `ResponseError` for an
 * answer that is no success; its body carries `code`, `cause` and `remedy`.
 * @public
 */
export interface DataPipelinesApi {
  /** The pipelines that the caller may read, worst first. */
  listPipelines(query?: ListPipelinesQuery, options?: DataPipelinesRequestOptions): Promise<PipelineList>;
  /** One pipeline by name, the value of the label `app.kubernetes.io/part-of`. */
  getPipeline(name: string, options?: DataPipelinesRequestOptions): Promise<Pipeline>;
  /** One element by id, the value of the label `penstock.dev/element`. */
  getElement(id: string, options?: DataPipelinesRequestOptions): Promise<Element>;
  /** The configured clusters. */
  listClusters(options?: DataPipelinesRequestOptions): Promise<ClusterList>;
  /** Checks manifests against the lint rules; asks no cluster. */
  lintManifests(request: LintRequest, options?: DataPipelinesRequestOptions): Promise<LintReport>;
  /** Asks the cluster, by server-side dry run, whether it would take the manifests. */
  dryRunManifests(request: ManifestsRequest, options?: DataPipelinesRequestOptions): Promise<ManifestsReport>;
  /** Applies the manifests; see the report for what exists afterwards. */
  applyManifests(request: ManifestsRequest, options?: DataPipelinesRequestOptions): Promise<ManifestsReport>;
}
