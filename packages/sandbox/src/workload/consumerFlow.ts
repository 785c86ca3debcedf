/**
 * The pure part of a consumer group. Offsets and rates are of stored records.
 */

/** Seconds between two micro-batches of a streaming query that keeps up. */
export const TRIGGER_SECONDS = 10;
/** Longest micro-batch of a query that is behind; it takes as many rows as it can work off in that time. */
export const LONGEST_BATCH_SECONDS = 14.2;
/** Fixed cost of a micro-batch. */
const BATCH_OVERHEAD_MS = 400;

/** A streaming query between and within its micro-batches. */
export type QueryState =
  | { phase: 'waiting'; batch: number; nextAt: number }
  | {
      phase: 'running';
      batch: number;
      startedAt: number;
      endsAt: number;
      until: readonly number[];
    };

/** What a query sees at a tick. */
export interface QueryView {
  now: number;
  /** Offset after the last readable record, per partition. */
  ends: readonly number[];
  /** Offset after the last committed record, per partition. */
  committed: readonly number[];
  perSecond: number;
}

/**
 * One step of a query: starts a batch when one is due, ends it when its time
 * has passed. `finished` names the offsets to deliver and then to commit.
 */
export function stepQuery(
  state: QueryState,
  view: QueryView,
): {
  state: QueryState;
  finished?: { batch: number; until: readonly number[]; durationMs: number };
} {
  if (state.phase === 'running') {
    if (view.now < state.endsAt) return { state };
    const nextAt = Math.max(
      state.endsAt,
      state.startedAt + TRIGGER_SECONDS * 1_000,
    );
    return {
      state: { phase: 'waiting', batch: state.batch + 1, nextAt },
      finished: {
        batch: state.batch,
        until: state.until,
        durationMs: state.endsAt - state.startedAt,
      },
    };
  }
  const waiting = backlogOf(view);
  if (view.now < state.nextAt || waiting === 0) return { state };
  // A batch that follows at once begins where the last one ended, not at the tick that noticed it.
  const startedAt = view.now - state.nextAt < 5_000 ? state.nextAt : view.now;
  const rows = Math.min(
    waiting,
    Math.max(1, Math.round(view.perSecond * LONGEST_BATCH_SECONDS)),
  );
  const workMs = (rows / view.perSecond) * 1_000;
  return {
    state: {
      phase: 'running',
      batch: state.batch,
      startedAt,
      endsAt: startedAt + Math.max(workMs, BATCH_OVERHEAD_MS),
      until: take(view, rows),
    },
  };
}

/** Records between the committed and the end offsets. */
export function backlogOf({
  ends,
  committed,
}: Pick<QueryView, 'ends' | 'committed'>): number {
  return ends.reduce(
    (sum, end, partition) =>
      sum + Math.max(0, end - (committed[partition] ?? 0)),
    0,
  );
}

/**
 * New positions after reading `count` records: every partition gets its share
 * of the backlog, so that none is left behind.
 */
export function take(
  view: Pick<QueryView, 'ends' | 'committed'>,
  count: number,
): number[] {
  const until = view.ends.map((end, partition) =>
    Math.min(end, view.committed[partition] ?? 0),
  );
  let left = Math.min(count, backlogOf({ ends: view.ends, committed: until }));
  while (left > 0) {
    const open = until.flatMap((at, partition) =>
      at < view.ends[partition] ? [partition] : [],
    );
    if (open.length === 0) break;
    const total = open.reduce(
      (sum, partition) => sum + view.ends[partition] - until[partition],
      0,
    );
    const budget = left;
    for (const partition of open) {
      const waiting = view.ends[partition] - until[partition];
      const share = Math.min(
        waiting,
        left,
        Math.max(1, Math.floor((budget * waiting) / total)),
      );
      until[partition] += share;
      left -= share;
    }
  }
  return until;
}
