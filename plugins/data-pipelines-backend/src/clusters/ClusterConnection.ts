import type { Reachability } from '@penstock/backstage-plugin-data-pipelines-common';

/** One request to an API server. Path segments are encoded by the caller's builder, never concatenated raw. */
export interface KubernetesRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path, e.g. `/apis/kafka.strimzi.io/v1/namespaces/a/kafkas`. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  /** Defaults to `application/json`; `application/apply-patch+yaml` for server-side apply. */
  contentType?: string;
  /** Defaults to `application/json`. */
  accept?: string;
  /** Milliseconds until the whole answer must be there (of a stream: until it starts); each connection has its own default. */
  timeoutMs?: number;
  /** Bound on the answer in bytes (of a stream: on one line); each connection has its own default. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/** What an API server answered, whatever the status. */
export interface KubernetesResponse {
  status: number;
  headers: Record<string, string>;
  /** Parsed JSON, or the text when it is none. */
  body: unknown;
}

/** A resource that the cluster serves, from its discovery documents. */
export interface ServedResource {
  group: string;
  version: string;
  kind: string;
  /** Plural name in the path. */
  resource: string;
  namespaced: boolean;
  verbs: readonly string[];
}

/**
 * One pooled connection to one cluster. Requests time out, are never retried
 * here, and never throw for an HTTP status: the caller decides what a 404 means.
 */
export interface ClusterConnection {
  readonly cluster: string;
  /**
   * @throws ClusterUnreachableError for everything below HTTP: DNS, refused, TLS, timeout, credentials that cannot be had
   * @throws AnswerTooLargeError when the answer exceeds `maxBytes`
   */
  request(request: KubernetesRequest): Promise<KubernetesResponse>;
  /**
   * Opens a stream of JSON lines (a watch). The iterator ends when the server
   * ends it; it throws when the connection breaks.
   */
  stream(request: KubernetesRequest): Promise<StreamAnswer>;
  /** Discovery, cached; `refresh` asks again. */
  discover(options?: { refresh?: boolean }): Promise<readonly ServedResource[]>;
}

/** A stream of JSON documents, or the answer of a server that refused to open it. */
export type StreamAnswer =
  | { opened: true; lines: AsyncIterable<unknown> }
  | { opened: false; response: KubernetesResponse };

/** What is known of a configured cluster without asking it now. */
export interface ClusterState {
  reachable: Reachability;
  /** `gitVersion` of /version. */
  version?: string;
  /** True when the cluster says so itself: build metadata `+simulated` in its version. */
  simulated: boolean;
  /** RFC 3339 of the last good answer. */
  lastSeenAt?: string;
}

/** The configured clusters. */
export interface Clusters {
  names(): readonly string[];
  title(cluster: string): string;
  /** Namespaces that may be written to; undefined where the configuration sets no limit. */
  allowedNamespaces(cluster: string): readonly string[] | undefined;
  /** Namespaces that the inventory keeps to; undefined watches all of them. */
  watchNamespaces(cluster: string): readonly string[] | undefined;
  /** @throws NotFoundError (code CLUSTER_UNKNOWN) */
  connection(cluster: string): ClusterConnection;
  state(cluster: string): ClusterState;
}
