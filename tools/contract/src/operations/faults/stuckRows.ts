import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FaultRow } from './FaultRow';
import { SEEN_WITHIN_SECONDS } from './judgeRow';
import type { FaultWorld } from './FaultWorld';

const ONE_GROUP = /\/namespaces\/faults\/volumegroupsnapshots\/./;

const GIVEN_UP = ['failed', 'undoing', 'undone'];

/**
 * Lets an operation have begun earlier, in its rows, while no product runs: as
 * if that time had passed.
 */
function backdate({ target }: FaultWorld, operation: string, milliseconds: number): void {
  const database = new DatabaseSync(path.join(target.folder, 'database', 'data-pipelines.sqlite'));
  try {
    database.prepare('update operation_steps set started_at = started_at - ?, finished_at = finished_at - ? where operation_id = ?').run(milliseconds, milliseconds, operation);
    database.prepare('update operations set created_at = created_at - ?, started_at = started_at - ?, updated_at = updated_at - ? where id = ?').run(milliseconds, milliseconds, milliseconds, operation);
  } finally {
    database.close();
  }
}

/** What never happens is given up at the deadline, however often the product was down. */
export const stuckRows: readonly FaultRow[] = [
  {
    ...{ fault: 'controller never reacts: snapshots; the deadline passes while the product is down', operation: 'snapshot', ends: 'Failed STEP_STUCK', resumesBy: ONE_GROUP },
    play: async world => {
      await world.broken(world.target.silence('snapshots'));
      const id = await world.cut();
      const { nextDeadline } = await world.waits(id, /cut time/);
      if (nextDeadline === undefined) throw new Error('An operation that waits names no deadline.');
      await world.backend.kill();
      backdate(world, id, Date.parse(nextDeadline.at) - Date.now());
      await world.backend.start();
      await world.until('to be given up', id, ({ steps }) => steps.some(({ state }) => GIVEN_UP.includes(state)));
      const late = (Date.now() - world.backend.readyAt) / 1000;
      if (late > SEEN_WITHIN_SECONDS) throw new Error(`That the step is stuck was seen only ${late} s after the start.`);
      return world.ended(id);
    },
  },
];
