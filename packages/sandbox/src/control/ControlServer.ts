import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import type { Cluster } from '../Cluster';
import type { Clock } from '../contracts';
import { FaultBoard } from '../faults/FaultBoard';
import { catalogue } from '../faults/catalogue';
import { bringBackLostNodes } from '../faults/loseNode';
import type { MetricsHandler, Rooms } from '../rooms';
import type { Ledger } from '../workload/ledger/Ledger';

/** What the control port speaks for. */
export interface ControlOptions {
  clusters: Cluster[];
  clock: Clock;
  seeded: boolean;
  reset(): Promise<void>;
  log(line: string): void;
  metrics: MetricsHandler | undefined;
  ledger: Rooms['ledger'] | undefined;
  /** What jitter and choices are drawn from. */
  seed: number;
}

const ONE_FAULT = 'DELETE /faults/';
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

  /** Heals what an earlier process left behind in the clusters' objects. */
  async recover(): Promise<void> {
    await Promise.all(this.options.clusters.map(bringBackLostNodes));
  }

  /** Heals every fault; what cannot be healed is logged, as the clusters end or begin anew. */
  async healAll(): Promise<void> {
    await this.faults
      .healAll()
      .catch(error => this.options.log(`faults: ${String(error)}`));
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
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const { pathname } = url;
    try {
      const ledger = await this.ledger(request.method, url);
      if (ledger !== undefined) {
        respond(response, 200, ledger);
        return;
      }
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

  /** Answers `GET /clusters/<name>/ledger`; undefined for another path. */
  private async ledger(
    method: string | undefined,
    { pathname, searchParams }: URL,
  ): Promise<object | undefined> {
    const cluster = /^\/clusters\/([^/]+)\/ledger$/.exec(pathname)?.[1];
    if (cluster === undefined || method !== 'GET') {
      return undefined;
    }
    const { ledger } = this.options;
    if (ledger === undefined) {
      throw new Refusal(
        501,
        'The sandbox runs without its workload, so there are no records to count; start it in demo mode.',
      );
    }
    const namespace = searchParams.get('namespace');
    if (!namespace) {
      throw new Refusal(
        400,
        'The ledger is of one namespace: add ?namespace=.',
      );
    }
    const element = searchParams.get('element') ?? undefined;
    const read = await ledger(cluster, namespace, element);
    if (read === undefined) {
      throw new Refusal(404, `There is no cluster ${cluster} that runs.`);
    }
    if (element !== undefined && isEmpty(read)) {
      throw new Refusal(
        404,
        `There is no Kafka or Elasticsearch ${element} with volumes in ${namespace}.`,
      );
    }
    return { simulated: true, cluster, ...read };
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
        return await this.state();
      case 'POST /reset': {
        const began = Date.now();
        await this.options.reset();
        return { simulated: true, reset: true, tookMs: Date.now() - began };
      }
      case 'GET /faults':
        return { simulated: true, faults: await this.faults.list() };
      case 'POST /faults':
        await this.orderly(request, body => this.faults.order(body));
        return { simulated: true, faults: await this.faults.list() };
      case 'GET /faults/catalogue':
        return { simulated: true, faults: catalogue() };
      case 'POST /faults/plan': {
        const planned = await this.orderly(request, body =>
          this.faults.plan(body),
        );
        return { simulated: true, planned, faults: await this.faults.list() };
      }
      case 'DELETE /faults':
        await this.faults.healAll();
        return { simulated: true, faults: [] };
      default:
        if (what.startsWith(ONE_FAULT)) {
          return this.heal(decodeURIComponent(what.slice(ONE_FAULT.length)));
        }
        throw new Refusal(
          404,
          `The control port does not know "${what}"; it has GET /healthz, GET /state, POST /reset, GET, POST and DELETE /faults, DELETE /faults/<id>, GET /faults/catalogue, POST /faults/plan, GET /clusters/<name>/ledger, GET /clusters/<name>/metrics and /clusters/<name>/prometheus/api/v1/*.`,
        );
    }
  }

  /** Does what the body orders; what cannot be done is the asker's mistake. */
  private async orderly<T>(
    request: IncomingMessage,
    act: (body: unknown) => Promise<T>,
  ): Promise<T> {
    const body = await readJson(request);
    try {
      return await act(body);
    } catch (error) {
      throw new Refusal(
        400,
        error instanceof Error ? error.message : String(error),
      );
    }
  }

  private async heal(id: string): Promise<unknown> {
    if (!(await this.faults.heal(id))) {
      throw new Refusal(404, `The fault "${id}" is not in force.`);
    }
    return { simulated: true, faults: await this.faults.list() };
  }

  private async state(): Promise<unknown> {
    const { clusters, clock, seeded } = this.options;
    return {
      simulated: true,
      speed: clock.speed,
      replaySeed: this.options.seed,
      seed: seeded ? 'demo' : 'empty',
      faults: await this.faults.list(),
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

function isEmpty({ kafkas, elasticsearches }: Ledger): boolean {
  return kafkas.length === 0 && elasticsearches.length === 0;
}

function respond(response: ServerResponse, code: number, value: unknown): void {
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
