import { ResponseError } from '@backstage/errors';

/** An error in the parts that a page shows: what failed, why, what to do, and what to quote. */
export interface ReadError {
  /** Not permitted, or anything else. */
  kind: 'denied' | 'missing' | 'failed';
  what: string;
  cause?: string;
  remedy?: string;
  /** Stable word, see docs/errors.md. */
  code?: string;
  /** What support can find the request by. */
  requestId?: string;
  /** For the fold: status and raw message. */
  detail: string;
}

function textAt(holder: unknown, field: string): string | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const value: unknown = Reflect.get(holder, field);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** How browsers say, each in its own words, that nobody answered. */
const NO_ANSWER = /failed to fetch|networkerror|load failed|network request failed/i;

/** Reads what the backend said of a failure; says so where it did not answer; for anything else the error's own message. */
export function readError(error: Error): ReadError {
  if (!(error instanceof ResponseError)) {
    if (NO_ANSWER.test(error.message)) {
      return {
        kind: 'failed',
        what: 'The backend does not answer',
        cause: 'It is not running, or cannot be reached from this browser',
        remedy: 'Wait or check the connection; operations that run go on by themselves',
        detail: `${error.name}: ${error.message}`,
      };
    }
    return { kind: 'failed', what: error.message, detail: `${error.name}: ${error.message}` };
  }
  const told: unknown = error.body.error;
  const status = error.response.status;
  const headers = error.response.headers;
  let kind: ReadError['kind'] = 'failed';
  if (status === 403) kind = 'denied';
  if (status === 404) kind = 'missing';
  return {
    kind,
    what: textAt(told, 'message') ?? error.message,
    cause: textAt(told, 'cause'),
    remedy: textAt(told, 'remedy'),
    code: textAt(told, 'code'),
    requestId: headers.get('x-request-id') ?? textAt(Reflect.get(error.body, 'request'), 'id'),
    detail: `${status} ${error.response.statusText}: ${error.message}`,
  };
}
