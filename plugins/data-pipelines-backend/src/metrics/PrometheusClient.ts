import { request } from 'undici';
import type { Dispatcher } from 'undici';
import type { MetricSample } from '@penstock/backstage-plugin-data-pipelines-node';
import type { MetricSource, QueryOutcome } from './MetricSource';

/** Bytes of one answer at most; a query of the catalogue answers in a few hundred kilobytes. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** How one Prometheus is reached. */
export interface PrometheusOptions {
  /** The cluster that the answers are about. */
  cluster: string;
  /** Base address; `/api/v1/query` is added. */
  url: string;
  /** The whole `Authorization` header; never logged and never in a reason. */
  authorization?: string;
  matchers?: Readonly<Record<string, string>>;
  refreshMs: number;
  timeoutMs: number;
  dispatcher?: Dispatcher;
}

/** Asks one Prometheus, or whatever speaks its HTTP API, by instant queries. */
export class PrometheusClient implements MetricSource {
  readonly name: string;
  readonly matchers: Readonly<Record<string, string>>;
  readonly refreshMs: number;

  constructor(private readonly options: PrometheusOptions) {
    this.name = `Prometheus (${options.cluster})`;
    this.matchers = options.matchers ?? {};
    this.refreshMs = options.refreshMs;
  }

  async query(promql: string, signal: AbortSignal): Promise<QueryOutcome> {
    const { url, authorization, timeoutMs, dispatcher } = this.options;
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const response = await request(`${url.replace(/\/+$/, '')}/api/v1/query`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
          ...(authorization === undefined ? {} : { authorization }),
        },
        body: new URLSearchParams({ query: promql, timeout: `${timeoutMs}ms` }).toString(),
        signal: AbortSignal.any([signal, late]),
        ...(dispatcher === undefined ? {} : { dispatcher }),
      });
      const text = await boundedText(response.body);
      if (text === undefined) return failed(`${this.name} answered more than ${MAX_ANSWER_BYTES} bytes`);
      return readAnswer(this.name, response.statusCode, text);
    } catch (error) {
      return failed(this.describe(error, { givenUp: signal.aborted, late: late.aborted }));
    }
  }

  private describe(error: unknown, why: { givenUp: boolean; late: boolean }): string {
    if (why.givenUp) return `The question to ${this.name} was given up`;
    if (why.late) return `${this.name} did not answer within ${this.options.timeoutMs / 1000} s`;
    const code = isRecord(error) && typeof error.code === 'string' ? ` (${error.code})` : '';
    return `${this.name} cannot be reached${code}`;
  }
}

function failed(reason: string): QueryOutcome {
  return { state: 'failed', reason };
}

async function boundedText(body: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an answer of the HTTP API v1: a vector, or an error in words. */
export function readAnswer(name: string, status: number, text: string): QueryOutcome {
  if (status === 401 || status === 403) return failed(`${name} refused the credentials (HTTP ${status})`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return failed(`${name} answered HTTP ${status} with something that is not JSON`);
  }
  if (!isRecord(body) || body.status !== 'success' || !isRecord(body.data)) {
    const said = isRecord(body) && typeof body.error === 'string' ? `: ${body.error.slice(0, 300)}` : '';
    return failed(`${name} answered HTTP ${status}${said}`);
  }
  if (body.data.resultType !== 'vector' || !Array.isArray(body.data.result)) {
    return failed(`${name} answered with a ${String(body.data.resultType)} where a vector was asked for`);
  }
  return { state: 'answered', samples: body.data.result.flatMap(sampleOf) };
}

/** NaN and infinity are no measurements: NaN is what idle gauges say, infinity a division by zero. */
function sampleOf(entry: unknown): MetricSample[] {
  if (!isRecord(entry) || !isRecord(entry.metric) || !Array.isArray(entry.value)) return [];
  const value = typeof entry.value[1] === 'string' ? Number(entry.value[1]) : NaN;
  if (!Number.isFinite(value)) return [];
  const labels = Object.entries(entry.metric).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return [{ labels: Object.fromEntries(labels), value }];
}
