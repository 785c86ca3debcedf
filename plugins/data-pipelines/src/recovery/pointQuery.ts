import { useState } from 'react';
import type { RecoveryPointState } from '@penstock/backstage-plugin-data-pipelines-common';
import { useSearchParams } from 'react-router-dom';

/** How many points a page of the table holds. */
export const POINTS_PER_PAGE = 25;

/** The states that can be filtered by, as the API names them. */
export const POINT_STATES: readonly RecoveryPointState[] = ['Ready', 'NotReady', 'Partial', 'Failed', 'Deleting', 'Unknown'];

/** Which points are shown; in the address, so that it can be shared. */
export interface PointFilter {
  /** A day in UTC, YYYY-MM-DD. */
  day?: string;
  state?: RecoveryPointState;
}

/** Reads the filter from an address; what is no day and no state is left out. Pure. */
export function pointFilter(params: URLSearchParams): PointFilter {
  const day = params.get('day') ?? '';
  const state = POINT_STATES.find(candidate => candidate === params.get('state'));
  return { ...(/^\d{4}-\d{2}-\d{2}$/.test(day) && { day }), ...(state && { state }) };
}

/** The filter, the point that is open, and the page with the cursors of those before it. */
export function usePointQuery() {
  const [params, setParams] = useSearchParams();
  const filter = pointFilter(params);
  const key = JSON.stringify(filter);
  const [turned, setTurned] = useState<{ key: string; cursors: string[] }>({ key, cursors: [] });
  const cursors = turned.key === key ? turned.cursors : [];
  const change = (entries: Record<string, string | undefined>) => {
    const changed = new URLSearchParams(params);
    for (const [name, value] of Object.entries(entries)) {
      if (value) changed.set(name, value);
      else changed.delete(name);
    }
    setParams(changed, { replace: true });
  };
  return {
    filter,
    open: params.get('point') ?? undefined,
    page: cursors.length,
    cursor: cursors[cursors.length - 1],
    change,
    turn: (to: number, next: string | undefined) => setTurned({ key, cursors: to > cursors.length && next ? [...cursors, next] : cursors.slice(0, to) }),
  };
}
