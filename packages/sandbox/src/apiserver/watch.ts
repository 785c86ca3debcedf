import type { ServerResponse } from 'node:http';
import type { StoreEvent } from '../state/ObjectStore';
import { JsonObject, KubeObject } from './json';
import { apiVersionOf, ResourceKind, resourceKey } from './kinds';
import { parseTrouble, selection } from './reads';
import type { ResourceRequest, Room } from './Room';
import type { Predicate } from './selectors';
import { serialiseMetadata, serialiseObject } from './serialise';
import { ApiError, expired, invalidOptions } from './status';
import { listForm } from './table';

const BOOKMARK_INTERVAL_MS = 10_000;
/** A real server ends watches after 30 to 60 minutes when no timeout is asked for. */
const DEFAULT_TIMEOUT_MS = 40 * 60_000;
/** A reader this far behind is cut off, so that it cannot hold memory. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

/** The watches of one server: they can be ended together. */
export class Watches {
  private readonly open = new Set<(error?: ApiError) => void>();

  /** How many are open. */
  get count(): number {
    return this.open.size;
  }

  add(end: (error?: ApiError) => void): void {
    this.open.add(end);
  }

  delete(end: (error?: ApiError) => void): void {
    this.open.delete(end);
  }

  /** Ends all, with an ERROR event when an error is given. */
  endAll(error?: ApiError): void {
    for (const end of [...this.open]) {
      end(error);
    }
  }
}

interface Start {
  /** Sent as ADDED before anything else. */
  initial: KubeObject[];
  /** Changes after this revision follow. */
  after: number;
  endsInitial: boolean;
}

/** Handles a watch: answers 200 and streams events until the time is over or the client leaves. */
export function watch(
  room: Room,
  watches: Watches,
  request: ResourceRequest,
  response: ServerResponse,
): void {
  const { kind } = request;
  const selected = selection(request);
  const start = startOf(room, request, selected);
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();
  const metadataOnly = listForm(request.accept) !== 'object';
  const write = (type: string, text: string) => {
    response.write(`{"type":"${type}","object":${text}}\n`);
    if (response.writableLength > MAX_BUFFERED_BYTES) {
      response.destroy();
    }
  };
  const send = (type: string, object: KubeObject) =>
    write(
      type,
      metadataOnly
        ? serialiseMetadata(object)
        : serialiseObject(kind, object),
    );
  if (start instanceof ApiError) {
    write('ERROR', JSON.stringify(start.body()));
    response.end();
    return;
  }
  start.initial.forEach(object => send('ADDED', object));
  const follow = (event: StoreEvent) => {
    const seen = translate(event, request, selected);
    if (seen !== undefined && event.revision > start.after) {
      send(seen, event.object);
    }
  };
  room.store.since(resourceKey(kind), start.after).forEach(follow);
  if (start.endsInitial) {
    write(
      'BOOKMARK',
      bookmark(kind, room.store.revision, { 'k8s.io/initial-events-end': 'true' }),
    );
  }
  stream(room, watches, request, response, {
    follow,
    mark: () => write('BOOKMARK', bookmark(kind, room.store.revision)),
    fail: error => write('ERROR', JSON.stringify(error.body())),
  });
}

interface Stream {
  follow(event: StoreEvent): void;
  mark(): void;
  fail(error: ApiError): void;
}

function stream(
  room: Room,
  watches: Watches,
  request: ResourceRequest,
  response: ServerResponse,
  { follow, mark, fail }: Stream,
): void {
  const seconds = Number(request.query.get('timeoutSeconds') ?? '0') || 0;
  const lifeMs = seconds > 0 ? seconds * 1000 : DEFAULT_TIMEOUT_MS;
  const marks = isTrue(request.query.get('allowWatchBookmarks'));
  const timers: NodeJS.Timeout[] = [];
  const resource = resourceKey(request.kind);
  const stopListening = room.store.listen(event => {
    if (event.resource === resource) {
      follow(event);
    }
  });
  const stop = () => {
    stopListening();
    timers.forEach(clearTimeout);
  };
  const end = (error?: ApiError) => {
    stop();
    watches.delete(end);
    if (error) {
      fail(error);
    }
    response.end();
  };
  watches.add(end);
  response.on('close', () => {
    stop();
    watches.delete(end);
  });
  timers.push(setTimeout(() => end(), lifeMs));
  if (marks) {
    timers.push(setInterval(mark, BOOKMARK_INTERVAL_MS));
    if (lifeMs > 2000) {
      timers.push(setTimeout(mark, lifeMs - 2000));
    }
  }
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}

function startOf(
  room: Room,
  request: ResourceRequest,
  selected: Predicate,
): Start | ApiError {
  const { query, kind, namespace } = request;
  const { store } = room;
  const resource = resourceKey(kind);
  const versionText = query.get('resourceVersion') ?? '';
  const all = () => store.list(resource, namespace).filter(selected);
  if (query.get('sendInitialEvents') !== null) {
    if (query.get('resourceVersionMatch') !== 'NotOlderThan') {
      throw invalidOptions('ListOptions', [
        {
          reason: 'FieldValueForbidden',
          message:
            'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
          field: 'resourceVersionMatch',
        },
      ]);
    }
    if (isTrue(query.get('sendInitialEvents'))) {
      return {
        initial: all(),
        after: store.revision,
        endsInitial: isTrue(query.get('allowWatchBookmarks')),
      };
    }
  }
  if (!/^\d*$/.test(versionText)) {
    throw new ApiError(500, undefined, parseTrouble(versionText));
  }
  if (versionText === '' || versionText === '0') {
    return { initial: all(), after: store.revision, endsInitial: false };
  }
  const version = Number(versionText);
  if (version < store.floor(resource)) {
    return expired(
      kind.kind === 'Event'
        ? 'The resourceVersion for the provided watch is too old.'
        : `too old resource version: ${version} (${store.floor(resource)})`,
    );
  }
  return { initial: [], after: version, endsInitial: false };
}

/** What an event is to this watcher: an object that leaves the selection is deleted for it. */
function translate(
  event: StoreEvent,
  request: ResourceRequest,
  selected: Predicate,
): 'ADDED' | 'MODIFIED' | 'DELETED' | undefined {
  const { namespace } = request;
  if (
    namespace !== undefined &&
    event.object.metadata.namespace !== namespace
  ) {
    return undefined;
  }
  const before = event.previous !== undefined && selected(event.previous);
  const after = event.type !== 'DELETED' && selected(event.object);
  if (after) {
    return before ? 'MODIFIED' : 'ADDED';
  }
  return before ? 'DELETED' : undefined;
}

function bookmark(
  kind: ResourceKind,
  revision: number,
  annotations?: { [key: string]: string },
): string {
  const object: JsonObject = {
    kind: kind.kind,
    apiVersion: apiVersionOf(kind),
    metadata: {
      resourceVersion: String(revision),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
  return JSON.stringify(object);
}
