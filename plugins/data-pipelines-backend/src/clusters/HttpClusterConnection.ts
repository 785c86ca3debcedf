import { isForbidden, isTooManyRequests, isUnauthorized, refusalOf, type Refusal } from './classify';
import type {
  ClusterConnection,
  KubernetesRequest,
  KubernetesResponse,
  ServedResource,
  StreamAnswer,
} from './ClusterConnection';
import { ClusterUnreachableError, type UnreachableClass } from './ClusterUnreachableError';
import type { ClusterRecord } from './ClusterRecord';
import { DISCOVERY_ACCEPT, readAggregated, readGroupVersions, readResourceList } from './discovery';
import type { HttpTransport } from './HttpTransport';
import { jsonLines } from './jsonLines';

/** Longest wait for the small documents by which a cluster shows that it lives. */
const PULSE_MS = 5_000;
const MAX_EVENT_BYTES = 16 * 1024 * 1024;
/** Older servers list their resources group by group; more groups than this are not read. */
const MAX_GROUP_VERSIONS = 500;

/** How often those lists are read again while the names of the groups stay the same. */
const GROUPS_REREAD_MS = 60_000;

interface DiscoveryDocument {
  etag?: string;
  resources: readonly ServedResource[];
  /** Of the older form: which groups there were, when their lists were read, and which of them were refused. */
  groups?: { key: string; readAt: number; refused: readonly string[] };
}

/** A {@link ClusterConnection} over HTTPS that notes in a record how the cluster behaves. */
export class HttpClusterConnection implements ClusterConnection {
  private readonly documents = new Map<'/api' | '/apis', DiscoveryDocument>();
  private discovering: Promise<readonly ServedResource[]> | undefined;

