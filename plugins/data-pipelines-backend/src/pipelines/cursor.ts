import { createHash } from 'node:crypto';
import type { PipelineSummary } from '@penstock/backstage-plugin-data-pipelines-common';
import { WORST_OF_ORDER, type StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import { RefusedInputError } from '../errors';
import type { PipelineFilter } from './PipelinesService';

/** Where a page ended: the sort key of its last pipeline. */
export interface PagePosition {
  word: StatusWord;
  name: string;
}

const FORMAT = 'p1';

/** What of a request must be the same on every page. */
export type CursorFilter = Pick<PipelineFilter, 'status' | 'cluster' | 'owners' | 'engine'>;

function fingerprint({ status, cluster, owners, engine }: CursorFilter): string {
  const text = JSON.stringify([status ?? null, cluster ?? null, owners ?? null, engine ?? null]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** Makes the opaque text that a client gives back for the next page. */
export function writeCursor(summary: PipelineSummary, filter: CursorFilter): string {
  const parts = [FORMAT, fingerprint(filter), summary.health.word, summary.name];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws RefusedInputError (CURSOR_INVALID) for anything that {@link writeCursor} did not make, or made for another filter. */
export function readCursor(cursor: string, filter: CursorFilter): PagePosition {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 4 && parts[0] === FORMAT && parts[1] === fingerprint(filter)) {
      const word = WORST_OF_ORDER.find(candidate => candidate === parts[2]);
      const name: unknown = parts[3];
      if (word !== undefined && typeof name === 'string') return { word, name };
    }
  } catch {
    // Falls through to the one refusal: what is wrong with an opaque text helps nobody.
  }
  throw new RefusedInputError(
    'The page cannot be shown: the cursor is none that this API gave out for this filter; leave it out to start at the first page',
    { code: 'CURSOR_INVALID', reason: 'The cursor is none that this API gave out for this filter.', remedy: 'Leave cursor out to start at the first page.' },
  );
}
