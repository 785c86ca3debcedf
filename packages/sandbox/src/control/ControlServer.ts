import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import type { Cluster } from '../Cluster';
import type { Clock } from '../contracts';
import { FaultBoard } from '../faults/FaultBoard';
import type { MetricsHandler } from '../rooms';

/** What the control port speaks for. */
export interface ControlOptions {
  clusters: Cluster[];
  clock: Clock;
  seeded: boolean;
  reset(): Promise<void>;
  log(line: string): void;
  metrics: MetricsHandler | undefined;
}

const MAX_BODY_BYTES = 64 * 1024;

/** A request the control port refuses, with the reason in a sentence. */
class Refusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The control port: health, state, reset, faults and the clusters' metrics, over plain HTTP on 127.0.0.1. */
export class ControlServer {
  private readonly options: ControlOptions;
  private readonly faults: FaultBoard;
  private readonly server: Server;
  private port = 0;

  constructor(options: ControlOptions) {
    this.options = options;
    this.faults = new FaultBoard(options.clusters);
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  /** `http://127.0.0.1:7440`. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * Listens; port 0 takes a free one.
   *
   * @throws the system error when the port is taken.
   */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => resolve());
    });
    const address = this.server.address();
    this.port =
      typeof address === 'object' && address !== null ? address.port : port;
  }

  /** Heals every fault. */
  async healAll(): Promise<void> {
    await this.faults.healAll();
  }

  async close(): Promise<void> {
    await this.healAll();
    if (this.server.listening) {
      this.server.closeAllConnections();
      await new Promise<void>(resolve => this.server.close(() => resolve()));
    }
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    response.setHeader('Penstock-Simulated', 'true');
    const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
    try {
      if (await this.serveMetrics(pathname, request, response)) {
        return;
      }
      const value = await this.answer(
        `${request.method ?? 'GET'} ${pathname}`,
        request,
      );
      respond(response, 200, value);
    } catch (error) {
      const code = error instanceof Refusal ? error.code : 500;
      const message = error instanceof Error ? error.message : String(error);
      respond(response, code, { simulated: true, error: message });
    }
  }

  private async serveMetrics(
    pathname: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    if (!pathname.startsWith('/clusters/')) {
      return false;
    }
    const { metrics } = this.options;
    if (metrics && (await metrics(request, response))) {
      return true;
    }
    if (metrics) {
      return false;
    }
    throw new Refusal(
      501,
      'The sandbox runs without its workload, so it has no metrics; start it in demo mode.',
    );
  }

  private async answer(
    what: string,
    request: IncomingMessage,
  ): Promise<unknown> {
    switch (what) {
      case 'GET /healthz':
        return { simulated: true, status: 'ok' };
      case 'GET /state':
        return this.state();
      case 'POST /reset': {
        const began = Date.now();
        await this.options.reset();
        return { simulated: true, reset: true, tookMs: Date.now() - began };
      }
      case 'GET /faults':
        return { simulated: true, faults: this.faults.list() };
      case 'POST /faults':
        return this.order(await readJson(request));
      case 'DELETE /faults':
        await this.faults.healAll();
        return { simulated: true, faults: [] };
      default:
        throw new Refusal(
          404,
          `The control port does not know "${what}"; it has GET /healthz, GET /state, POST /reset, GET, POST and DELETE /faults, GET /clusters/<name>/metrics and /clusters/<name>/prometheus/api/v1/*.`,
        );
    }
  }

  private async order(body: unknown): Promise<unknown> {
    try {
      await this.faults.order(body);
    } catch (error) {
      throw new Refusal(
        400,
        error instanceof Error ? error.message : String(error),
      );
    }
    return { simulated: true, faults: this.faults.list() };
  }

  private state(): unknown {
    const { clusters, clock, seeded } = this.options;
    return {
      simulated: true,
      speed: clock.speed,
      seed: seeded ? 'demo' : 'empty',
      faults: this.faults.list(),
      clusters: clusters.map(cluster => ({
        name: cluster.name,
        server: cluster.access('nobody').server,
        revision: cluster.store.revision,
        watches: cluster.server.watches.count,
        objects: cluster.store.counts(),
      })),
    };
  }
}

function respond(
  response: ServerResponse,
  code: number,
  value: unknown,
): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  response.writeHead(code, { 'Content-Type': 'application/json' });
  response.end(`${JSON.stringify(value, undefined, 2)}\n`);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MAX_BODY_BYTES) {
      throw new Refusal(413, 'The body is larger than 64 KiB.');
    }
  }
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new Refusal(400, 'The body is no JSON.');
  }
}
