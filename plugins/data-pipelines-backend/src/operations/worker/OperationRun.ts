import type { Bell } from './Bell';
import type { CrashPlace, CrashPoint } from './crashPoints';
import type { Deadline } from './Deadline';
import type { Journal } from './Journal';
import type { Lease } from './Lease';
import type { WorkerContext } from './WorkerContext';

/** One operation in the hands of one worker. */
export interface OperationRun {
  context: WorkerContext;
  lease: Lease;
  journal: Journal;
  /** Rings when something may have changed in the clusters. */
  bell: Bell;
  /** Of the whole operation. */
  deadline: Deadline;
}

/** Passes a crash point. */
export function pass({ context, journal }: OperationRun, point: CrashPoint, step?: string, act?: CrashPlace['act']): Promise<void> {
  return context.crash(point, { operation: journal.row.id, ...(step !== undefined && { step }), ...(act && { act }) });
}
