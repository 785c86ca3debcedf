import { RefusedInputError } from '../errors';
import type { PointsQuery } from './RecoveryPointsService';

const FORMAT = 'r1';

type CursorFilter = Pick<PointsQuery, 'pipeline' | 'element' | 'day' | 'state'>;

const filterText = ({ pipeline, element, day, state }: CursorFilter) =>
  JSON.stringify([pipeline ?? null, element ?? null, day ?? null, state ?? null]);

/** Where a page ended: cut (null: none yet) and id of its last point. */
export interface PointPosition {
  cutMs: number | undefined;
  id: string;
}

/** Makes the opaque text that a client gives back for the next page. */
export function writePointCursor({ cutMs, id }: PointPosition, filter: CursorFilter): string {
  return Buffer.from(JSON.stringify([FORMAT, filterText(filter), cutMs ?? null, id])).toString('base64url');
}

/** @throws RefusedInputError (CURSOR_INVALID) for anything that {@link writePointCursor} did not make, or made for another filter. */
export function readPointCursor(cursor: string, filter: CursorFilter): PointPosition {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 4 && parts[0] === FORMAT && parts[1] === filterText(filter)) {
      const cutMs: unknown = parts[2];
      const id: unknown = parts[3];
      if (typeof id === 'string' && (cutMs === null || typeof cutMs === 'number')) return { cutMs: cutMs ?? undefined, id };
    }
  } catch {
    // Falls through to the one refusal: what is wrong with an opaque text helps nobody.
  }
  throw new RefusedInputError(
    'The page cannot be shown: the cursor is none that this API gave out for this filter; leave it out to start at the first page',
    { code: 'CURSOR_INVALID', reason: 'The cursor is none that this API gave out for this filter.', remedy: 'Leave cursor out to start at the first page.' },
  );
}
