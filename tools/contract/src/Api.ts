import { type ApiAccess, type ApiRequest, callApi } from 'control-plane';
import { type KubeObject, readObject, readObjects } from './KubeObject';
import { type WatchOptions, watchApi, type WatchResult } from './watchApi';

const CONTENT_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** The kinds of patch, as short words. */
export type PatchKind = keyof typeof CONTENT_TYPES;

/** What the API server answered. */
export class Reply {
  constructor(
    readonly status: number,
    readonly headers: Record<string, string>,
    readonly text: string,
  ) {}

  /** The body as JSON. */
  get body(): unknown {
    return JSON.parse(this.text);
  }

  /**
   * The body as one object.
   *
   * @throws Error with the body when the answer is not a success.
   */
  get object(): KubeObject {
    this.requireSuccess();
    return readObject(this.body);
  }

  /** The items of a list, in the order of the answer. */
  get items(): KubeObject[] {
    this.requireSuccess();
    return readObjects(this.body);
  }

  /** The names of the items of a list, in the order of the answer. */
  get names(): string[] {
    return this.items.map(item => item.metadata.name ?? '');
  }

  private requireSuccess(): void {
    if (this.status >= 200 && this.status < 300) return;
    throw new Error(
      `A success was expected, not ${this.status}: ${this.text.slice(0, 500)}`,
    );
  }
}

/** Raw requests to one API server as one user. */
export class Api {
  constructor(private readonly access: ApiAccess) {}

  async send(request: ApiRequest): Promise<Reply> {
    const answer = await callApi(this.access, request);
    return new Reply(answer.status, answer.headers, answer.text);
  }

  get(path: string, headers?: Record<string, string>): Promise<Reply> {
    return this.send({ method: 'GET', path, headers });
  }

  post(path: string, body: unknown, contentType?: string): Promise<Reply> {
    return this.send({ method: 'POST', path, body, contentType });
  }

  put(path: string, body: unknown): Promise<Reply> {
    return this.send({ method: 'PUT', path, body });
  }

  patch(path: string, kind: PatchKind, body: unknown): Promise<Reply> {
    return this.send({
      method: 'PATCH',
      path,
      body,
      contentType: CONTENT_TYPES[kind],
    });
  }

  delete(path: string, options?: unknown): Promise<Reply> {
    return this.send({ method: 'DELETE', path, body: options });
  }

  /** Collects events of a watch; see {@link watchApi}. */
  watch(path: string, options: WatchOptions): Promise<WatchResult> {
    return watchApi(this.access, path, options);
  }
}
