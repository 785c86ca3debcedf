import { createServer, Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { gzip } from 'node:zlib';
import {
  AGGREGATED_TYPE,
  aggregatedDiscovery,
  wantsAggregated,
} from './aggregatedDiscovery';
import { discoveryDocument, VERSION } from './discovery';
import { handleResource } from './handle';
import { openApiDocument, openApiIndex, OPENAPI_V2 } from './openapi';
import { resourcePath, segmentsOf } from './paths';
import { authorize, denial } from './rbac';
import type { Answer, ResourceRequest, Room, User } from './Room';
import { ApiError, notSimulated, unknownResource } from './status';
import { isLeftOut } from './leftOut';
import { watch, Watches } from './watch';

/** Bodies above this are refused, as the API server does. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** Answers above this are compressed when the client accepts it. */
const COMPRESS_ABOVE_BYTES = 128 * 1024;

/** Nobody serves the path: a plain page instead of a Status. */
class PageNotFound extends Error {}

/** Stands before every request; `handled` means that it has answered, or never will. */
export type Gate = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<'pass' | 'handled'>;

/** What an API server needs to listen. */
export interface Listening {
  port: number;
  certificate: string;
  key: string;
}

/** One Kubernetes-compatible API server over TLS on 127.0.0.1. */
export class ApiServer {
  readonly watches = new Watches();
  /** Faults in force; asked in order. */
  readonly gates = new Set<Gate>();
  private readonly room: Room;
  private readonly authenticate: (token: string) => User | undefined;
  private readonly sockets = new Set<Duplex>();
  private server: Server | undefined;
  private settings: Listening | undefined;

  constructor(
    room: Room,
    authenticate: (token: string) => User | undefined,
  ) {
    this.room = room;
    this.authenticate = authenticate;
  }

  /** The port in use; 0 before it listens. */
  get port(): number {
    return this.settings?.port ?? 0;
  }

  /**
   * Listens; port 0 takes a free one, which is kept over closing and listening again.
   *
   * @throws the system error when the port is taken.
   */
  async listen(settings: Listening): Promise<void> {
    const server = createServer(
      { cert: settings.certificate, key: settings.key },
      (request, response) => {
        this.serve(request, response).catch(() => response.destroy());
      },
    );
    server.keepAliveTimeout = 60_000;
    server.on('connection', socket => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(settings.port, '127.0.0.1', () => resolve());
    });
    const address: AddressInfo | string | null = server.address();
    const port =
      typeof address === 'object' && address ? address.port : settings.port;
    this.settings = { ...settings, port };
    this.server = server;
  }

  /** Listens again on the same port after `close`. */
  async reopen(): Promise<void> {
    if (this.settings && this.server === undefined) {
      await this.listen(this.settings);
    }
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    this.watches.endAll();
    this.cutConnections();
    if (server) {
      await new Promise<void>(resolve => server.close(() => resolve()));
    }
  }

  /** Cuts every connection; clients see a reset. */
  cutConnections(): void {
    for (const socket of this.sockets) {
      socket.destroy();
    }
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    response.setHeader('Penstock-Simulated', 'true');
    // by the cluster's clock, not by the machine's: clients compare it with timestamps
    response.setHeader('Date', this.room.now().toUTCString());
    try {
      for (const gate of this.gates) {
        if ((await gate(request, response)) === 'handled') {
          return;
        }
      }
      const answer = await this.answer(request, response);
      if (answer !== undefined) {
        await send(request, response, answer);
      }
    } catch (error) {
      await send(request, response, failureAnswer(error));
    }
  }

  /** The answer, or undefined when a watch streams it. */
  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Answer | undefined> {
    const url = new URL(request.url ?? '/', 'https://sandbox');
    const segments = segmentsOf(url.pathname);
    const open = probe(segments);
    if (open !== undefined) {
      return open;
    }
    const user = this.userOf(request);
    const document = this.document(segments, request.headers.accept ?? '');
    if (document !== undefined) {
      return document;
    }
    const resource = this.resourceRequest(request, url, segments, user);
    const asksWatch = ['1', 'true'].includes(url.searchParams.get('watch') ?? '');
    const attributes = {
      verb: verbOf(resource, asksWatch),
      group: resource.kind.group,
      resource: resource.kind.plural,
      subresource: resource.subresource,
      // The API server judges a request for a namespace itself inside it.
      namespace:
        resource.kind.kind === 'Namespace' ? resource.name : resource.namespace,
      name: resource.name,
    };
    if (!authorize(this.room, user, attributes).allowed) {
      throw denial(user, resource.kind, attributes);
    }
    if (asksWatch && resource.method === 'GET') {
      watch(this.room, this.watches, oneObject(resource), response);
      return undefined;
    }
    resource.body = await readBody(request);
    return handleResource(this.room, resource);
  }

  private userOf(request: IncomingMessage): User {
    const header = request.headers.authorization ?? '';
    const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
    const user = token === undefined ? undefined : this.authenticate(token);
    if (user === undefined) {
      throw new ApiError(401, 'Unauthorized', 'Unauthorized');
    }
    return user;
  }

  private document(segments: string[], accept: string): Answer | undefined {
    const { kinds } = this.room;
    const path = segments.join('/');
    if (path === 'version') {
      return json(VERSION);
    }
    if (path === 'openapi/v3') {
      return json(openApiIndex(kinds));
    }
    if (path.startsWith('openapi/v3/')) {
      const found = openApiDocument(kinds, path.slice('openapi/v3/'.length));
      return found === undefined ? pageNotFound() : json(found);
    }
    if (path === 'openapi/v2') {
      return {
        code: 200,
        body: OPENAPI_V2.toString('utf8'),
        headers: {
          'Content-Type':
            'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
        },
      };
    }
    if ((path === 'api' || path === 'apis') && wantsAggregated(accept)) {
      return {
        ...json(aggregatedDiscovery(kinds, path)),
        headers: { 'Content-Type': AGGREGATED_TYPE, Vary: 'Accept' },
      };
    }
    const found = discoveryDocument(kinds, segments);
    return found === undefined ? undefined : json(found);
  }

  private resourceRequest(
    request: IncomingMessage,
    url: URL,
    segments: string[],
    user: User,
  ): ResourceRequest {
    const { kinds } = this.room;
    const path = resourcePath(segments);
    if (path !== undefined && isLeftOut(path.group, path.plural)) {
      throw notSimulated(path.plural);
    }
    if (path === undefined || !kinds.serves(path.group, path.version)) {
      throw new PageNotFound();
    }
    const kind = kinds.find(path.group, path.version, path.plural);
    if (kind === undefined) {
      throw unknownResource();
    }
    return {
      user,
      method: request.method ?? 'GET',
      kind,
      namespace: path.namespace,
      name: path.name,
      subresource: path.subresource,
      query: url.searchParams,
      contentType: request.headers['content-type'] ?? 'application/json',
      accept: request.headers.accept ?? '',
      userAgent: request.headers['user-agent'] ?? '',
      body: '',
    };
  }
}

