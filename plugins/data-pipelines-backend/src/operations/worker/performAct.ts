import { createObject } from './acts/createObject';
import { deleteObject } from './acts/deleteObject';
import type { WritingAct } from './acts/deriveActs';
import { patchAfterGone } from './acts/patchAfterGone';
import { patchObject } from './acts/patchObject';
import type { Attempt, AttemptInput, Direction, Trouble } from './acts/Attempt';
import { failing, type Failing } from './failureCodes';
import type { WorkerContext } from './WorkerContext';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Longest that a cluster is let decide by Retry-After. */
const LONGEST_ASKED_MS = 30_000;
/** How long a missing right may stay missing: rights are changed in two steps, and caches of them live some seconds. */
const FORBIDDEN_MS = 8_000;
const STALE_TRIES = 12;

/** How an act ended; `overdue` when its time was over while the cluster was in the way. */
export type ActEnd =
  | { end: 'done'; uid?: string; note?: string }
  | { end: 'failed'; failing: Failing }
  | { end: 'overdue'; trouble: Trouble };

/** What one act is performed with. */
export interface ActRun {
  operation: string;
  direction: Direction;
  /** Ends what is under way: the claim was lost. */
  signal: AbortSignal;
  /** Lets nothing new begin: the claim was lost, or the process stops. */
  stopping: AbortSignal;
  /** Throws when this worker may not write any more. */
  mayWrite(): void;
  /** Whether the time for this act is over. */
  isOverdue(): boolean;
  /** See {@link AttemptInput}. */
  fence?: boolean;
  deletedUid?: string;
  /** Told of each try that came to nothing. */
  onTrouble?(trouble: Trouble): Promise<void>;
}

/**
 * Performs one write until the cluster has taken it, refuses it for good, or
 * the time is over. Repeatable at any instant, by any worker.
 *
 * @throws the reason of `signal` or `stopping` when the work is called off
 */
export async function performAct(context: Pick<WorkerContext, 'connection' | 'clock'>, act: WritingAct, run: ActRun): Promise<ActEnd> {
  const connection = connectionOf(context, act.act === 'create' ? act.cluster : act.target.cluster);
  if ('end' in connection) return connection;
  let uncertain = false;
  let stale = 0;
  let forbiddenSince: number | undefined;
  for (let tried = 0; ; tried += 1) {
    run.stopping.throwIfAborted();
    const attempt = await attemptAct(act, { ...run, fence: run.fence ?? false, connection: connection.connection, uncertain });
    if (attempt.result === 'done') return { end: 'done', uid: attempt.uid, note: attempt.note };
    if (attempt.result === 'failed') return { end: 'failed', failing: attempt.failing };
    const { trouble } = attempt;
    uncertain ||= trouble.uncertain;
    if (trouble.kind === 'forbidden') forbiddenSince ??= context.clock.monotonic();
    else forbiddenSince = undefined;
    stale += trouble.kind === 'stale' ? 1 : 0;
    const isForbiddenLong = forbiddenSince !== undefined && context.clock.monotonic() - forbiddenSince >= FORBIDDEN_MS;
    if (stale >= STALE_TRIES || isForbiddenLong) return { end: 'failed', failing: trouble.failing };
    if (run.isOverdue()) return { end: 'overdue', trouble };
    await run.onTrouble?.(trouble);
    await context.clock.sleep(pauseBefore(tried, trouble, context.clock.random()), run.stopping);
  }
}

function attemptAct(act: WritingAct, input: AttemptInput): Promise<Attempt> {
  switch (act.act) {
    case 'create':
      return createObject(act, input);
    case 'patch':
      return act.afterGone ? patchAfterGone({ ...act, afterGone: act.afterGone }, input) : patchObject(act, input);
    case 'delete':
      return deleteObject(act, input);
    default:
      throw new Error(`A stored plan holds an act that this version does not know: ${JSON.stringify(act)}`);
  }
}

/** Milliseconds; what the cluster asked for counts, jittered upwards so that not all come back at once. */
function pauseBefore(tried: number, { kind, afterMs }: Trouble, random: number): number {
  if (afterMs !== undefined) return Math.min(afterMs, LONGEST_ASKED_MS) * (1 + 0.2 * random);
  if (kind === 'stale') return 50 + 100 * random;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tried) * (0.5 + 0.5 * random);
}

function connectionOf(context: Pick<WorkerContext, 'connection'>, cluster: string): { connection: AttemptInput['connection'] } | Extract<ActEnd, { end: 'failed' }> {
  try {
    return { connection: context.connection(cluster) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      end: 'failed',
      failing: failing('CLUSTER_MISSING', `The cluster ${cluster} is not configured any more.`, `Add ${cluster} to the configuration again, then start the operation again.`, [why]),
    };
  }
}
