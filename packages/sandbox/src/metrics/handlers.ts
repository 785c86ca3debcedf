import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerQuery } from './queryApi';
import type { SampleSource } from './sampleSource';

/** The metrics of one cluster, as the HTTP handlers need them. */
export interface ClusterMetrics {
  /** The exposition page of all exporters of this cluster, Prometheus text format 0.0.4. */
  page(): string;
  samples: SampleSource;
}

/**
 * Answers a request, or leaves it alone: resolves to false, with nothing
 * written, for a path that is not one of the metrics paths.
 */
export type OptionalHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

/** Bytes of a posted query at most. */
const MAX_BODY = 64 * 1024;

/**
 * Handler of `/clusters/<cluster>/metrics` and
 * `/clusters/<cluster>/prometheus/api/v1/{query,query_range,status/buildinfo}`,
 * by GET or by POST of a form. Every answer carries `Penstock-Simulated: true`.
 *
 * @param clusters - finds a cluster's metrics by the name in the path
 * @param now - time of an instant query that names none
 */
export function metricsHandlers(
  clusters: (name: string) => ClusterMetrics | undefined,
  now: () => Date,
): OptionalHandler {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const match =
      /^\/clusters\/([^/]+)\/(?:(metrics)|prometheus\/api\/v1\/(.+))$/.exec(
        url.pathname,
      );
    if (!match) return false;
    response.setHeader('Penstock-Simulated', 'true');
    if (request.method !== 'GET' && request.method !== 'POST') {
      sendText(response, 405, 'Metrics are read by GET or POST.\n');
      return true;
    }
    const name = decoded(match[1]);
    const found = name === undefined ? undefined : clusters(name);
    if (!found) {
      sendText(response, 404, `The sandbox has no cluster ${match[1]}.\n`);
    } else if (match[2]) {
      sendText(
        response,
        200,
        found.page(),
        'text/plain; version=0.0.4; charset=utf-8',
      );
    } else {
      await query(request, response, {
        call: match[3],
        parameters: url.searchParams,
        found,
        now: now(),
      });
    }
    return true;
  };
}

async function query(
  request: IncomingMessage,
  response: ServerResponse,
  asked: {
    call: string;
    parameters: URLSearchParams;
    found: ClusterMetrics;
    now: Date;
  },
): Promise<void> {
  const parameters = new URLSearchParams(asked.parameters);
  if (request.method === 'POST') {
    const form = await bodyOf(request);
    if (form === undefined) {
      sendText(response, 413, 'The posted query is too large.\n');
      return;
    }
    for (const [name, value] of new URLSearchParams(form))
      parameters.set(name, value);
  }
  const { status, body } = answerQuery(
    asked.call,
    parameters,
    asked.found.samples,
    asked.now,
  );
  sendText(response, status, JSON.stringify(body), 'application/json');
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** The request's body as text, or undefined when it is longer than allowed. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BODY) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'Content-Type': contentType });
  response.end(text);
}
