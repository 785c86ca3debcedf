import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { loadOperations } from './loadOperations';
import type { OperationFilter, OperationRow } from './OperationStore';
import { canBeStored } from './readColumn';
import type { Integer } from './tables';
import { reading } from './transactions';

/** Longest page; whole plans are in it. */
const LONGEST_PAGE = 500;

/**
 * A page of operations, newest first; equal instants are ordered by id, so that
 * pages neither repeat nor leave out a row.
 *
 * @throws InputError for a limit that is no whole number from 1 to 500, or a position that no row can have
 */
export async function listOperations(db: Knex, filter: OperationFilter): Promise<readonly OperationRow[]> {
  const { limit } = filter;
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE) throw new InputError(`A page has 1 to ${LONGEST_PAGE} operations, not ${limit}.`);
  if (filter.after && (!Number.isSafeInteger(filter.after.createdAt) || !canBeStored(filter.after.id))) {
    throw new InputError('The position after which the page begins is none that a page ended with.');
  }
  return reading(db, async trx => loadOperations(trx, await idsOf(trx, filter)));
}

/** How many operations there are on all pages. */
export async function countOperations(db: Knex, filter: Omit<OperationFilter, 'limit' | 'after'>): Promise<number> {
  if (!canMatch(filter)) return 0;
  const [row] = await matching(db, filter).count<{ total: Integer }[]>({ total: '*' });
  return Number(row.total);
}

async function idsOf(trx: Knex.Transaction, { limit, after, ...filter }: OperationFilter): Promise<string[]> {
  if (!canMatch(filter)) return [];
  // The element's own index has the order of the page, so it leads where an element is asked for.
  const [createdAt, id] = filter.element === undefined ? ['o.created_at', 'o.id'] : ['e.created_at', 'e.operation_id'];
  const page = matching(trx, filter).select('o.id').orderBy([{ column: createdAt, order: 'desc' }, { column: id, order: 'desc' }]).limit(limit);
  if (after) page.whereRaw(`(${createdAt}, ${id}) < (?, ?)`, [after.createdAt, after.id]);
  const rows: { id: string }[] = await page;
  return rows.map(row => row.id);
}

/** Whether any row can have these words: databases refuse some that the API lets through. */
function canMatch({ pipeline, element, schedule }: Omit<OperationFilter, 'limit' | 'after'>): boolean {
  return [pipeline, element, schedule].every(word => word === undefined || canBeStored(word));
}

function matching(db: Knex, { pipeline, element, kind, state, schedule }: Omit<OperationFilter, 'limit' | 'after'>) {
  const query = db({ o: 'operations' });
  if (element !== undefined) query.join({ e: 'operation_elements' }, 'e.operation_id', 'o.id').where('e.element', element);
  if (pipeline !== undefined) query.where('o.pipeline', pipeline);
  if (kind !== undefined) query.where('o.kind', kind);
  if (schedule !== undefined) query.where('o.schedule', schedule);
  if (state === 'running') query.whereNull('o.finished_at');
  if (state === 'ended') query.whereNotNull('o.finished_at');
  return query;
}