  constructor(
    readonly cluster: string,
    private readonly transport: HttpTransport,
    private readonly record: ClusterRecord,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {}

  request(request: KubernetesRequest): Promise<KubernetesResponse> {
    return this.send(request);
  }

  async stream(request: KubernetesRequest): Promise<StreamAnswer> {
    const { transport } = this;
    const answer = await this.noting(() => transport.orUnreachable(() => transport.open(request), request.signal));
    if (answer.status !== 200) {
      const text = await transport.orUnreachable(() => transport.readText(answer, request), request.signal);
      const response = { status: answer.status, headers: answer.headers, body: parseStatus(text) };
      this.noteCredentials(response);
      return { opened: false, response };
    }
    const lines = jsonLines(answer.body, request.maxBytes ?? MAX_EVENT_BYTES);
    return { opened: true, lines: unreachableIfBroken(lines, transport, request.signal) };
  }

  /** With `refresh` this is the cluster's pulse: one small request that also finds new kinds. */
  async discover(options: { refresh?: boolean } = {}): Promise<readonly ServedResource[]> {
    if (!options.refresh && this.documents.size === 2) return this.served();
    this.discovering ??= this.refreshDiscovery().finally(() => {
      this.discovering = undefined;
    });
    return this.discovering;
  }

  private async refreshDiscovery(): Promise<readonly ServedResource[]> {
    const returning = !this.record.isReachable();
    await this.refreshDocument('/apis');
    // The core group changes only with the server's version.
    const core = this.documents.get('/api');
    if (returning || core === undefined || core.groups?.refused.length) {
      await this.refreshDocument('/api');
      await this.readVersion();
    }
    return this.served();
  }

  private served(): readonly ServedResource[] {
    return [...this.documents.values()].flatMap(document => document.resources);
  }

  private async refreshDocument(path: '/api' | '/apis'): Promise<void> {
    const held = this.documents.get(path);
    const startedAt = this.now();
    const response = await this.send(
      { method: 'GET', path, timeoutMs: PULSE_MS },
      { accept: DISCOVERY_ACCEPT, ...(held?.etag ? { 'if-none-match': held.etag } : {}) },
    );
    if (response.status === 304 && held) return;
    if (response.status !== 200) throw this.pulseRefused(path, response);
    this.record.answered(this.now() - startedAt);
    const resources = readAggregated(response.body);
    if (resources) this.documents.set(path, { etag: response.headers.etag, resources });
    else await this.refreshGroups(path, response.body);
  }

  private async refreshGroups(path: '/api' | '/apis', body: unknown): Promise<void> {
    const groupVersions = readGroupVersions(body).slice(0, MAX_GROUP_VERSIONS);
    const key = groupVersions.join(' ');
    const document = this.documents.get(path);
    const held = document?.groups;
    const current = held?.key === key && this.now() - held.readAt < GROUPS_REREAD_MS ? held : undefined;
    const asked = current?.refused ?? groupVersions;
    if (current && asked.length === 0) return;
    const readAt = current?.readAt ?? this.now();
    const answers = new Map<string, readonly ServedResource[]>();
    await Promise.all(
      asked.map(async groupVersion => {
        const encoded = groupVersion.split('/').map(encodeURIComponent).join('/');
        const response = await this.send({ method: 'GET', path: `${path}/${encoded}`, timeoutMs: PULSE_MS });
        if (response.status === 200) answers.set(groupVersion, readResourceList(groupVersion, response.body));
      }),
    );
    // A busy server, or a group whose own server is down, refuses one list. That is no news: the group is still
    // announced, so what was known of it stands, the others are not hidden, and the next pulse asks again.
    const before = (groupVersion: string) =>
      document?.resources.filter(({ group, version }) => groupVersion === (group === '' ? version : `${group}/${version}`)) ?? [];
    this.documents.set(path, {
      resources: groupVersions.flatMap(groupVersion => answers.get(groupVersion) ?? before(groupVersion)),
      groups: { key, readAt, refused: asked.filter(groupVersion => !answers.has(groupVersion)) },
    });
  }

  private async readVersion(): Promise<void> {
    const { status, body } = await this.send({ method: 'GET', path: '/version', timeoutMs: PULSE_MS });
    const version = typeof body === 'object' && body !== null && 'gitVersion' in body ? body.gitVersion : undefined;
    if (status === 200 && typeof version === 'string') this.record.versionRead(version);
  }

  private pulseRefused(path: string, response: KubernetesResponse): ClusterUnreachableError {
    const refusal = refusalOf(response);
    const failure = pulseFailureOf(refusal);
    const reason = `Cluster ${this.cluster} answers ${response.status} to GET ${path}${refusal.reason ? ` (${refusal.reason})` : ''}.`;
    this.record.failed(failure, reason);
    return new ClusterUnreachableError(this.cluster, failure, reason);
  }

  private async send(request: KubernetesRequest, headers?: Record<string, string>): Promise<KubernetesResponse> {
    const startedAt = this.now();
    const response = await this.noting(() => this.transport.exchange(request, headers), request);
    if (response.status < 500 && response.status !== 401) this.record.answered(this.now() - startedAt);
    this.noteCredentials(response);
    return response;
  }

  /** One slow list does not make a cluster unreachable; a pulse that gets no answer does. */
  private async noting<T>(work: () => Promise<T>, request?: KubernetesRequest): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ClusterUnreachableError) {
        const conclusive = ['refused', 'dns', 'tls', 'configuration'].includes(error.failure);
        if (conclusive || request?.timeoutMs === PULSE_MS) this.record.failed(error.failure, error.reason);
      }
      throw error;
    }
  }

  private noteCredentials(response: KubernetesResponse): void {
    if (!isUnauthorized(refusalOf(response))) return;
    // The next request asks for new ones; repeating this one here would hide a wrong token.
    this.transport.forgetCredentials();
    this.record.failed('unauthorized', `Cluster ${this.cluster} does not accept the configured credentials (401).`);
  }
}

function pulseFailureOf(refusal: Refusal): UnreachableClass {
  if (isUnauthorized(refusal)) return 'unauthorized';
  if (isForbidden(refusal)) return 'forbidden';
  return refusal.status >= 500 || isTooManyRequests(refusal) ? 'server-error' : 'other';
}

async function* unreachableIfBroken(
  lines: AsyncIterable<unknown>,
  transport: HttpTransport,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown> {
  const iterator = lines[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await transport.orUnreachable(() => iterator.next(), signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

function parseStatus(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
