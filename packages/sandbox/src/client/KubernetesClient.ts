import { Agent, request } from 'undici';
import { ClusterAccess } from '../contracts';
import { apiErrorFrom, ApiError } from './ApiError';
import { apiVersionOf, KubernetesObject, Resource } from './objects';

/** Milliseconds an ordinary call may take until its headers, and between two pieces of its body. */
const CALL_TIMEOUT_MS = 15_000;
/** Seconds after which the server ends a watch, so that a dead connection cannot last. */
const WATCH_SECONDS = 300;
const PAGE_SIZE = 500;

/** One state of a collection. */
export interface Listing<T extends KubernetesObject> {
  items: T[];
  resourceVersion: string;
}

/** One line of a watch. */
export interface WatchEvent<T extends KubernetesObject> {
  type: string;
  object: T;
}

type Query = Record<string, string | undefined>;

interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Query;
  body?: unknown;
  contentType?: string;
}

/**
 * A small client for one API server, over HTTPS with a bearer token. Writers
 * meet races with calm: what is gone already is `undefined`, what exists
 * already is `undefined`; everything else throws {@link ApiError}.
 */
export class KubernetesClient {
  readonly #access: ClusterAccess;
  readonly #agent: Agent;

  constructor(access: ClusterAccess) {
    this.#access = access;
    this.#agent = new Agent({
      connect: { ca: access.ca, timeout: CALL_TIMEOUT_MS },
      headersTimeout: CALL_TIMEOUT_MS,
      bodyTimeout: CALL_TIMEOUT_MS,
    });
  }

  /** All objects of a resource, in one namespace or in all; follows the pages. */
  async list<T extends KubernetesObject>(
    resource: Resource<T>,
    options: { namespace?: string; labelSelector?: string } = {},
  ): Promise<Listing<T>> {
    const items: T[] = [];
    let resourceVersion = '';
    let next: string | undefined;
    do {
      const page: {
        metadata?: { resourceVersion?: string; continue?: string };
        items?: T[];
      } = await this.#json({
        method: 'GET',
        path: pathOf(resource, options.namespace),
        query: {
          limit: String(PAGE_SIZE),
          continue: next,
          labelSelector: options.labelSelector,
        },
      });
      // Items of a list carry neither of the two.
      const apiVersion = apiVersionOf(resource);
      for (const item of page.items ?? []) {
        items.push({ ...item, apiVersion, kind: resource.kind });
      }
      resourceVersion = page.metadata?.resourceVersion ?? resourceVersion;
      next = page.metadata?.continue || undefined;
    } while (next);
    return { items, resourceVersion };
  }

  /** One object, or undefined when there is none. */
  async get<T extends KubernetesObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
  ): Promise<T | undefined> {
    return this.#unless([404], {
      method: 'GET',
      path: pathOf(resource, namespace, name),
    });
  }

  /** Creates the object; undefined when one of that name exists or its namespace is gone or going. */
  async create<T extends KubernetesObject>(
    resource: Resource<T>,
    object: T,
  ): Promise<T | undefined> {
    try {
      return await this.#json({
        method: 'POST',
        path: pathOf(resource, object.metadata.namespace),
        body: object,
      });
    } catch (error) {
      if (isApiError(error, 409)) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * JSON merge patch, on `/status` or another subresource where one is named.
   * Undefined when the object is gone.
   */
  async patch<T extends KubernetesObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
    patch: object,
    subresource?: string,
  ): Promise<T | undefined> {
    return this.#unless([404], {
      method: 'PATCH',
      path: pathOf(resource, namespace, name, subresource),
      body: patch,
      contentType: 'application/merge-patch+json',
    });
  }

  /** Server-side apply; `force` takes fields over from other managers. */
  async apply<T extends KubernetesObject>(
    resource: Resource<T>,
    object: T,
    fieldManager: string,
    force: boolean,
  ): Promise<T> {
    return this.#json({
      method: 'PATCH',
      path: pathOf(resource, object.metadata.namespace, object.metadata.name),
      query: { fieldManager, force: String(force) },
      body: object,
      contentType: 'application/apply-patch+yaml',
    });
  }

  /** Posts to a subresource: `binding`, `eviction`. Undefined when the object is gone or the act was done before. */
  async post(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    subresource: string,
    body: object,
  ): Promise<unknown> {
    return this.#unless([404, 409], {
      method: 'POST',
      path: pathOf(resource, namespace, name, subresource),
      body,
    });
  }

  /** Deletes; content when the object is gone already. */
  async delete(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options: {
      propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
      gracePeriodSeconds?: number;
      /** Delete only the object of this uid, not a later one of the same name. */
      uid?: string;
    } = {},
  ): Promise<void> {
    const { uid, ...rest } = options;
    await this.#unless([404, 409], {
      method: 'DELETE',
      path: pathOf(resource, namespace, name),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        ...rest,
        ...(uid ? { preconditions: { uid } } : {}),
      },
    });
  }

  /**
   * Yields the changes after `resourceVersion` until the server ends the watch
   * or `signal` aborts. An ERROR event throws {@link ApiError}; its code is 410
   * when the position is too old.
   */
  async *watch<T extends KubernetesObject>(
    resource: Resource<T>,
    resourceVersion: string,
    signal: AbortSignal,
    namespace?: string,
  ): AsyncGenerator<WatchEvent<T>> {
    const path = pathOf(resource, namespace);
    const response = await this.#send(
      {
        method: 'GET',
        path,
        query: {
          watch: 'true',
          allowWatchBookmarks: 'true',
          resourceVersion,
          timeoutSeconds: String(WATCH_SECONDS),
        },
      },
      { signal, bodyTimeout: (WATCH_SECONDS + 30) * 1000 },
    );
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      rest += decoder.decode(chunk, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter(text => text.trim() !== '')) {
        const event: WatchEvent<T> = JSON.parse(line);
        if (event.type === 'ERROR') {
          throw apiErrorFrom(
            500,
            JSON.stringify(event.object),
            `watch ${path}`,
          );
        }
        yield event;
      }
    }
  }

  /** Closes the connections; open watches end with an error. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #unless<T>(codes: number[], call: Call): Promise<T | undefined> {
    try {
      return await this.#json<T>(call);
    } catch (error) {
      if (codes.some(code => isApiError(error, code))) {
        return undefined;
      }
      throw error;
    }
  }

  /** The server's word is taken for the shape of its own resources. */
  async #json<T>(call: Call): Promise<T> {
    const response = await this.#send(call);
    const answer: T = JSON.parse(await response.body.text());
    return answer;
  }

  async #send(
    call: Call,
    options: { signal?: AbortSignal; bodyTimeout?: number } = {},
  ) {
    const url = new URL(call.path, this.#access.server);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) {
        url.searchParams.set(name, value);
      }
    }
    const response = await request(url, {
      method: call.method,
      dispatcher: this.#agent,
      headers: {
        authorization: `Bearer ${this.#access.token}`,
        accept: 'application/json',
        'user-agent': 'penstock-sandbox',
        ...(call.body === undefined
          ? {}
          : { 'content-type': call.contentType ?? 'application/json' }),
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      ...options,
    });
    if (response.statusCode >= 300) {
      const body = await response.body.text();
      throw apiErrorFrom(
        response.statusCode,
        body,
        `${call.method} ${call.path}`,
      );
    }
    return response;
  }
}

/** Whether an error is an {@link ApiError} of this code. */
export function isApiError(error: unknown, code: number): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

/** Path of a collection, an object or its subresource. */
export function pathOf(
  resource: Resource,
  namespace?: string,
  name?: string,
  subresource?: string,
): string {
  const root = resource.group
    ? ['apis', resource.group, resource.version]
    : ['api', resource.version];
  const scope =
    resource.namespaced && namespace ? ['namespaces', namespace] : [];
  const rest = [resource.plural, name, subresource].filter(
    (segment): segment is string => segment !== undefined,
  );
  return `/${[...root, ...scope, ...rest].map(encodeURIComponent).join('/')}`;
}
