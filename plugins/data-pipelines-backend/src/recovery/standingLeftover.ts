import { LABEL_COPY_OF, LABEL_ELEMENT, LABEL_OPERATION, type Leftover, type ObjectReference } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, GroupKind, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';

const SNAPSHOT_KINDS = new Set(['VolumeSnapshot', 'VolumeGroupSnapshot']);
/** What is counted in a namespace that is left over. */
const COUNTED: readonly GroupKind[] = [
  { group: '', kind: 'PersistentVolumeClaim' },
  { group: 'apps', kind: 'StatefulSet' },
  { group: '', kind: 'Pod' },
];

/** Why a namespace is never listed as removable. */
export const NAMESPACE_STAYS = 'Penstock removes no namespace, since it may hold what others made.';

/** What a leftover is looked at against. */
export interface StandingWorld {
  inventory: InventoryReader;
  /** Of all pipelines. */
  points: readonly FoundPoint[];
}

/** A cut that its operation gave up: nothing was ever noted of what it got, and nobody can restore from it. Pure. */
export function isGivenUp({ id, got }: FoundPoint, operation: string | undefined): boolean {
  return got === undefined && id === operation;
}

/** The recovery point that the object is a part of, unless its operation gave it up. Pure. */
export function pointHolding({ kind, namespace, name }: Pick<ObjectReference, 'kind' | 'namespace' | 'name'>, operation: string | undefined, points: readonly FoundPoint[]): FoundPoint | undefined {
  if (!SNAPSHOT_KINDS.has(kind)) return undefined;
  return points.find(point => !isGivenUp(point, operation) && point.members.some(({ object }) => object.kind === kind && object.name === name && object.namespace === namespace));
}

/** The element that an object was made for: of a copy, the original. Undefined where it does not say. Pure. */
export function madeFor({ metadata: { labels = {} } }: KubernetesObject): string | undefined {
  return labels[LABEL_COPY_OF] ?? labels[LABEL_ELEMENT];
}

function kindOf({ apiVersion, kind }: ObjectReference): GroupKind {
  return { group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '', kind };
}

function counted(objects: readonly KubernetesObject[], operation: string | undefined, kind: string): string[] {
  const own = objects.filter(({ metadata }) => metadata.labels?.[LABEL_OPERATION] === operation && operation !== undefined).length;
  const other = objects.length - own;
  const plural = (count: number) => `${count} ${kind}${count === 1 ? '' : 's'}`;
  return [...(own > 0 ? [`${plural(own)} that the operation made`] : []), ...(other > 0 ? [`${plural(other)} that bear${other === 1 ? 's' : ''} no mark of it`] : [])];
}

function heldBy(namespace: string, operation: string | undefined, inventory: InventoryReader): string {
  const seen = COUNTED.filter(kind => inventory.kindState(kind).state === 'watched');
  const found = seen.flatMap(kind => counted(inventory.list(kind, { namespace }), operation, kind.kind));
  const kinds = seen.map(({ kind }) => `${kind}s`).join(', ');
  if (found.length === 0) return seen.length === 0 ? 'What it holds cannot be seen.' : `Of ${kinds} it holds none now.`;
  return `It holds ${found.join(', ')}.`;
}

function staying(leftover: Leftover, why: string): Leftover {
  return { ...leftover, removable: false, sentence: leftover.sentence.includes(why) ? leftover.sentence : `${leftover.sentence} ${why}` };
}

function namespaceLeft(leftover: Leftover, inventory: InventoryReader): Leftover {
  const { name } = leftover.object;
  const { sentence } = staying(leftover, NAMESPACE_STAYS);
  return { ...leftover, removable: false, sentence: `${sentence} ${heldBy(name, leftover.operation, inventory)} Look at all of it, then delete it by hand: kubectl delete namespace ${name}` };
}

/**
 * A leftover that the row of an operation names, as it stands now; undefined
 * when it is gone, or when another operation made an object of its name since.
 * What is left removable here, the planner of `remove-leftovers` accepts. Pure.
 */
export function standingLeftover(leftover: Leftover, { inventory, points }: StandingWorld): Leftover | undefined {
  const { object, operation, element, removable } = leftover;
  const state = inventory.kindState(kindOf(object));
  const now = inventory.get(kindOf(object), { name: object.name, ...(object.namespace === undefined ? {} : { namespace: object.namespace }) });
  // A list that is behind proves nothing to be gone.
  if (now === undefined && state.state === 'watched' && state.freshness.state === 'fresh') return undefined;
  const isNamespace = object.kind === 'Namespace';
  if (!removable && !isNamespace) return leftover;
  const mark = now?.metadata.labels?.[LABEL_OPERATION];
  if (mark !== undefined && mark !== operation) return undefined;
  if (isNamespace) return namespaceLeft(leftover, inventory);
  if (now !== undefined && mark === undefined) return staying(leftover, 'It no longer bears the label of its operation, so it may be somebody else\'s by now; look at it before you delete it by hand.');
  if (element === undefined) return staying(leftover, 'It is not known of which element it is; look at it before you delete it by hand.');
  if (now !== undefined && (madeFor(now) ?? element) !== element) return staying(leftover, `It bears the label of ${madeFor(now)} now; look at it before you delete it by hand.`);
  const point = pointHolding(object, operation, points);
  return point === undefined ? leftover : staying(leftover, `It is a part of the recovery point ${point.id}; delete that instead.`);
}
