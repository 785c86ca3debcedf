import type { Element, RecoveryPoint, RecoveryPointList } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import { UnknownNameError } from '../errors';
import { startOfDay } from './startOfDay';
import { readPointCursor, writePointCursor, type PointPosition } from './pointCursor';
import type { PointIndex } from './PointIndex';
import { goodPoints, lastGoodFor, placePoints, scopeOfPlaced, type PlacedPoint } from './placePoints';
import { presentPoint } from './presentPoint';
import { protectionSummary } from './protectionSummary';
import type { PointScope, PointsQuery, RecoveryPointsService } from './RecoveryPointsService';

/** What the service reads. */
export interface RecoveryPointsOptions {
  index: Pick<PointIndex, 'all'>;
  elements(): ReadonlyMap<string, Element>;
  /** How old the newest good point may be, by pipeline, where a schedule says so. */
  objectiveOf(pipeline: string): number | undefined;
  /** Positions that a point recorded, from its cluster; undefined where it recorded none. */
  offsetsOf(point: FoundPoint): Promise<Pick<RecoveryPoint, 'offsets' | 'unmeasuredLogs'> | undefined>;
  now(): Date;
}

const DEFAULT_LIMIT = 50;
const DAY_MS = 24 * 3600 * 1000;

/** Pages and filters points in memory. */
export class DefaultRecoveryPointsService implements RecoveryPointsService {
  readonly #options: RecoveryPointsOptions;
  #joined: { elements: ReadonlyMap<string, Element>; points: readonly FoundPoint[]; placed: readonly PlacedPoint[]; good: ReadonlyMap<string, number> } | undefined;

  constructor(options: RecoveryPointsOptions) {
    this.#options = options;
  }

  async list(query: PointsQuery): Promise<RecoveryPointList> {
    const { elements, objectiveOf, now } = this.#options;
    const { limit = DEFAULT_LIMIT, cursor, pipeline } = query;
    const after = cursor === undefined ? undefined : readPointCursor(cursor, query);
    const { placed: all, good } = this.#join();
    const meant = all.filter(isMeant(query, elements()));
    const found = meant.filter(isLookedFor(query));
    const from = after === undefined ? 0 : found.findIndex(placed => isBehind(placed, after));
    const page = from < 0 ? [] : found.slice(from, from + limit);
    const last = page.at(-1);
    const follows = from >= 0 && from + limit < found.length;
    return {
      items: page.map(placed => presentPoint(placed, { lastGood: lastGoodFor(placed, good).length > 0 })),
      total: found.length,
      ...(last && follows && { nextCursor: writePointCursor({ cutMs: last.cutMs, id: last.point.id }, query) }),
      summary: protectionSummary(meant, now(), pipeline === undefined ? undefined : objectiveOf(pipeline), query.element),
    };
  }

  async get(id: string): Promise<{ point: RecoveryPoint; scope: PointScope }> {
    const { elements, offsetsOf } = this.#options;
    const { placed: all, good } = this.#join();
    const placed = all.find(({ point }) => point.id === id);
    if (!placed) {
      throw new UnknownNameError(`There is no recovery point ${id} that you may see; list the points of the pipeline for those that exist`, {
        code: 'RECOVERY_POINT_NOT_FOUND',
        reason: `No snapshot that you may see belongs to a recovery point ${id}.`,
        remedy: 'List the recovery points of the pipeline; it may have expired or been deleted.',
      });
    }
    const recorded = await offsetsOf(placed.point);
    const lastGood = lastGoodFor(placed, good).length > 0;
    return { point: presentPoint(placed, { ...recorded, lastGood }), scope: scopeOfPlaced(placed, elements()) };
  }

  /** Whether deleting the point would leave an element without a good one. */
  isLastGood(id: string): boolean {
    const { placed, good } = this.#join();
    return placed.some(each => each.point.id === id && lastGoodFor(each, good).length > 0);
  }

  /** Every point with its elements, newest first. */
  placed(): readonly PlacedPoint[] {
    return this.#join().placed;
  }

  /** Joined again only after points or elements changed. */
  #join(): { placed: readonly PlacedPoint[]; good: ReadonlyMap<string, number> } {
    const elements = this.#options.elements();
    const points = this.#options.index.all();
    if (this.#joined?.elements !== elements || this.#joined.points !== points) {
      const placed = placePoints(points, elements);
      this.#joined = { elements, points, placed, good: goodPoints(placed) };
    }
    return this.#joined;
  }
}

/** Whose points are asked for: what protects them does not hang on which of them are looked for. */
function isMeant({ pipeline, element, visible }: PointsQuery, elements: ReadonlyMap<string, Element>): (placed: PlacedPoint) => boolean {
  return placed =>
    (pipeline === undefined || placed.pipeline === pipeline) &&
    (element === undefined || placed.elements.includes(element)) &&
    (visible === undefined || visible(scopeOfPlaced(placed, elements)));
}

function isLookedFor({ day, state }: PointsQuery): (placed: PlacedPoint) => boolean {
  const from = day === undefined ? undefined : startOfDay(day);
  return ({ point, cutMs }) =>
    (state === undefined || point.state === state) && (from === undefined || (cutMs !== undefined && cutMs >= from && cutMs < from + DAY_MS));
}

/** Whether it comes after the position in the order of the list. */
function isBehind({ cutMs = Infinity, point }: PlacedPoint, position: PointPosition): boolean {
  const at = position.cutMs ?? Infinity;
  return cutMs < at || (cutMs === at && point.id > position.id);
}
