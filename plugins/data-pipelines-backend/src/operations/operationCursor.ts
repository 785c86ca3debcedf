import { RefusedInputError } from '../errors';
import type { OperationRow } from './store/OperationStore';

const FORMAT = 'o1';

/** What of a request must be the same on every page. */
export interface OperationCursorFilter {
  pipeline?: string;
  element?: string;
  state?: string;
}

const filterText = ({ pipeline, element, state }: OperationCursorFilter) => JSON.stringify([pipeline ?? null, element ?? null, state ?? null]);

/** Makes the opaque text that a client gives back for the next page. */
export function writeOperationCursor({ createdAt, id }: Pick<OperationRow, 'createdAt' | 'id'>, filter: OperationCursorFilter): string {
  return Buffer.from(JSON.stringify([FORMAT, filterText(filter), createdAt, id])).toString('base64url');
}

/** @throws RefusedInputError (CURSOR_INVALID) for anything that {@link writeOperationCursor} did not make, or made for another filter. */
export function readOperationCursor(cursor: string, filter: OperationCursorFilter): { createdAt: number; id: string } {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 4 && parts[0] === FORMAT && parts[1] === filterText(filter)) {
      const createdAt: unknown = parts[2];
      const id: unknown = parts[3];
      if (typeof createdAt === 'number' && typeof id === 'string') return { createdAt, id };
    }
  } catch {
    // Falls through to the one refusal: what is wrong with an opaque text helps nobody.
  }
  throw new RefusedInputError(
    'The page cannot be shown: the cursor is none that this API gave out for this filter; leave it out to start at the first page',
    { code: 'CURSOR_INVALID', reason: 'The cursor is none that this API gave out for this filter.', remedy: 'Leave cursor out to start at the first page.' },
  );
}
