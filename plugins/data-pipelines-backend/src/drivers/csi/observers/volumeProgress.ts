import type { ObservedItem, ObservedProgress } from '@penstock/backstage-plugin-data-pipelines-node';

/** As many volumes as a request may name; the rest is counted only. */
const MOST_ITEMS = 200;

/** How far a wait is whose volumes are done one by one, each with its own state. */
export function volumeProgress(items: readonly ObservedItem[], unit: 'volumes' | 'members' = 'volumes'): ObservedProgress {
  return { source: 'derived', done: items.filter(({ state }) => state === 'done').length, total: items.length, unit, ...listed(items) };
}

/** The volumes that are told one by one. */
export function listed(items: readonly ObservedItem[]): Pick<ObservedProgress, 'items'> {
  return { items: items.slice(0, MOST_ITEMS) };
}
