import type { RecoveryPoint, RecoveryPointList, RecoveryPointState } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Caller } from '../audit/Audit';

/** Where the elements of a point are, for rights. */
export interface PointScope {
  pipeline: string;
  elements: readonly { id: string; cluster: string; namespace: string; owner?: string }[];
}

/** Which points are asked for; `visible` is set by the authorization only. */
export interface PointsQuery {
  pipeline?: string | undefined;
  element?: string | undefined;
  /** A day in UTC, `2026-11-20`. */
  day?: string | undefined;
  state?: RecoveryPointState | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
  visible?: (scope: PointScope) => boolean;
}

/** What can be restored from. Reads memory; one point's offsets are read from its cluster. */
export interface RecoveryPointsService {
  /** @throws RefusedInputError (CURSOR_INVALID) */
  list(query: PointsQuery): Promise<RecoveryPointList>;
  /** @throws UnknownNameError (RECOVERY_POINT_NOT_FOUND) */
  get(id: string): Promise<{ point: RecoveryPoint; scope: PointScope }>;
}

/** The same with the caller's credentials: what routers and actions speak to. */
export interface RecoveryPointsDoor {
  list(query: Omit<PointsQuery, 'visible'>, caller: Caller): Promise<RecoveryPointList>;
  get(id: string, caller: Caller): Promise<RecoveryPoint>;
}
