import type { Measure, ProtectionSummary } from '@penstock/backstage-plugin-data-pipelines-common';
import { isGoodFor, type PlacedPoint } from './placePoints';

/** Over how long the achieved objective is told. */
export const WINDOW_MS = 30 * 24 * 3600 * 1000;
const TIMELINE = 200;
const SOURCE = 'snapshots in the cluster';

/** A time without a good point. */
export interface Gap {
  fromMs: number;
  toMs: number;
}

const lengthOf = ({ fromMs, toMs }: Gap) => toMs - fromMs;

/**
 * The times between good cuts, from the first one in the window until now: the
 * last one goes on. Pure.
 *
 * @param cuts - milliseconds since the epoch, in any order
 */
export function gapsBetween(cuts: readonly number[], now: Date): readonly Gap[] {
  const from = now.getTime() - WINDOW_MS;
  const inWindow = cuts.filter(cut => cut >= from && cut <= now.getTime()).sort((a, b) => a - b);
  return inWindow.map((cut, index) => ({ fromMs: cut, toMs: inWindow[index + 1] ?? now.getTime() }));
}

/** The middle of the values; of an even number, the lower of the two. @param values - at least one */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

/**
 * What the points achieve together, newest first: for the element or, where
 * none is meant, for all elements of each point. Pure.
 */
export function protectionSummary(points: readonly PlacedPoint[], now: Date, objectiveSeconds?: number, element?: string): ProtectionSummary {
  const cuts = points.filter(placed => isGoodFor(placed, element)).flatMap(({ cutMs }) => cutMs ?? []);
  const gaps = gapsBetween(cuts, now);
  const worst = gaps.reduce<Gap | undefined>((longest, gap) => (longest && lengthOf(longest) >= lengthOf(gap) ? longest : gap), undefined);
  // The gap that goes on is not an interval that was achieved.
  const closed = gaps.slice(0, -1);
  return {
    newestAge: ageOf(cuts, now, objectiveSeconds),
    achieved: closed.length === 0 ? noGap() : secondsMeasure(median(closed.map(lengthOf)) / 1000, now, objectiveSeconds),
    worstGap: worst === undefined ? noGap() : secondsMeasure(lengthOf(worst) / 1000, now, objectiveSeconds),
    ...(worst && { worstGapFrom: new Date(worst.fromMs).toISOString(), worstGapTo: new Date(worst.toMs).toISOString() }),
    ...(objectiveSeconds !== undefined && { objectiveSeconds }),
    timeline: points
      .filter(({ cutMs }) => cutMs !== undefined)
      .slice(0, TIMELINE)
      .map(({ point, cutMs = 0 }) => ({
        id: point.id,
        at: new Date(cutMs).toISOString(),
        state: point.state,
        weaker: point.wanted !== undefined && point.got !== undefined && point.wanted !== point.got,
      })),
  };
}

/** Now minus the newest good cut; by the clock of this machine against that of the storage. Pure. */
export function ageOf(cuts: readonly number[], now: Date, objectiveSeconds?: number): Measure {
  if (cuts.length === 0) return { state: 'not-measured', reason: 'There is no good recovery point' };
  return secondsMeasure(Math.max(0, now.getTime() - Math.max(...cuts)) / 1000, now, objectiveSeconds);
}

function noGap(): Measure {
  return { state: 'not-measured', reason: 'It takes two good points within 30 days' };
}

function secondsMeasure(value: number, now: Date, objective?: number): Measure {
  return {
    state: 'measured',
    value,
    unit: 'seconds',
    observedAt: now.toISOString(),
    source: SOURCE,
    ...(objective !== undefined && { target: { value: objective, verdict: value > objective ? 'missed' : 'met', source: 'schedule' } }),
  };
}
