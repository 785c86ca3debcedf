import type { Freshness } from '@penstock/backstage-plugin-data-pipelines-common';
import { groupKindKey } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Engine, GroupKind, InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
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
 * When an element was last seen whole: its own resource, its pods, its claims
 * and every kind that its engine reads. A kind that is denied or pending has a
 * finding of its own; one that is not installed has nothing to be stale.
 */
export function elementFreshness(ofRoot: Freshness, inventory: InventoryReader, { roots, reads }: Pick<Engine, 'roots' | 'reads'>): Freshness {
  const kinds = new Map<string, GroupKind>([POD, PERSISTENT_VOLUME_CLAIM, ...roots, ...reads].map(kind => [groupKindKey(kind), kind]));
  const others = [...kinds.values()].map(kind => inventory.kindState(kind));
  return worstFreshness([ofRoot, ...others.flatMap(state => (state.state === 'watched' ? [state.freshness] : []))]);
}
