import { createHash } from 'node:crypto';
import { Agent, ProxyAgent, request as undiciRequest, type Dispatcher } from 'undici';
import { errnoOf, unreachableClassOf, unreachableSentence } from './classify';
import type { KubernetesRequest, KubernetesResponse } from './ClusterConnection';
import type { ClusterDefinition } from './ClusterDefinition';
import { AnswerTooLargeError, ClusterUnreachableError } from './ClusterUnreachableError';
import { CredentialsError, type Identity, type TlsIdentity } from './credentials';

/** Bounds of one connection, in milliseconds and bytes. */
export interface TransportLimits {
  connectMs: number;
  /** Until the whole answer is there. */
  requestMs: number;
  /** Silence after which a watch counts as dead; bookmarks come about every minute. */
  watchIdleMs: number;
  maxBytes: number;
  maxSockets: number;
}

/** Production values. */
export const TRANSPORT_LIMITS: TransportLimits = {
  connectMs: 5_000,
  requestMs: 30_000,
  watchIdleMs: 180_000,
  maxBytes: 64 * 1024 * 1024,
  maxSockets: 512,
};

/** An answer whose body has not been read yet. */
export interface OpenAnswer {
  status: number;
  headers: Record<string, string>;
  body: Dispatcher.ResponseData['body'];
}

/**
 * Sends requests to one API server over pooled sockets. A new certificate or
 * authority makes a new pool; the old one drains.
 */
export class HttpTransport {
  private readonly cluster: string;
  private readonly host: string;
  private pool: { key: string; dispatcher: Dispatcher } | undefined;

  constructor(
    private readonly definition: ClusterDefinition,
    private readonly limits: TransportLimits,
  ) {
    this.cluster = definition.name;
    this.host = hostOf(definition.server);
  }

  /** @throws ClusterUnreachableError | AnswerTooLargeError */
  async exchange(request: KubernetesRequest, extraHeaders: Record<string, string> = {}): Promise<KubernetesResponse> {
    const deadline = AbortSignal.timeout(request.timeoutMs ?? this.limits.requestMs);
    const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
    return this.orUnreachable(async () => {
      const answer = await this.open({ ...request, signal }, extraHeaders);
      const text = await this.readText(answer, request);
      return { status: answer.status, headers: answer.headers, body: parseBody(text) };
    }, request.signal);
  }

  /** Opens a request whose answer is read by the caller; `timeoutMs` bounds the wait for its headers. */
  async open(request: KubernetesRequest, extraHeaders: Record<string, string> = {}): Promise<OpenAnswer> {
    const identity = await this.identity(request.signal);
    const url = new URL(this.definition.server + request.path);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const hasBody = request.body !== undefined;
    const { statusCode, headers, body } = await undiciRequest(url, {
      dispatcher: this.dispatcherFor(identity.tls),
      method: request.method,
      headers: {
        accept: request.accept ?? 'application/json',
        ...(hasBody ? { 'content-type': request.contentType ?? 'application/json' } : {}),
        ...extraHeaders,
        ...identity.headers,
        'user-agent': 'penstock',
      },
      body: hasBody ? textOf(request.body) : undefined,
      signal: request.signal,
      headersTimeout: request.timeoutMs ?? this.limits.requestMs,
      bodyTimeout: this.limits.watchIdleMs,
    });
    return { status: statusCode, headers: flat(headers), body };
  }

  /** Runs `work` and turns failures below HTTP into one error with a sentence; the caller's own abort passes through. */
  async orUnreachable<T>(work: () => Promise<T>, callerSignal: AbortSignal | undefined): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (callerSignal?.aborted || error instanceof ClusterUnreachableError || error instanceof AnswerTooLargeError) {
        throw error;
      }
      if (error instanceof CredentialsError) {
        throw new ClusterUnreachableError(this.cluster, 'configuration', error.message);
      }
      const errno = errnoOf(error);
      const sentence = unreachableSentence(this.cluster, this.host, errno);
      throw new ClusterUnreachableError(this.cluster, unreachableClassOf(errno), sentence, errno);
    }
  }

  /** Reads the body up to the request's bound. */
  async readText(answer: OpenAnswer, { path, maxBytes = this.limits.maxBytes }: KubernetesRequest): Promise<string> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const body: AsyncIterable<Uint8Array> = answer.body;
    for await (const bytes of body) {
      length += bytes.length;
      if (length > maxBytes) {
        answer.body.destroy();
        throw new AnswerTooLargeError(this.cluster, path, maxBytes);
      }
      chunks.push(bytes);
    }
    return Buffer.concat(chunks, length).toString('utf8');
  }

  async close(): Promise<void> {
    await this.pool?.dispatcher.destroy();
    this.pool = undefined;
  }

  forgetCredentials(): void {
    if ('credentials' in this.definition.access) this.definition.access.credentials.forget();
  }

  /** An exec plugin may take longer than the request is given. */
  private async identity(signal: AbortSignal | undefined): Promise<Identity> {
    const { access } = this.definition;
    if ('problem' in access) throw new ClusterUnreachableError(this.cluster, 'configuration', access.problem);
    const identity = access.credentials.current();
    if (!signal) return identity;
    signal.throwIfAborted();
    let stop = () => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
    });
    return Promise.race([identity, aborted]).finally(() => signal.removeEventListener('abort', stop));
  }

  private dispatcherFor(tls: TlsIdentity): Dispatcher {
    const key = createHash('sha256').update(JSON.stringify(tls)).digest('hex');
    if (this.pool?.key === key) return this.pool.dispatcher;
    // Open watches keep the old pool until the server ends them; closing waits for that.
    this.pool?.dispatcher.close().catch(() => {});
    this.pool = { key, dispatcher: this.createDispatcher(tls) };
    return this.pool.dispatcher;
  }

  private createDispatcher({ proxyUrl, ...tls }: TlsIdentity): Dispatcher {
    const options = { connections: this.limits.maxSockets, connectTimeout: this.limits.connectMs };
    if (proxyUrl) return new ProxyAgent({ ...options, uri: proxyUrl, requestTls: tls });
    return new Agent({ ...options, connect: { ...tls, keepAlive: true, keepAliveInitialDelay: 30_000 } });
  }
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : 'its server address';
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
