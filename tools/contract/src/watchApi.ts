import https from 'node:https';
import type { ApiAccess } from 'control-plane';
import { type KubeObject, readObject } from './KubeObject';

/** One line of a watch. */
export interface WatchEvent {
  type: string;
  object: KubeObject;
}

/** What a watch brought. */
export interface WatchResult {
  status: number;
  events: WatchEvent[];
  /** Whether the server ended the answer itself, and properly. */
  endedByServer: boolean;
  /** The body when it was no stream of events, for errors. */
  text: string;
}

/** When to stop watching. */
export interface WatchOptions {
  /** Stops as soon as this holds; without it, when the server ends the watch. */
  until?: (events: WatchEvent[]) => boolean;
  /** Called once the server has accepted the watch; for changes that must come after. */
  onOpen?: () => Promise<unknown>;
  /** Limit in milliseconds, default 60,000; running into it is an error. */
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Opens a watch and collects its events until the server or the caller ends it.
 *
 * @throws Error when neither happens in time, with the events so far.
 */
export function watchApi(
  access: ApiAccess,
  path: string,
  options: WatchOptions,
): Promise<WatchResult> {
  return new Promise((resolve, reject) => {
    const result: WatchResult = {
      status: 0,
      events: [],
      endedByServer: false,
      text: '',
    };
    const request = https.request(new URL(path, access.server), {
      ca: access.ca,
      agent: false,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${access.token}`,
      },
    });
    const limit = setTimeout(() => {
      request.destroy();
      reject(
        new Error(
          `The watch ${path} brought only ${JSON.stringify(result.events).slice(
            0,
            2000,
          )}`,
        ),
      );
    }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const finish = () => {
      clearTimeout(limit);
      request.destroy();
      resolve(result);
    };
    const fail = (error: Error) => {
      clearTimeout(limit);
      reject(error);
    };
    request.on('error', fail);
    request.on('response', answer => {
      result.status = answer.statusCode ?? 0;
      let rest = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        result.text += chunk;
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        result.events.push(...lines.filter(Boolean).flatMap(readEvent));
        if (options.until?.(result.events)) finish();
      });
      answer.on('error', fail);
      answer.on('end', () => {
        result.endedByServer = true;
        finish();
      });
      options.onOpen?.().catch(fail);
    });
    request.end();
  });
}

function readEvent(line: string): WatchEvent[] {
  const value: unknown = JSON.parse(line);
  if (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'object' in value
  ) {
    return [{ type: value.type, object: readObject(value.object) }];
  }
  return [];
}
