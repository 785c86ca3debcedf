import type { Element, Schedule } from '@penstock/backstage-plugin-data-pipelines-common';
import { cutBytes } from '../operations/plan/keepingCost';
import { isGood, type PlacedPoint } from '../recovery/placePoints';
import { protectionSummary } from '../recovery/protectionSummary';
import { cronWords, lastRun, nextRuns } from './cron';
import type { ScheduleRow } from './ScheduleStore';

const NEXT = 3;
const DAY_MS = 24 * 3600 * 1000;
const WEEK_MS = 7 * DAY_MS;
const MONTH_MS = 30 * DAY_MS;
/** A tick may take so long until its snapshot counts as missed. */
const GRACE_MS = 15 * 60 * 1000;
/** Drivers differ; this is where the first of them refuse (64 per volume). */
const SNAPSHOT_LIMIT = 64;

/** What a schedule is told with. */
export interface ScheduleFacts {
  /** The elements that it covers. */
  elements: readonly Element[];
  /** Points of this schedule, newest first. */
  points: readonly PlacedPoint[];
  /** Other schedules of the same pipeline. */
  others: readonly ScheduleRow[];
  now: Date;
}

/** A schedule as the API tells it. Pure. */
export function presentSchedule(row: ScheduleRow, { elements, points, others, now }: ScheduleFacts): Schedule {
  const { spec } = row;
  const { achieved, worstGap } = protectionSummary(points, now, spec.objectiveSeconds);
  const kept = keptPoints(row, now);
  // What was cut when volumes were larger counts, too.
  const sizes = [cutBytes(elements.flatMap(({ volumes }) => volumes)) ?? [], ...points.filter(isGood).map(({ point }) => point.bytes ?? [])].flat();
  return {
    name: row.name,
    spec,
    state: stateOf(row, points, now),
    words: cronWords(spec.cron, spec.timeZone),
    nextRuns: nextRuns(spec.cron, spec.timeZone, now, NEXT).map(at => at.toISOString()),
    elements: elements.map(({ id }) => id),
    ...(row.lastRun && { lastRun: row.lastRun }),
    ...(achieved && { achieved }),
    ...(worstGap && { worstGap }),
    keptPoints: kept,
    ...(sizes.length > 0 && { keptBytes: kept * Math.max(...sizes) }),
    warnings: warningsOf(row, kept, others, now),
    createdBy: row.createdBy,
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}

/** Whether a pause holds at the instant; one that ran out does not. */
export function isPaused({ spec }: Pick<ScheduleRow, 'spec'>, now: Date): boolean {
  return spec.paused !== undefined && Date.parse(spec.paused.until) > now.getTime();
}

function stateOf(row: ScheduleRow, points: readonly PlacedPoint[], now: Date): Schedule['state'] {
  if (isPaused(row, now)) return 'Paused';
  if (!row.lastRun && points.length === 0) return 'NeverRan';
  const due = lastRun(row.spec.cron, row.spec.timeZone, new Date(now.getTime() - GRACE_MS)).getTime();
  const newest = Math.max(-Infinity, ...points.filter(isGood).flatMap(({ cutMs }) => cutMs ?? []));
  return due > row.updatedAt && newest < due ? 'Overdue' : 'Active';
}

/** Milliseconds between two runs, on average over the next ones. */
export function rhythmMs({ spec }: Pick<ScheduleRow, 'spec'>, now: Date): number {
  const runs = nextRuns(spec.cron, spec.timeZone, now, 8);
  return (runs[runs.length - 1].getTime() - runs[0].getTime()) / (runs.length - 1);
}

/** Points at steady state: the rules overlap, so the days count only beyond the last ones, and so on. */
function keptPoints(row: ScheduleRow, now: Date): number {
  const { keepLast = 0, daily = 0, weekly = 0, monthly = 0 } = row.spec.retention;
  const rhythm = rhythmMs(row, now);
  const beyond = (count: number, period: number, covered: number) => Math.max(0, count - Math.floor(covered / period));
  const last = keepLast * rhythm;
  const days = beyond(daily, DAY_MS, last);
  const covered = Math.max(last, daily * DAY_MS);
  const weeks = beyond(weekly, WEEK_MS, covered);
  const months = beyond(monthly, MONTH_MS, Math.max(covered, weekly * WEEK_MS));
  return Math.max(1, keepLast + days + weeks + months);
}

function warningsOf(row: ScheduleRow, kept: number, others: readonly ScheduleRow[], now: Date): string[] {
  const { spec } = row;
  const rhythm = rhythmMs(row, now) / 1000;
  const [next] = nextRuns(spec.cron, spec.timeZone, now, 1);
  const same = others.filter(other => nextRuns(other.spec.cron, other.spec.timeZone, now, NEXT).some(at => at.getTime() === next.getTime()));
  return [
    ...(spec.objectiveSeconds !== undefined && spec.objectiveSeconds < rhythm
      ? [`The objective of ${spec.objectiveSeconds} s cannot be met by a run every ${Math.round(rhythm)} s.`]
      : []),
    ...(kept > SNAPSHOT_LIMIT ? [`${kept} points at steady state are more than some drivers keep of one volume (${SNAPSHOT_LIMIT}); then new snapshots fail.`] : []),
    ...same.map(other => `It runs at the same time as ${other.name}; one waits for the other.`),
  ];
}
