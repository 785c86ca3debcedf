import type { Freshness } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KindState } from '@penstock/backstage-plugin-data-pipelines-node';

const RANK: Readonly<Record<Freshness['state'], number>> = { unknown: 0, stale: 1, fresh: 2 };

/** How far the objects of a kind can be trusted. Pure. */
export function freshnessOf(state: KindState): Freshness {
  return state.state === 'watched' ? state.freshness : { state: 'unknown', reason: state.reason };
}

/** When it was last seen, whatever the state. */
export function lastObservedAt(freshness: Freshness): string | undefined {
  return freshness.state === 'unknown' ? freshness.lastObservedAt : freshness.observedAt;
}

/**
 * The freshness of a whole: the worst of its parts, and among equals the
 * oldest. Of nothing, nothing is known. Pure.
 */
export function worstFreshness(parts: readonly Freshness[]): Freshness {
  const [worst] = [...parts].sort(
    (a, b) =>
      RANK[a.state] - RANK[b.state] || (lastObservedAt(a) ?? '').localeCompare(lastObservedAt(b) ?? ''),
  );
  return worst ?? { state: 'unknown', reason: 'Nothing has been observed yet.' };
}
