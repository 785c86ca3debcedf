import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { PERSISTENT_VOLUME_CLAIM, POD } from '../shared/members';
import type { Fields } from '../shared/reading';
import { fieldsAt, listAt, numberAt, textAt, textsAt } from '../shared/reading';

const CLUSTER_LABEL = 'elasticsearch.k8s.elastic.co/cluster-name';
const STATEFUL_SET_LABEL = 'elasticsearch.k8s.elastic.co/statefulset-name';

/** One entry of `spec.nodeSets`. */
export interface NodeSet {
  name: string;
  /** Its place in the list, as the field path needs it. */
  index: number;
  count: number;
  roles: readonly string[];
  claimTemplates: readonly Fields[];
}

/** The node sets as asked for. */
export function nodeSetsOf(elasticsearch: KubernetesObject): readonly NodeSet[] {
  return listAt(elasticsearch, 'spec.nodeSets').map((nodeSet, index) => ({
    name: textAt(nodeSet, 'name') ?? `${index}`,
    index,
    count: numberAt(nodeSet, 'count') ?? 0,
    roles: rolesOf(nodeSet),
    claimTemplates: listAt(nodeSet, 'volumeClaimTemplates'),
  }));
}

/** `node.roles` is written as one dotted key or as a nested map; both are common. */
function rolesOf(nodeSet: Fields): readonly string[] {
  const dotted = textsAt({ roles: fieldsAt(nodeSet, 'config')['node.roles'] }, 'roles');
  return dotted.length > 0 ? dotted : textsAt(nodeSet, 'config.node.roles');
}

function labelsOf(elasticsearch: KubernetesObject, nodeSet: NodeSet): Record<string, string> {
  const { name } = elasticsearch.metadata;
  return { [CLUSTER_LABEL]: name, [STATEFUL_SET_LABEL]: `${name}-es-${nodeSet.name}` };
}

/**
 * The pods of a node set, by label: during volume growth ECK takes the
 * StatefulSet away and the pods have another owner for a while.
 */
export function podsOf(elasticsearch: KubernetesObject, nodeSet: NodeSet, inventory: InventoryReader): readonly KubernetesObject[] {
  return inventory.list(POD, { namespace: elasticsearch.metadata.namespace, labels: labelsOf(elasticsearch, nodeSet) });
}

/** The claims of a node set, by label; those of absent pods too. */
export function claimsOfSet(elasticsearch: KubernetesObject, nodeSet: NodeSet, inventory: InventoryReader): readonly KubernetesObject[] {
  return inventory.list(PERSISTENT_VOLUME_CLAIM, {
    namespace: elasticsearch.metadata.namespace,
    labels: labelsOf(elasticsearch, nodeSet),
  });
}

/** Pods of the cluster that belong to no node set of the spec: a removed set that is still being emptied. */
export function leftoverPods(elasticsearch: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  const { name, namespace } = elasticsearch.metadata;
  const known = new Set(nodeSetsOf(elasticsearch).map(nodeSet => `${name}-es-${nodeSet.name}`));
  return inventory
    .list(POD, { namespace, labels: { [CLUSTER_LABEL]: name, 'common.k8s.elastic.co/type': 'elasticsearch' } })
    .filter(pod => !known.has(pod.metadata.labels?.[STATEFUL_SET_LABEL] ?? ''));
}
