import type { Freshness } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { PERSISTENT_VOLUME_CLAIM, POD } from '../engines/shared/members';

const RANK: Record<Freshness['state'], number> = { unknown: 0, stale: 1, fresh: 2 };

function observed(freshness: Freshness): string {
  return freshness.state === 'unknown' ? (freshness.lastObservedAt ?? '') : freshness.observedAt;
}

/** The least trustworthy of several, and of equals the oldest. Of nothing nothing is known. */
export function worstFreshness(all: readonly Freshness[]): Freshness {
  const [worst] = [...all].sort((a, b) => RANK[a.state] - RANK[b.state] || observed(a).localeCompare(observed(b)));
  return worst ?? { state: 'unknown', reason: 'Nothing was observed yet' };
}

/**
 * When an element was last seen whole: its own resource, its pods and its
 * claims. A kind that is denied has a finding of its own.
 */
export function elementFreshness(ofRoot: Freshness, inventory: InventoryReader): Freshness {
  const others = [POD, PERSISTENT_VOLUME_CLAIM].map(kind => inventory.kindState(kind));
  return worstFreshness([ofRoot, ...others.flatMap(kind => (kind.state === 'watched' ? [kind.freshness] : []))]);
}
