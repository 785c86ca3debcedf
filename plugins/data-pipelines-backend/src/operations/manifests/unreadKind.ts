import type { Engine, GroupKind, InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';

/** A kind whose elements are not known, and why. */
export interface UnreadKind {
  kind: string;
  /** Whether waiting does not help: the cluster does not let Penstock read it. */
  denied: boolean;
  reason: string;
}

/**
 * The first of the engines' kinds that is installed in a cluster and has not
 * been read: whose an element of that kind is cannot be known then. What was
 * read and is stale is known. Pure.
 */
export function unreadKind(reader: InventoryReader, engines: readonly Engine[]): UnreadKind | undefined {
  const unread = (root: GroupKind): UnreadKind[] => {
    const state = reader.kindState(root);
    if (state.state === 'not-installed') return [];
    if (state.state !== 'watched') return [{ kind: root.kind, denied: state.state === 'denied', reason: state.reason }];
    const { freshness } = state;
    return freshness.state === 'unknown' ? [{ kind: root.kind, denied: false, reason: freshness.reason }] : [];
  };
  return engines.flatMap(engine => engine.roots.flatMap(unread)).at(0);
}
