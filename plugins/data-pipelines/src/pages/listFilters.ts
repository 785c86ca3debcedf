import { WORST_OF_ORDER, type StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';

/** What the pipelines page shows; it lives in the URL, so that the back button restores it. */
export interface ListFilters {
  /** `me`, `any`, or an entity reference; without it, mine where I own any. */
  owner?: string;
  cluster?: string;
  engine?: string;
  status?: StatusWord;
}

/** The filters that the URL names; an unknown status word is no filter. */
export function readFilters(params: URLSearchParams): ListFilters {
  const named = (name: string) => params.get(name) || undefined;
  return {
    owner: named('owner'),
    cluster: named('cluster'),
    engine: named('element'),
    status: WORST_OF_ORDER.find(word => word === params.get('status')),
  };
}

/** The URL's parameters with these filters; other parameters stay. */
export function writeFilters(params: URLSearchParams, filters: ListFilters): URLSearchParams {
  const next = new URLSearchParams(params);
  const values: Record<string, string | undefined> = {
    owner: filters.owner,
    cluster: filters.cluster,
    element: filters.engine,
    status: filters.status,
  };
  for (const [name, value] of Object.entries(values)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}
