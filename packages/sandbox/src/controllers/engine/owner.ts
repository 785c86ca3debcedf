import { KubernetesObject, OwnerReference } from '../../client';

/** Reference that makes `owner` the controller of a child. */
export function controllerOf(owner: KubernetesObject): OwnerReference {
  return { ...ownerOf(owner), controller: true, blockOwnerDeletion: true };
}

/** Reference to an owner that is not the controller. */
export function ownerOf(owner: KubernetesObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
  };
}

/** Whether the child names `owner` among its owners. */
export function isOwnedBy(
  child: KubernetesObject,
  owner: KubernetesObject,
): boolean {
  return (child.metadata.ownerReferences ?? []).some(
    ({ uid }) => uid === owner.metadata.uid,
  );
}
