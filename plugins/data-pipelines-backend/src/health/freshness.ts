import type { Freshness } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Engine, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
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

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** When an element's own resource, its pods and its claims were last seen. Kinds that are denied or not installed have findings of their own. */
export function elementFreshness(subject: { engine: Engine; root: KubernetesObject; inventory: InventoryReader }): Freshness {
  const { root, inventory } = subject;
  const own = { group: groupOf(root.apiVersion), kind: root.kind };
  const known = [own, POD, PERSISTENT_VOLUME_CLAIM].map(kind => inventory.kindState(kind));
  const [first] = known;
  if (first.state !== 'watched') return { state: 'unknown', reason: first.reason };
  return worstFreshness(known.flatMap(kind => (kind.state === 'watched' ? [kind.freshness] : [])));
}
