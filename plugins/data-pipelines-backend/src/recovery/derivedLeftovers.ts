import { ANNOTATION_KEPT_UNTIL, LABEL_ELEMENT, LABEL_OPERATION, LABEL_RECOVERY_POINT, quantityOrUndefined, type Leftover } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { textAt } from '../engines/shared/reading';

const PERSISTENT_VOLUME = { group: '', kind: 'PersistentVolume' } as const;
const PERSISTENT_VOLUME_CLAIM = { group: '', kind: 'PersistentVolumeClaim' } as const;
const VOLUME_SNAPSHOT = { group: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot' } as const;
const VOLUME_SNAPSHOT_CONTENT = { group: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshotContent' } as const;
/** Kinds of which an operation that nobody knows any more may have left something. */
const ORPHAN_KINDS = [PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT];

/** What leftovers are derived from. */
export interface LeftoverWorld {
  inventory: InventoryReader;
  now: Date;
  /** Ids of operations that the store knows. */
  known: ReadonlySet<string>;
  /** Ids of elements of this cluster on which an operation, or its undo, is at work. */
  busy: ReadonlySet<string>;
  /** Claims that elements run on, as `namespace/name`. */
  inUse: ReadonlySet<string>;
}

function operationOf(object: KubernetesObject): string | undefined {
  return object.metadata.labels?.[LABEL_OPERATION];
}

/** Whether the inventory's list of the kind is complete: else nothing can be said to be gone. */
function isWatched(inventory: InventoryReader, kind: { group: string; kind: string }): boolean {
  return inventory.kindState(kind).state === 'watched';
}

function leftover(object: KubernetesObject, { inventory }: LeftoverWorld, told: { sentence: string; removable: boolean; bytes?: number }): Leftover {
  const { namespace, name, labels, creationTimestamp } = object.metadata;
  const { sentence, removable, bytes } = told;
  const element = labels?.[LABEL_ELEMENT];
  const operation = operationOf(object);
  return {
    object: { cluster: inventory.cluster, apiVersion: object.apiVersion, kind: object.kind, name, ...(namespace !== undefined && { namespace }) },
    sentence,
    removable,
    ...(operation !== undefined && { operation }),
    ...(element !== undefined && { element }),
    ...(bytes !== undefined && { bytes }),
    ...(creationTimestamp !== undefined && { since: creationTimestamp }),
  };
}

function sizeOf(volume: KubernetesObject): { bytes?: number } {
  const bytes = quantityOrUndefined(textAt(volume, 'spec.capacity.storage') ?? '');
  return bytes === undefined ? {} : { bytes };
}

function keptVolume(volume: KubernetesObject, until: string, world: LeftoverWorld): Leftover {
  const element = volume.metadata.labels?.[LABEL_ELEMENT] ?? '';
  const isOver = Date.parse(until) < world.now.getTime();
  const isHeld = world.busy.has(element);
  const why = isHeld ? 'an operation is at work on the element now' : 'until then it cannot be removed';
  return leftover(volume, world, {
    ...sizeOf(volume),
    sentence: isOver && !isHeld ? `Kept as the undo of a restore until ${until}, which is over; it takes its space until it is removed.` : `Kept as the undo of a restore until ${until}; ${why}.`,
    removable: isOver && !isHeld,
  });
}

/** Volumes that a restore in place kept, and that nothing is bound to. */
function keptVolumes(world: LeftoverWorld): Leftover[] {
  return world.inventory.list(PERSISTENT_VOLUME).flatMap(volume => {
    const until = volume.metadata.annotations?.[ANNOTATION_KEPT_UNTIL];
    if (until === undefined || operationOf(volume) === undefined || textAt(volume, 'status.phase') === 'Bound') return [];
    return [keptVolume(volume, until, world)];
  });
}

/** Contents of the policy Retain whose snapshot was deleted. */
function contentsAlone(world: LeftoverWorld): Leftover[] {
  const { inventory, busy } = world;
  if (!isWatched(inventory, VOLUME_SNAPSHOT)) return [];
  return inventory.list(VOLUME_SNAPSHOT_CONTENT).flatMap(content => {
    const snapshot = textAt(content, 'spec.volumeSnapshotRef.name');
    const element = content.metadata.labels?.[LABEL_ELEMENT];
    if (operationOf(content) === undefined || element === undefined || snapshot === undefined) return [];
    if (inventory.get(VOLUME_SNAPSHOT, { namespace: textAt(content, 'spec.volumeSnapshotRef.namespace') ?? '', name: snapshot }) !== undefined) return [];
    return [leftover(content, world, { sentence: `Its snapshot ${snapshot} is gone, and it was told to stay; the storage keeps the data until it is removed.`, removable: !busy.has(element) })];
  });
}

function orphans(world: LeftoverWorld): Leftover[] {
  const { inventory, known, inUse } = world;
  return ORPHAN_KINDS.flatMap(kind => inventory.list(kind)).flatMap(object => {
    const operation = operationOf(object);
    const { namespace = '', name, labels } = object.metadata;
    if (operation === undefined || known.has(operation) || labels?.[LABEL_RECOVERY_POINT] !== undefined) return [];
    if (object.kind === PERSISTENT_VOLUME.kind && textAt(object, 'status.phase') === 'Bound') return [];
    if (object.kind === PERSISTENT_VOLUME_CLAIM.kind && inUse.has(`${namespace}/${name}`)) return [];
    return [leftover(object, world, { sentence: `Made by operation ${operation}, of which nothing is known here; look at it before you delete it by hand.`, removable: false })];
  });
}

/**
 * What operations left in one cluster without its being written in a row: old
 * volumes of restores, contents without a snapshot, and objects of operations
 * that the store does not know. An undo stays possible as long as its volumes
 * are there; they are removable only once their time is over. Each object
 * once. Pure.
 */
export function derivedLeftovers(world: LeftoverWorld): Leftover[] {
  const found = [...keptVolumes(world), ...contentsAlone(world), ...orphans(world)];
  return [...new Map(found.map(each => [leftoverKey(each.object), each] as const).reverse()).values()].reverse();
}

/** Which object it is, whatever the version of its API. */
export function leftoverKey({ cluster, apiVersion, kind, namespace = '', name }: Leftover['object']): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [cluster, group, kind, namespace, name].join('/');
}

/** Operations that the objects name which may be orphans: those to be looked up. Pure. */
export function namedOperations(inventory: InventoryReader): ReadonlySet<string> {
  const named = ORPHAN_KINDS.flatMap(kind => inventory.list(kind)).flatMap(object => (object.metadata.labels?.[LABEL_RECOVERY_POINT] === undefined ? operationOf(object) ?? [] : []));
  return new Set(named);
}
