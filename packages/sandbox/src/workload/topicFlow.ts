/**
 * The pure part of a topic: how many records are due, where they go, which of
 * them are still kept. Offsets and counts are of stored records; multiply by
 * the topic's scale for what they stand for.
 */

/** Stored records per second at most: few for small files, enough that each partition's rate is smooth. */
const STORED_PER_SECOND = 40;

/** Records of one segment file. */
export const SEGMENT_RECORDS = 256;

/** How many records one stored record of a topic with this rate stands for: 1, 10, 100 … */
export function scaleFor(recordsPerSecond: number): number {
  let scale = 1;
  while (recordsPerSecond / scale >= STORED_PER_SECOND) scale *= 10;
  return scale;
}

/**
 * Records due after `seconds` at `perSecond`; the fraction that is not yet a
 * whole record is carried to the next tick.
 */
export function due(
  carry: number,
  perSecond: number,
  seconds: number,
): { count: number; carry: number } {
  const exact = carry + perSecond * seconds;
  const count = Math.max(0, Math.floor(exact + 1e-9));
  return { count, carry: Math.max(0, exact - count) };
}

/** Brokers that hold a partition: consecutive ones in the order of their node ids, the first preferred as leader. */
export function replicasOf(
  partition: number,
  brokerIds: readonly number[],
  replicationFactor: number,
): number[] {
  const sorted = [...brokerIds].sort((a, b) => a - b);
  const copies = Math.min(replicationFactor, sorted.length);
  return Array.from(
    { length: copies },
    (_, copy) => sorted[(partition + copy) % sorted.length],
  );
}

/** What the log declares to have held before the records that are really in its files. */
export interface DeclaredPast {
  /** First offset that is, or was, in a file; all below it are declared, without content. */
  before: number;
  /** Stored records per second that retention removes from the declared part. */
  expirePerSecond: number;
  /** Milliseconds; `expirePerSecond` counts from here. */
  since: number;
}

/**
 * First offset that retention has left at `now`: the declared part melts at
 * its declared pace, real records go when they are older than the retention.
 */
export function logStart(
  declared: DeclaredPast,
  folded: readonly FoldedSegment[],
  now: number,
  retentionMs: number,
): number {
  const melted = Math.floor(
    (declared.expirePerSecond * Math.max(0, now - declared.since)) / 1_000,
  );
  if (melted < declared.before) return melted;
  let start = declared.before;
  for (const segment of folded) {
    if (segment.lastTime >= now - retentionMs) break;
    start = segment.end;
  }
  return start;
}

/** A segment whose file is gone while its records still count: sizes and times stay, content does not. */
export interface FoldedSegment {
  /** Offset after its last record. */
  end: number;
  lastTime: number;
}

/** A segment file. */
export interface Segment {
  base: number;
  count: number;
  lastTime: number;
}

/** Segments kept as files beyond which read ones are folded, and beyond which all are. */
export interface KeepBounds {
  soft: number;
  hard: number;
}

/**
 * Which of the oldest segments lose their file: those that every group has
 * read, beyond the soft bound; any, beyond the hard bound. The newest stays.
 */
export function segmentsToFold(
  segments: readonly Segment[],
  readUpTo: number,
  { soft, hard }: KeepBounds,
): Segment[] {
  const fold: Segment[] = [];
  for (const segment of segments.slice(0, -1)) {
    const left = segments.length - fold.length;
    const read = segment.base + segment.count <= readUpTo;
    if (!(left > hard || (left > soft && read))) break;
    fold.push(segment);
  }
  return fold;
}

/** Folded segments, with those of the same hour joined so that the list stays short. */
export function joinHours(folded: readonly FoldedSegment[]): FoldedSegment[] {
  const joined: FoldedSegment[] = [];
  for (const segment of folded) {
    const last = joined[joined.length - 1];
    if (last && hourOf(last) === hourOf(segment))
      joined[joined.length - 1] = segment;
    else joined.push(segment);
  }
  return joined;
}

function hourOf({ lastTime }: FoldedSegment): number {
  return Math.floor(lastTime / 3_600_000);
}
