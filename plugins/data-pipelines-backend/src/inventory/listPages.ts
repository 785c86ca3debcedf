import { isExpired, refusalOf, type Refusal } from '../clusters/classify';
import type { ClusterConnection } from '../clusters/ClusterConnection';

/** Objects per page; one page is in memory untrimmed at a time. */
export const PAGE_SIZE = 500;
/** More pages than this are a server that never ends its list. */
const MAX_PAGES = 2_000;
const LIST_TIMEOUT_MS = 60_000;

/** How old a list may be: any (`cached`), not older than seen, or straight from the store of record. */
export type ListFrom = { at: 'cached' } | { at: 'not-older'; resourceVersion: string } | { at: 'store' };

/** A complete list, or why there is none. */
export type ListOutcome =
  | { listed: true; resourceVersion: string; pages: number }
  | { listed: false; refusal: Refusal };

/**
 * Reads a list page by page and hands over each item as it comes. When a
 * later page has expired, the whole list is asked for once more in one piece.
 *
 * @param restart - called before the items of a repeated list come
 * @throws ClusterUnreachableError | AnswerTooLargeError
 */
export async function listPages(options: {
  connection: ClusterConnection;
  path: string;
  from: ListFrom;
  /** Bound on one answer in bytes; the connection's own when absent. */
  maxBytes?: number;
  signal: AbortSignal;
  item: (raw: unknown) => void;
  restart: () => void;
}): Promise<ListOutcome> {
  const { connection, path, from, maxBytes, signal } = options;
  const ask = (query: Record<string, string>) =>
    connection.request({ method: 'GET', path, query, signal, maxBytes, timeoutMs: LIST_TIMEOUT_MS });
  let query: Record<string, string> = { ...positionOf(from), limit: String(PAGE_SIZE) };
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const response = await ask(query);
    if (response.status !== 200) {
      const refusal = refusalOf(response);
      if (query.continue === undefined || !isExpired(refusal)) return { listed: false, refusal };
      // In one piece there is no next page that could expire again.
      options.restart();
      query = positionOf(from);
      continue;
    }
    const list = readList(response.body);
    if (!list) return { listed: false, refusal: refusalOf({ status: 502, body: `GET ${path} answered 200 without a list.` }) };
    list.items.forEach(options.item);
    if (list.next === undefined) return { listed: true, resourceVersion: list.resourceVersion, pages: page };
    query = { limit: String(PAGE_SIZE), continue: list.next };
  }
  return { listed: false, refusal: refusalOf({ status: 502, body: `GET ${path} has more than ${MAX_PAGES} pages.` }) };
}

function positionOf(from: ListFrom): Record<string, string> {
  switch (from.at) {
    case 'cached':
      return { resourceVersion: '0' };
    case 'not-older':
      // With a limit and without the match, the server would read "exactly this version".
      return { resourceVersion: from.resourceVersion, resourceVersionMatch: 'NotOlderThan' };
    default:
      return {};
  }
}

function readList(body: unknown): { items: readonly unknown[]; resourceVersion: string; next?: string } | undefined {
  if (typeof body !== 'object' || body === null || !('metadata' in body)) return undefined;
  const { metadata } = body;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  // Go servers write an empty list of custom resources as [] and of some old kinds as null.
  const items = 'items' in body && Array.isArray(body.items) ? body.items : [];
  const resourceVersion = 'resourceVersion' in metadata ? String(metadata.resourceVersion ?? '') : '';
  const next = 'continue' in metadata && typeof metadata.continue === 'string' ? metadata.continue : '';
  return { items, resourceVersion, next: next === '' ? undefined : next };
}
