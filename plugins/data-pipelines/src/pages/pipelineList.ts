import {
  compareWorstFirst,
  WORST_OF_ORDER,
  type PipelineSummary,
  type StatusCount,
  type StatusWord,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { ListFilters } from './listFilters';

/** Words whose count is always shown, also when it is 0. */
const ALWAYS_COUNTED: readonly StatusWord[] = ['Critical', 'Warning', 'Unknown', 'Healthy'];

/** What the page draws: rows, and counts that sum to them where no status filter is set. */
export interface ArrangedList {
  rows: PipelineSummary[];
  /** Per status word, of what all filters but the status leave. */
  counts: StatusCount[];
  /** The owner filter in force, the default resolved. */
  owner: string;
  /** Whether a newer state of things would be drawn in another order. */
  outOfOrder: boolean;
}

/** The filter for owners that is in force: the chosen one, else mine where I own any, else all. */
export function resolveOwner(chosen: string | undefined, items: readonly PipelineSummary[], own: readonly string[]): string {
  if (chosen) return chosen;
  return items.some(item => item.owner !== undefined && own.includes(item.owner)) ? 'me' : 'any';
}

/** A word that this page does not know counts as Unknown, so that the counts still sum to the rows. */
function wordOf(item: PipelineSummary): StatusWord {
  return WORST_OF_ORDER.includes(item.health.word) ? item.health.word : 'Unknown';
}

function byWorstThenName(a: PipelineSummary, b: PipelineSummary): number {
  return compareWorstFirst(wordOf(a), wordOf(b)) || a.name.localeCompare(b.name, 'en');
}

/**
 * Filters, counts and orders the pipelines. Rows that were drawn before keep
 * their places (`order`, names from top to bottom); new ones come last, until
 * the user asks for worst first again.
 */
export function arrangePipelines(input: {
  items: readonly PipelineSummary[];
  filters: ListFilters;
  own: readonly string[];
  order?: readonly string[];
}): ArrangedList {
  const { items, filters, own, order } = input;
  const owner = resolveOwner(filters.owner, items, own);
  const left = items.filter(
    item =>
      (owner === 'any' || (owner === 'me' ? item.owner !== undefined && own.includes(item.owner) : item.owner === owner)) &&
      (!filters.cluster || item.clusters.includes(filters.cluster)) &&
      (!filters.engine || item.engines.includes(filters.engine)),
  );
  const counts = WORST_OF_ORDER.map(word => ({ word, count: left.filter(item => wordOf(item) === word).length })).filter(
    ({ word, count }) => count > 0 || ALWAYS_COUNTED.includes(word),
  );
  const worstFirst = left.filter(item => !filters.status || wordOf(item) === filters.status).sort(byWorstThenName);
  if (!order) return { rows: worstFirst, counts, owner, outOfOrder: false };
  const places = new Map(order.map((name, place) => [name, place]));
  const placeOf = (item: PipelineSummary) => places.get(item.name) ?? order.length;
  const rows = [...worstFirst].sort((a, b) => placeOf(a) - placeOf(b) || byWorstThenName(a, b));
  return { rows, counts, owner, outOfOrder: rows.some((row, index) => row !== worstFirst[index]) };
}

/** The choices of the three filters, from what there is. */
export function filterChoices(items: readonly PipelineSummary[]): { owners: string[]; clusters: string[]; engines: string[] } {
  const sorted = (values: Iterable<string>) => [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en'));
  return {
    owners: sorted(items.flatMap(item => (item.owner ? [item.owner] : []))),
    clusters: sorted(items.flatMap(item => item.clusters)),
    engines: sorted(items.flatMap(item => item.engines)),
  };
}
