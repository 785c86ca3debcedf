import type { SizeOwner } from '@penstock/backstage-plugin-data-pipelines-common';
import { ANNOTATION_TITLE } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementDescription, ElementVolume, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { referenceTo } from '../shared/finding';
import { claimsOf, memberOf } from '../shared/members';
import { claimsOfSet, podsOf, templateOf } from './claimTemplates';

function sizeOwnerOf(set: KubernetesObject, claim: string, inventory: InventoryReader): SizeOwner {
  const template = templateOf(set, claim);
  const { name, namespace } = set.metadata;
  if (template === undefined) {
    return {
      object: { cluster: inventory.cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...(namespace === undefined ? {} : { namespace }), name: claim },
      field: 'spec.resources.requests.storage',
      sentence: `PersistentVolumeClaim ${claim}, spec.resources.requests.storage: it comes from no template of StatefulSet ${name}.`,
    };
  }
  const field = `spec.volumeClaimTemplates[${template.index}].spec.resources.requests.storage`;
  return {
    object: referenceTo(inventory.cluster, set),
    field,
    sentence: `StatefulSet ${name}, ${field}, for new members; present claims grow by themselves, and the set is then made again around its pods, since Kubernetes changes no claim template.`,
  };
}

function volumesOf(set: KubernetesObject, pods: readonly KubernetesObject[], inventory: InventoryReader): ElementVolume[] {
  const common = (claim: string) => ({
    namespace: set.metadata.namespace ?? '',
    claim,
    role: 'data',
    sizeOwner: sizeOwnerOf(set, claim, inventory),
    engineReplication: 'as what runs in it copies its data',
  });
  const mounted = pods.flatMap(pod => claimsOf(pod).map(claim => ({ ...common(claim), member: pod.metadata.name })));
  const seen = new Set(mounted.map(({ claim }) => claim));
  const absent = claimsOfSet(set, inventory)
    .filter(({ metadata }) => !seen.has(metadata.name))
    .map(({ metadata }) => common(metadata.name));
  // a claim that all pods mount is one volume
  return [...new Map([...mounted, ...absent].map(volume => [volume.claim, volume])).values()];
}

/** A StatefulSet: its pods, and the claims made from its templates. */
export function describeStatefulSet(set: KubernetesObject, inventory: InventoryReader): ElementDescription {
  const { name, namespace = '', annotations } = set.metadata;
  const pods = podsOf(set, inventory);
  return {
    title: annotations?.[ANNOTATION_TITLE] ?? name,
    members: pods.map(pod => memberOf(pod, 'replica', inventory)),
    volumes: volumesOf(set, pods, inventory),
    parts: [],
    queryScope: { namespace, name },
    // nothing is known of what runs in it
    streaming: false,
  };
}
