import type { Knex } from 'knex';
import { dialectOf, sqlNow, wholeMilliseconds } from './databaseTime';
import type { Claim } from './OperationStore';
import { readInteger } from './readColumn';

/** The newest format of rows that this release can work on; rows of a later one are left to the release that wrote them. */
const NEWEST_FORMAT = 1;

/**
 * Takes the oldest operation that is not final and whose lease, if any, has
 * run out. One statement: on PostgreSQL it passes over rows that others are
 * just claiming, on SQLite writers come one after another anyway.
 */
export async function claimOperation(db: Knex, worker: string, leaseMs: number): Promise<Claim | undefined> {
  const now = sqlNow(db);
  const passOver = dialectOf(db) === 'postgresql' ? 'for update skip locked' : '';
  const claimed = await db('operations')
    .where(
      'id',
      db.raw(
        `(select id from operations where finished_at is null and format <= ? and (lease_until is null or lease_until <= ${now}) order by created_at, id limit 1 ${passOver})`,
        [NEWEST_FORMAT],
      ),
    )
    .update({
      worker,
      token: db.raw('token + 1'),
      lease_until: db.raw(`${now} + ?`, [wholeMilliseconds(leaseMs)]),
    })
    .returning(['id', 'token']);
  if (claimed.length === 0) return undefined;
  const [{ id, token }] = claimed;
  return { operation: id, worker, token: readInteger(token, { operation: id, column: 'token' }) };
}
