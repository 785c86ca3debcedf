import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Encounter } from './Encounter';
import { shiftedDate, shiftedTimes, shiftLines } from './shiftTimes';

/** Which requests of the product are meant. */
export interface Meant {
  method: string;
  /** Matched against path and query. */
  path: RegExp;
  /** How many are met before the trouble is over by itself; absent: all. */
  times?: number;
}

/** What happens to them. */
export type ApiTrouble =
  /** It never arrives; the API server answers this instead. */
  | { how: 'answer'; status: number; reason: string; message: string; retryAfterSeconds?: number }
  /** It is done, and the connection breaks before the answer. */
  | { how: 'lose-answer' }
  /** It waits before it is sent on, or its answer waits, until the encounter says how it goes on. */
  | { how: 'hold-request' }
  | { how: 'hold-answer' }
  /** The object in the answer is another one. */
  | { how: 'rewrite'; change: (object: unknown) => unknown }
  /** The server's clock is off: all that it says of the time is, in objects, watches and the header of the answer. */
  | { how: 'shift-clock'; seconds: number };

/** The API server behind it, as which it also presents itself. */
interface Upstream {
  server: string;
  /** PEM of its certificate, which is its own authority, and of the key of that. */
  ca: string;
  key: string;
}

interface Passed {
  method: string;
  path: string;
  at: number;
  /** Absent while it is not answered. */
  status?: number;
}

/** Stands between the product and any API server, and does to single requests what a network or a server may do. */
export class ApiProxy {
  /** What the product asked, watches included; the newest last. */
  readonly passed: Passed[] = [];
  private readonly encounters = new Set<Encounter>();
  private readonly agent: Agent;

  private constructor(
    private readonly upstream: Upstream,
    private readonly server: Server,
  ) {
    this.agent = new Agent({ keepAlive: true, ca: upstream.ca });
  }

  static async start(upstream: Upstream): Promise<ApiProxy> {
    const server = createServer({ cert: upstream.ca, key: upstream.key });
    const proxy = new ApiProxy(upstream, server);
    server.on('request', (request, response) => {
      proxy.pass(request, response).catch(() => response.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** `https://127.0.0.1:40123` */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `https://127.0.0.1:${port}`;
  }

  /** Lays a trouble in the way of requests; the newest counts. */
  meet(meant: Meant, trouble: ApiTrouble): Encounter {
    const encounter = new Encounter(meant, trouble, () => this.encounters.delete(encounter));
    this.encounters.add(encounter);
    return encounter;
  }

  /** Everything passes again. */
  heal(): void {
    for (const encounter of [...this.encounters]) encounter.lift();
  }

  async stop(): Promise<void> {
    this.heal();
    this.server.closeAllConnections();
    this.server.close();
    this.agent.destroy();
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const asked: Passed = { method, path: url, at: Date.now() };
    this.passed.push(asked);
    response.on('finish', () => {
      asked.status = response.statusCode;
    });
    const body = await textOf(request);
    const encounter = [...this.encounters].reverse().find(each => each.takes(method, url, body));
    const trouble = encounter?.trouble;
    if (trouble?.how === 'answer') {
      answer(response, trouble);
      return;
    }
    if (trouble?.how === 'hold-request' && (await encounter?.held()) === 'dropped') {
      response.destroy();
      return;
    }
    const arrived = await this.forward(request, body);
    response.on('close', () => arrived.destroy());
    if (/[?&]watch=(true|1)/.test(url)) {
      response.writeHead(arrived.statusCode ?? 502, headersOf(arrived.headers));
      // a watch that breaks behind breaks in front, else it would be silent for as long as it may last
      const passing = trouble?.how === 'shift-clock' ? pipeline(arrived, shiftLines(trouble.seconds), response) : pipeline(arrived, response);
      await passing.catch(() => response.destroy());
      return;
    }
    const text = await textOf(arrived);
    if (trouble?.how === 'lose-answer' || (trouble?.how === 'hold-answer' && (await encounter?.held()) === 'dropped')) {
      response.destroy();
      return;
    }
    const { statusCode = 502 } = arrived;
    const { text: given, date } = told(text, arrived, trouble);
    response.writeHead(statusCode, { ...headersOf(arrived.headers), ...(date !== undefined && { date }), 'content-length': Buffer.byteLength(given) });
    response.end(given);
  }

  private async forward({ method, url = '/', headers }: IncomingMessage, body: string): Promise<IncomingMessage> {
    const sent = httpsRequest(new URL(url, this.upstream.server), { method, agent: this.agent, headers: { ...headersOf(headers), 'content-length': Buffer.byteLength(body) } });
    sent.end(body);
    const [arrived] = await once(sent, 'response');
    return arrived;
  }
}

/** What is handed on of an answer that came whole. */
function told(text: string, { statusCode, headers }: IncomingMessage, trouble: ApiTrouble | undefined): { text: string; date?: string } {
  if (trouble?.how === 'rewrite' && statusCode === 200) return { text: JSON.stringify(trouble.change(JSON.parse(text))) };
  if (trouble?.how === 'shift-clock') return { text: shiftedTimes(text, trouble.seconds), date: shiftedDate(headers.date, trouble.seconds) };
  return { text };
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Those that are not about one connection; answers come as plain text, so that they can be read here. */
function headersOf(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { host: _host, connection: _connection, 'transfer-encoding': _encoding, 'accept-encoding': _accepted, 'content-length': _length, ...rest } = headers;
  return rest;
}

function answer(response: ServerResponse, { status, reason, message, retryAfterSeconds }: Extract<ApiTrouble, { how: 'answer' }>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }) });
  response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: status, reason, message }));
}
