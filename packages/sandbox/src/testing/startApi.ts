import { request as httpsRequest } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { isObject, Json, JsonObject } from '../apiserver/json';
import type { ClusterName, Sandbox } from '../RunningSandbox';
import { SandboxOptions, startSandbox } from '../sandbox';
import type { UserName } from '../state/credentials';

/** An answer of an API server under test. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as an object; empty when it is none. */
  body: JsonObject;
}

/** What to send besides method and path. */
export interface CallOptions {
  user?: UserName;
  body?: Json;
  /** Sent as it is, instead of `body`. */
  raw?: string;
  type?: string;
  accept?: string;
  cluster?: ClusterName;
}

/** A bare sandbox and a way to speak to it. */
export interface Api {
  sandbox: Sandbox;
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** The events of a watch, until there are `count` or it ends. */
  watch(
    path: string,
    count: number,
    then?: () => Promise<unknown>,
  ): Promise<{ type: string; object: JsonObject }[]>;
  /** Repeats a question until the answer satisfies. */
  until(ask: () => Promise<boolean>): Promise<void>;
}

/** Starts a bare sandbox on free ports in a temporary folder. */
export async function startApi(options: SandboxOptions = {}): Promise<Api> {
  const sandbox = await startSandbox(options);
  return {
    sandbox,
    call: (method, path, more = {}) => call(sandbox, method, path, more),
    watch: (path, count, then) => watch(sandbox, path, count, then),
    until: async ask => {
      while (!(await ask())) {
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    },
  };
}

function open(
  sandbox: Sandbox,
  method: string,
  path: string,
  options: CallOptions,
) {
  const access = sandbox.access(
    options.cluster ?? 'prod-north',
    options.user ?? 'admin',
  );
  const text =
    options.raw ??
    (options.body === undefined ? undefined : JSON.stringify(options.body));
  const request = httpsRequest(`${access.server}${path}`, {
    method,
    ca: access.ca,
    agent: false,
    headers: {
      authorization: `Bearer ${access.token}`,
      'user-agent': 'test/1',
      accept: options.accept ?? 'application/json',
      ...(text === undefined
        ? {}
        : {
            'content-type': options.type ?? 'application/json',
            // A DELETE would send its body without a length otherwise.
            'content-length': Buffer.byteLength(text),
          }),
    },
  });
  request.end(text);
  return request;
}

function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  options: CallOptions,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = open(sandbox, method, path, options);
    request.on('error', reject);
    request.on('response', response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: parsed(text),
        });
      });
    });
  });
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function watch(
  sandbox: Sandbox,
  path: string,
  count: number,
  then: (() => Promise<unknown>) | undefined,
): Promise<{ type: string; object: JsonObject }[]> {
  return new Promise((resolve, reject) => {
    const events: { type: string; object: JsonObject }[] = [];
    const request = open(sandbox, 'GET', path, {});
    const finish = () => {
      resolve(events);
      request.destroy();
    };
    request.on('error', error => (events.length >= count ? undefined : reject(error)));
    request.on('response', response => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          events.push(JSON.parse(line));
        }
        if (events.length >= count) {
          finish();
        }
      });
      response.on('end', finish);
      response.on('error', finish);
      then?.().catch(reject);
    });
  });
}
