import type { ObjectReference, Volume, VolumeObject } from '@penstock/backstage-plugin-data-pipelines-common';

/** An object that a volume is made of. */
export type VolumePart = Pick<VolumeObject, 'role' | 'object'>;

/** From the object that owns the size, over the claim, to the volume and its class; each once, and only those that there are. Pure. */
export function volumeParts({ cluster, namespace, name, sizeOwner, persistentVolume, storageClass }: Volume): VolumePart[] {
  const claim: ObjectReference = { cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name };
  const owner = sizeOwner.object;
  const ownsItself = owner.kind === claim.kind && owner.name === name && owner.namespace === namespace;
  return [
    ...(ownsItself ? [] : [{ role: 'size-owner' as const, object: owner }]),
    { role: 'claim', object: claim },
    ...(persistentVolume === undefined ? [] : [{ role: 'volume' as const, object: { cluster, apiVersion: 'v1', kind: 'PersistentVolume', name: persistentVolume } }]),
    ...(storageClass === undefined ? [] : [{ role: 'class' as const, object: { cluster, apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', name: storageClass } }]),
  ];
}

/** The command that shows an object. The group is named, since several may have a kind of the same name. Pure. */
export function kubectlOf({ cluster, apiVersion, kind, namespace, name }: ObjectReference): string {
  const [version, group] = apiVersion.split('/').reverse();
  const type = group === undefined ? kind.toLowerCase() : `${kind.toLowerCase()}.${version}.${group}`;
  return `kubectl --context ${quoted(cluster)} get ${type} ${name}${namespace === undefined ? '' : ` -n ${namespace}`} -o yaml`;
}

/** Names of contexts are free text. */
function quoted(text: string): string {
  return /^[\w.@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
