import https from 'node:https';

/** Where an API server is and as whom to speak to it. */
export interface ApiAccess {
  /** `https://127.0.0.1:6443` */
  server: string;
  /** PEM of the authority that signed the server's certificate. */
  ca: string;
  /** Bearer token; undefined sends none. */
  token?: string;
}

/** One request. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with its query. */
  path: string;
  /** Sent as it is when a string, else as JSON. */
  body?: unknown;
  /** Default `application/json`. */
  contentType?: string;
  headers?: Record<string, string>;
  /** Limit in milliseconds; default 60,000. */
  timeoutMs?: number;
}

/** What came back, whatever the status. */
export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Sends one request to an API server and reads the whole answer. Every status
 * is an answer, not an error.
 *
 * @throws Error when no answer comes: refused, broken off, or too slow.
 */
export function callApi(
  access: ApiAccess,
  request: ApiRequest,
): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const url = new URL(request.path, access.server);
    const body = textOf(request.body);
    const outgoing = https.request(
      url,
      {
        method: request.method,
        ca: access.ca,
        agent: false,
        headers: {
          accept: 'application/json',
          ...(access.token && { authorization: `Bearer ${access.token}` }),
          ...(body !== undefined && {
            'content-type': request.contentType ?? 'application/json',
            // Without it Node drops the body of a DELETE.
            'content-length': Buffer.byteLength(body),
          }),
          ...request.headers,
        },
        signal: AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS),
      },
      answer => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', chunk => {
          text += chunk;
        });
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: flatten(answer.headers),
            text,
          }),
        );
      },
    );
    outgoing.on('error', error =>
      reject(
        new Error(
          `${request.method} ${url.pathname} got no answer from ${access.server}: ${error.message}`,
        ),
      ),
    );
    outgoing.end(body);
  });
}

function textOf(body: unknown): string | undefined {
  if (body === undefined || typeof body === 'string') return body;
  return JSON.stringify(body);
}

function flatten(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value ?? '',
    ]),
  );
}
