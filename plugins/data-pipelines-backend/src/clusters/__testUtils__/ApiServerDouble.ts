import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A small HTTP server that answers by path and writes down what it was asked. */
export class ApiServerDouble {
  readonly asked: { line: string; headers: IncomingMessage['headers'] }[] = [];
  readonly answers = new Map<string, Answer>();
  sockets = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ApiServerDouble> {
    const server = createServer();
    const double = new ApiServerDouble(server);
    server.on('connection', () => {
      double.sockets += 1;
    });
    server.on('request', (request, response) => double.answer(request, response));
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    double.json('/version', { gitVersion: 'v1.36.3' });
    double.json('/api', aggregated([]));
    double.json('/apis', aggregated([]));
    return double;
  }

  get url(): string {
    const address = this.server.address();
    if (!isBound(address)) throw new Error('The server is not listening.');
    return `http://127.0.0.1:${address.port}`;
  }

  json(path: string, body: unknown, status = 200, headers: Record<string, string> = {}): void {
    this.answers.set(path, (_, response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => {
      this.server.close(resolve);
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').split('?')[0];
    this.asked.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    const answer = this.answers.get(path);
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  }
}

/** An aggregated discovery document with one resource per entry. */
export function aggregated(entries: readonly { group: string; version: string; kind: string; resource: string }[]) {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    items: entries.map(({ group, version, kind, resource }) => ({
      metadata: { name: group },
      versions: [
        {
          version,
          freshness: 'Current',
          resources: [{ resource, responseKind: { group, version, kind }, scope: 'Namespaced', verbs: ['list', 'watch'] }],
        },
      ],
    })),
  };
}

function isBound(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
