import { keyOfObject } from '../state/ObjectStore';
import { KubeObject } from './json';
import { apiVersionOf, resourceKey } from './kinds';
import { decodeToken, encodeToken, expiredPage, PageToken } from './pages';
import { current } from './patch';
import type { Answer, ResourceRequest, Room } from './Room';
import { fieldPredicate, labelPredicate, Predicate } from './selectors';
import { serialiseItem, serialiseMetadata, serialiseObject } from './serialise';
import { ApiError, badRequest, expired, invalidOptions } from './status';
import { listForm, metadataOf, tableOf } from './table';

/** Handles GET on one object. */
export function get(room: Room, request: ResourceRequest): Answer {
  const { kind } = request;
  const object = current(room, request);
  switch (listForm(request.accept)) {
    case 'table':
      return answer(tableOf(kind, [object], {}, room.now()));
    case 'metadata':
      return answer(metadataOf(object));
    default:
      return { code: 200, body: serialiseObject(kind, object) };
  }
}

/** The selectors of a list or watch as one predicate. */
export function selection(request: ResourceRequest): Predicate {
  const byLabel = labelPredicate(
    request.query.get('labelSelector') ?? undefined,
  );
  const byField = fieldPredicate(
    request.kind,
    request.query.get('fieldSelector') ?? undefined,
  );
  return object => byLabel(object) && byField(object);
}

interface ListOptions {
  limit: number;
  token: PageToken | undefined;
  version: number | undefined;
  exact: boolean;
}

/** Handles GET on a collection, page by page at one revision. */
export function list(room: Room, request: ResourceRequest): Answer {
  const selected = selection(request);
  const options = listOptions(request);
  const { revision, objects } = snapshot(room, request, options);
  const matching = objects.filter(selected);
  const start = options.token?.start;
  const rest =
    start === undefined
      ? matching
      : matching.filter(object => keyOfObject(object) > start);
  const page = options.limit > 0 ? rest.slice(0, options.limit) : rest;
  const left = rest.length - page.length;
  const last = page[page.length - 1];
  const metadata = {
    resourceVersion: String(revision),
    ...(left > 0 && last
      ? {
          continue: encodeToken({ rv: revision, start: keyOfObject(last) }),
          // The count is given only when nothing is filtered out later.
          ...(request.query.get('labelSelector') ||
          request.query.get('fieldSelector')
            ? {}
            : { remainingItemCount: left }),
        }
      : {}),
  };
  return rendered(room, request, page, metadata);
}

function rendered(
  room: Room,
  request: ResourceRequest,
  page: KubeObject[],
  metadata: Record<string, string | number>,
): Answer {
  const { kind } = request;
  switch (listForm(request.accept)) {
    case 'table':
      return answer(tableOf(kind, page, metadata, room.now()));
    case 'metadata':
      return {
        code: 200,
        body: `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":${JSON.stringify(
          metadata,
        )},"items":[${page.map(serialiseMetadata).join(',')}]}`,
      };
    default:
      return {
        code: 200,
        body: `{"kind":"${kind.kind}List","apiVersion":"${apiVersionOf(
          kind,
        )}","metadata":${JSON.stringify(metadata)},"items":[${page
          .map(object => serialiseItem(kind, object))
          .join(',')}]}`,
      };
  }
}

function answer(value: unknown): Answer {
  return { code: 200, body: JSON.stringify(value) };
}

function listOptions(request: ResourceRequest): ListOptions {
  const { query } = request;
  const continueText = query.get('continue') ?? '';
  const versionText = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  if (match !== '' && versionText === '') {
    throw invalidOptions('ListOptions', [
      {
        reason: 'FieldValueForbidden',
        message:
          'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
        field: 'resourceVersionMatch',
      },
    ]);
  }
  if (continueText !== '' && versionText !== '' && versionText !== '0') {
    throw badRequest(
      'specifying resource version is not allowed when using continue',
    );
  }
  if (versionText !== '' && !/^\d+$/.test(versionText)) {
    throw badRequest(`invalid resource version: ${parseTrouble(versionText)}`);
  }
  const version = versionText === '' ? undefined : Number(versionText);
  return {
    limit: Number(query.get('limit') ?? '0') || 0,
    token: continueText === '' ? undefined : decodeToken(continueText),
    version,
    exact: match === 'Exact',
  };
}

/** What Go says of a resourceVersion that is no number. */
export function parseTrouble(text: string): string {
  const quoted = JSON.stringify(text);
  return `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`;
}

function snapshot(
  room: Room,
  request: ResourceRequest,
  options: ListOptions,
): { revision: number; objects: KubeObject[] } {
  const { store } = room;
  const resource = resourceKey(request.kind);
  const at = (revision: number) =>
    store.listAt(resource, request.namespace, revision);
  const { token, version, exact } = options;
  if (token !== undefined && token.rv >= 0) {
    const objects = at(token.rv);
    if (objects === undefined) {
      throw expiredPage(token);
    }
    return { revision: token.rv, objects };
  }
  if (version !== undefined && version > store.revision) {
    throw tooLarge(version, store.revision);
  }
  if (exact && version !== undefined) {
    const objects = at(version);
    if (objects === undefined) {
      throw expired('The resourceVersion for the provided list is too old.');
    }
    return { revision: version, objects };
  }
  return {
    revision: store.revision,
    objects: store.list(resource, request.namespace),
  };
}

function tooLarge(version: number, newest: number): ApiError {
  return new ApiError(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${version}, current: ${newest}`,
    {
      headers: { 'Retry-After': '1' },
      details: {
        causes: [
          {
            reason: 'ResourceVersionTooLarge',
            message: 'Too large resource version',
          },
        ],
        retryAfterSeconds: 1,
      },
    },
  );
}
