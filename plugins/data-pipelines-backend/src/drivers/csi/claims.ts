import type { JsonObject, JsonValue } from '@backstage/types';
import type { InventoryReader, KubernetesObject, PlannedManifest } from '@penstock/backstage-plugin-data-pipelines-node';
import { withoutTools } from '../../engines/shared/manifests';
import { textAt, valueAt } from '../../engines/shared/reading';

const STORAGE_CLASS = { group: 'storage.k8s.io', kind: 'StorageClass' } as const;
/** Written by the binder about the volume that a claim had. */
const BINDING = /^(pv\.kubernetes\.io\/|volume\.kubernetes\.io\/|volume\.beta\.kubernetes\.io\/)/;
/** Of the claim's spec those fields that a new one of the same kind keeps. */
const KEPT = ['accessModes', 'storageClassName', 'volumeMode', 'volumeAttributesClassName', 'resources'] as const;

function isJson(value: unknown): value is JsonValue {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && Object.values(value).every(each => each === undefined || isJson(each));
}

/**
 * A claim with the identity of another one: its labels, annotations, owners and kind of storage. One that is not owned
 * is a copy, and no deployment tool's either.
 */
export function claimFrom(claim: KubernetesObject, input: { name: string; namespace: string; labels: Record<string, string>; owned?: boolean; spec: JsonObject }): PlannedManifest {
  const { labels = {}, annotations = {}, ownerReferences = [] } = claim.metadata;
  const kept: JsonObject = {};
  for (const field of KEPT) {
    const value = valueAt(claim, `spec.${field}`);
    if (isJson(value)) kept[field] = value;
  }
  const carried = input.owned === false ? withoutTools(annotations) : annotations;
  const own = Object.fromEntries(Object.entries(carried).filter(([key]) => !BINDING.test(key) && key !== 'kubectl.kubernetes.io/last-applied-configuration'));
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: input.name,
      namespace: input.namespace,
      labels: { ...(input.owned === false ? withoutTools(labels) : labels), ...input.labels },
      ...(Object.keys(own).length === 0 ? {} : { annotations: own }),
      ...(ownerReferences.length === 0 || input.owned === false ? {} : { ownerReferences: ownerReferences.map(owner => ({ ...owner })) }),
    },
    spec: { ...kept, ...input.spec },
  };
}

/** Whether claims of the class get their volume only when a pod is scheduled. */
export function waitsForConsumer(storageClass: string | undefined, inventory: InventoryReader): boolean {
  return storageClass !== undefined && textAt(inventory.get(STORAGE_CLASS, { name: storageClass }), 'volumeBindingMode') === 'WaitForFirstConsumer';
}
