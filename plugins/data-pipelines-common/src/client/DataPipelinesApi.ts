import type {
  ClusterList,
  Element,
  LeftoverList,
  LintReport,
  LintRequest,
  ListLeftovers,
  ListOperations,
  ListPipelines,
  ListRecoveryPoints,
  ListSchedules,
  ManifestsReport,
  ManifestsRequest,
  Operation,
  OperationList,
  OperationRequest,
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
} from '../schema/openapi';

/** The query of {@link DataPipelinesApi.listPipelines}. @public */
export type ListPipelinesQuery = ListPipelines['query'];

/** The query of {@link DataPipelinesApi.listOperations}. @public */
export type ListOperationsQuery = ListOperations['query'];

/** The query of {@link DataPipelinesApi.listRecoveryPoints}. @public */
export type ListRecoveryPointsQuery = ListRecoveryPoints['query'];

/** The query of {@link DataPipelinesApi.listSchedules}. @public */
export type ListSchedulesQuery = ListSchedules['query'];

/** The query of {@link DataPipelinesApi.listLeftovers}. @public */
export type ListLeftoversQuery = ListLeftovers['query'];

/** Waits for an operation to change: until its version is above `after`, for `wait` seconds (0 to 30) at most. @public */
export interface OperationWait {
  after: number;
  wait: number;
}

/** How one request is made. @public */
export interface DataPipelinesRequestOptions {
  /** A Backstage token, where the fetch that the client was given adds none. */
  token?: string;
  /** Ends the request; it then throws the signal's reason. */
  signal?: AbortSignal;
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
  /** One volume of an element as its cluster holds it now: objects without secrets, and events. Asks the cluster. */
  getVolume(element: string, volume: string, options?: DataPipelinesRequestOptions): Promise<VolumeDetail>;
  /** The configured clusters. */
  listClusters(options?: DataPipelinesRequestOptions): Promise<ClusterList>;
  /** Checks manifests against the lint rules; asks no cluster. */
  lintManifests(request: LintRequest, options?: DataPipelinesRequestOptions): Promise<LintReport>;
  /** Asks the cluster, by server-side dry run, whether it would take the manifests. */
  dryRunManifests(request: ManifestsRequest, options?: DataPipelinesRequestOptions): Promise<ManifestsReport>;
  /** Applies the manifests; see the report for what exists afterwards. */
  applyManifests(request: ManifestsRequest, options?: DataPipelinesRequestOptions): Promise<ManifestsReport>;
  /** Draws the plan of an operation; writes nothing. What cannot be started is a plan too, with the check that blocks it. */
  createPlan(request: OperationRequest, options?: DataPipelinesRequestOptions): Promise<Plan>;
  /**
   * Starts what was planned. The same `key` (8 to 100 of `A-Z a-z 0-9 . _ ~ : -`) with the same request gives the
   * same operation; 409 `PLAN_CHANGED` says that the world has changed since and that nothing was started.
   */
  startOperation(request: StartRequest, key: string, options?: DataPipelinesRequestOptions): Promise<Operation>;
  /** The operations that the caller may read, newest first. */
  listOperations(query?: ListOperationsQuery, options?: DataPipelinesRequestOptions): Promise<OperationList>;
  /** One operation; with `wait` the answer waits for a change and is the unchanged operation where none came. */
  getOperation(id: string, wait?: OperationWait, options?: DataPipelinesRequestOptions): Promise<Operation>;
  /** Asks an operation to stop and to undo what its `cancel` says it can. */
  cancelOperation(id: string, options?: DataPipelinesRequestOptions): Promise<Operation>;
  /** What can be restored from, newest cut first. */
  listRecoveryPoints(query?: ListRecoveryPointsQuery, options?: DataPipelinesRequestOptions): Promise<RecoveryPointList>;
  /** One recovery point with its members and offsets. */
  getRecoveryPoint(id: string, options?: DataPipelinesRequestOptions): Promise<RecoveryPoint>;
  /** The snapshot schedules, and the elements that none covers. */
  listSchedules(query?: ListSchedulesQuery, options?: DataPipelinesRequestOptions): Promise<ScheduleList>;
  /** Creates a schedule or replaces it; with `dryRun` nothing is written. */
  putSchedule(name: string, spec: ScheduleSpec, dryRun?: boolean, options?: DataPipelinesRequestOptions): Promise<Schedule>;
  /** Removes a schedule; the points that it made stay until they expire. */
  deleteSchedule(name: string, options?: DataPipelinesRequestOptions): Promise<void>;
  /** Objects that ended operations left in the clusters. */
  listLeftovers(query?: ListLeftoversQuery, options?: DataPipelinesRequestOptions): Promise<LeftoverList>;
}
