import type { PipelineSummary } from '@penstock/backstage-plugin-data-pipelines-common';
import { WORST_OF_ORDER, type StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import { RefusedInputError } from '../errors';

/** Where a page ended: the sort key of its last pipeline. */
export interface PagePosition {
  word: StatusWord;
  name: string;
}

const FORMAT = 'p1';

/** Makes the opaque text that a client gives back for the next page. */
export function writeCursor(summary: PipelineSummary): string {
  return Buffer.from(JSON.stringify([FORMAT, summary.health.word, summary.name])).toString('base64url');
}

/** @throws RefusedInputError (CURSOR_INVALID) for anything that {@link writeCursor} did not make. */
export function readCursor(cursor: string): PagePosition {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 3 && parts[0] === FORMAT) {
      const word = WORST_OF_ORDER.find(candidate => candidate === parts[1]);
      const name: unknown = parts[2];
      if (word !== undefined && typeof name === 'string') return { word, name };
    }
  } catch {
    // Falls through to the one refusal: what is wrong with an opaque text helps nobody.
  }
  throw new RefusedInputError(
    'The page cannot be shown: the cursor is none that this API gave out; leave it out to start at the first page',
    { code: 'CURSOR_INVALID', reason: 'The cursor is none that this API gave out.', remedy: 'Leave cursor out to start at the first page.' },
  );
}
