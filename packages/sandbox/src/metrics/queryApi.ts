import { evaluate } from './promql/evaluate';
import { parseDuration, parsePromql } from './promql/parse';
import { PromqlError } from './promql/promqlError';
import { signature, type Value, type VectorRow } from './promql/vector';
import type { SampleSource } from './sampleSource';

/** An answer of the HTTP API: status and JSON body. */
export interface ApiAnswer {
  status: number;
  body: unknown;
}

/** Steps of a range query at most; Prometheus' own limit. */
const MAX_STEPS = 11_000;

/**
 * Answers one call of Prometheus' HTTP API over the given samples.
 *
 * @param call - what follows `/api/v1/`
 * @param now - the instant of a query that names none
 */
export function answerQuery(
  call: string,
  parameters: URLSearchParams,
  source: SampleSource,
  now: Date,
): ApiAnswer {
  try {
    switch (call) {
      case 'query':
        return success(instant(parameters, source, now));
      case 'query_range':
        return success(range(parameters, source));
      case 'status/buildinfo':
        return success({
          version: '0.0.0-sandbox',
          revision: 'simulated',
          branch: '',
          buildUser: '',
          buildDate: '',
          goVersion: '',
        });
      default:
        return failure(
          404,
          'not_found',
          `The sandbox answers query, query_range and status/buildinfo, not ${call}.`,
        );
    }
  } catch (error) {
    if (error instanceof PromqlError)
      return failure(error.status, error.errorType, error.message);
    throw error;
  }
}

function success(data: unknown): ApiAnswer {
  return { status: 200, body: { status: 'success', data } };
}

function failure(status: number, errorType: string, error: string): ApiAnswer {
  return { status, body: { status: 'error', errorType, error } };
}

function instant(
  parameters: URLSearchParams,
  source: SampleSource,
  now: Date,
): unknown {
  const at = instantOf(parameters.get('time'), 'time') ?? now.getTime();
  const value = evaluate(
    parsePromql(required(parameters, 'query')),
    source,
    at,
  );
  const stamp = at / 1_000;
  if (value.type === 'vector') {
    return {
      resultType: 'vector',
      result: value.rows.map(row => ({
        metric: row.labels,
        value: [stamp, formatNumber(row.value)],
      })),
    };
  }
  const text =
    value.type === 'scalar' ? formatNumber(value.value) : value.value;
  return { resultType: value.type, result: [stamp, text] };
}

function range(parameters: URLSearchParams, source: SampleSource): unknown {
  const expression = parsePromql(required(parameters, 'query'));
  const start = instantOf(required(parameters, 'start'), 'start') ?? 0;
  const end = instantOf(required(parameters, 'end'), 'end') ?? 0;
  const step = parseDuration(required(parameters, 'step'));
  if (step <= 0)
    throw new PromqlError(
      'bad_data',
      'zero or negative query resolution step widths are not accepted',
    );
  if (end < start)
    throw new PromqlError(
      'bad_data',
      'end timestamp must not be before start time',
    );
  if ((end - start) / step > MAX_STEPS) {
    throw new PromqlError(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries',
    );
  }
  const series = new Map<
    string,
    { metric: VectorRow['labels']; values: [number, string][] }
  >();
  for (let at = start; at <= end; at += step) {
    for (const row of rowsOf(evaluate(expression, source, at))) {
      const key = signature(row.labels);
      const found = series.get(key) ?? { metric: row.labels, values: [] };
      found.values.push([at / 1_000, formatNumber(row.value)]);
      series.set(key, found);
    }
  }
  return { resultType: 'matrix', result: [...series.values()] };
}

function rowsOf(value: Value): VectorRow[] {
  if (value.type === 'vector') return value.rows;
  if (value.type === 'scalar') return [{ labels: {}, value: value.value }];
  throw new PromqlError(
    'bad_data',
    'invalid expression type "string" for range query',
  );
}

function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value) return value;
  throw new PromqlError(
    'bad_data',
    `invalid parameter "${name}": it is missing`,
  );
}

/** Milliseconds of a Unix time in seconds or of an RFC 3339 instant. */
function instantOf(text: string | null, name: string): number | undefined {
  if (text === null || text === '') return undefined;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(text);
  if (Number.isNaN(ms))
    throw new PromqlError(
      'bad_data',
      `invalid parameter "${name}": "${text}" is not a time`,
    );
  return ms;
}

/** A number as Prometheus writes it. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}