function pageNotFound(): Answer {
  return {
    code: 404,
    body: '404 page not found\n',
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  };
}

function probe(segments: string[]): Answer | undefined {
  const [first] = segments;
  return first === 'healthz' || first === 'readyz' || first === 'livez'
    ? {
        code: 200,
        body: 'ok',
        headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      }
    : undefined;
}

/** A watch on one object is a watch on its collection, narrowed. */
function oneObject(request: ResourceRequest): ResourceRequest {
  if (request.name === undefined) {
    return request;
  }
  const query = new URLSearchParams(request.query);
  query.set('fieldSelector', `metadata.name=${request.name}`);
  return { ...request, name: undefined, query };
}

function verbOf(request: ResourceRequest, asksWatch: boolean): string {
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      if (asksWatch) {
        return 'watch';
      }
      return request.name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    default:
      return request.name === undefined ? 'deletecollection' : 'delete';
  }
}

function json(value: unknown): Answer {
  return { code: 200, body: JSON.stringify(value) };
}

/** What an error is to the client; anything unforeseen is a 500. */
function failureAnswer(error: unknown): Answer {
  if (error instanceof PageNotFound) {
    return pageNotFound();
  }
  const failure =
    error instanceof ApiError
      ? error
      : new ApiError(
          500,
          'InternalError',
          `Internal error occurred: ${
            error instanceof Error ? error.message : String(error)
          }`,
        );
  return {
    code: failure.code,
    body: JSON.stringify(failure.body()),
    headers: failure.headers,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk);
    size += piece.length;
    if (size > MAX_BODY_BYTES) {
      throw new ApiError(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${MAX_BODY_BYTES}`,
      );
    }
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  if (response.headersSent || response.destroyed) {
    response.end();
    return;
  }
  const accepts = request.headers['accept-encoding'] ?? '';
  const plain = Buffer.from(answer.body, 'utf8');
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    ...answer.headers,
  };
  let body = plain;
  if (plain.length > COMPRESS_ABOVE_BYTES && /\bgzip\b/.test(String(accepts))) {
    headers['Content-Encoding'] = 'gzip';
    body = await compressed(plain);
  }
  headers['Content-Length'] = String(body.length);
  response.writeHead(answer.code, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}

function compressed(plain: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gzip(plain, { level: 1 }, (error, result) =>
      error ? reject(error) : resolve(result),
    );
  });
}
