import type { Freshness } from '@penstock/backstage-plugin-data-pipelines-common';
import type { GroupKind, KubernetesObject } from './kubernetes';

/** Which objects of a kind are asked for; all given parts must hold. @public */
export interface InventoryQuery {
  namespace?: string;
  /** Equality on every label given. */
  labels?: Record<string, string>;
  /** Objects with an owner reference of this uid. */
  ownerUid?: string;
}

/**
 * Whether a kind can be spoken of: `watched` kinds are complete as of their
 * freshness; the other states say why an empty list means nothing.
 * @public
 */
export type KindState =
  | { state: 'watched'; freshness: Freshness }
  | { state: 'not-installed'; reason: string }
  | { state: 'denied'; reason: string }
  | { state: 'pending'; reason: string };

/**
 * What was last seen of one cluster. Synchronous and in memory: reading it
 * costs the API server nothing. The objects are frozen.
 * @public
 */
export interface InventoryReader {
  readonly cluster: string;
  get(kind: GroupKind, name: { namespace?: string; name: string }): KubernetesObject | undefined;
  list(kind: GroupKind, query?: InventoryQuery): readonly KubernetesObject[];
  kindState(kind: GroupKind): KindState;
}
