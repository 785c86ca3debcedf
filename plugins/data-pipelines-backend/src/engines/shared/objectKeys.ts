import type { DriverVolume, InventoryReader, KubernetesObject, ObjectKey, PlannedElement, Watched } from '@penstock/backstage-plugin-data-pipelines-node';

/** The address of an object that the inventory holds. */
export function keyOf(inventory: Pick<InventoryReader, 'cluster'>, object: KubernetesObject): ObjectKey {
  const { namespace, name } = object.metadata;
  return {
    cluster: inventory.cluster,
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  };
}

/** The same object, to be looked at by an observer. */
export function watchedByName(key: ObjectKey): Watched {
  return { by: 'name', ...key };
}

/** The object as the API server has it where it was read whole, else as the inventory keeps it. */
export function wholeOrTrimmed(element: PlannedElement, object: KubernetesObject): KubernetesObject {
  return element.live(keyOf(element.inventory, object)) ?? object;
}

/** Where the claim of a volume is. */
export function claimKey({ cluster, namespace, claim }: Pick<DriverVolume, 'cluster' | 'namespace' | 'claim'>): ObjectKey {
  return { cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claim };
}
