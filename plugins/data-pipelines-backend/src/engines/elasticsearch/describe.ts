import type { SizeOwner } from '@penstock/backstage-plugin-data-pipelines-common';
import { ANNOTATION_SHARD_COPIES, ANNOTATION_TITLE } from '@penstock/backstage-plugin-data-pipelines-common';
import type {
  ElementDescription,
  ElementVolume,
  InventoryReader,
  KubernetesObject,
} from '@penstock/backstage-plugin-data-pipelines-node';
import { referenceTo } from '../shared/finding';
import { claimsOf, memberOf, readyWord } from '../shared/members';
import { listAt, textAt, textsAt } from '../shared/reading';
import { isSettling } from './checks';
import { ELASTICSEARCH_AUTOSCALER } from './kinds';
import { claimsOfSet, leftoverPods, nodeSetsOf, podsOf } from './nodeSets';
import type { NodeSet } from './nodeSets';

/** The claim that ECK makes where the spec names none. */
const DEFAULT_CLAIM = 'elasticsearch-data';

function autoscalerFor(elasticsearch: KubernetesObject, nodeSet: NodeSet, inventory: InventoryReader) {
  const roles = [...nodeSet.roles].sort().join();
  for (const autoscaler of inventory.list(ELASTICSEARCH_AUTOSCALER, { namespace: elasticsearch.metadata.namespace })) {
    if (textAt(autoscaler, 'spec.elasticsearchRef.name') !== elasticsearch.metadata.name) continue;
    const index = listAt(autoscaler, 'spec.policies').findIndex(policy => [...textsAt(policy, 'roles')].sort().join() === roles);
    if (index >= 0) return { autoscaler, field: `spec.policies[${index}].resources.storage.max` };
  }
  return undefined;
}

function sizeOwnerOf(elasticsearch: KubernetesObject, nodeSet: NodeSet, claim: string, inventory: InventoryReader): SizeOwner {
  const scaled = autoscalerFor(elasticsearch, nodeSet, inventory);
  if (scaled) {
    return {
      object: referenceTo(inventory.cluster, scaled.autoscaler),
      field: scaled.field,
      sentence: `ElasticsearchAutoscaler ${scaled.autoscaler.metadata.name}, ${scaled.field}: it sizes node set ${nodeSet.name} and overwrites the Elasticsearch resource.`,
    };
  }
  const index = nodeSet.claimTemplates.findIndex(template => claim.startsWith(`${textAt(template, 'metadata.name') ?? DEFAULT_CLAIM}-`));
  const field = `spec.nodeSets[${nodeSet.index}].volumeClaimTemplates[${Math.max(index, 0)}].spec.resources.requests.storage`;
  return {
    object: referenceTo(inventory.cluster, elasticsearch),
    field,
    sentence:
      index < 0
        ? `Elasticsearch ${elasticsearch.metadata.name}, ${field}: no claim template there yet, so ECK uses its default of 1Gi.`
        : `Elasticsearch ${elasticsearch.metadata.name}, ${field}: one size for all volumes of node set ${nodeSet.name}. A grown claim alone drifts from the resource and new nodes come up with the old size.`,
  };
}

/** Indices decide; what they are meant to decide stands in an annotation. */
function shardCopies(elasticsearch: KubernetesObject): string {
  const copies = Number(elasticsearch.metadata.annotations?.[ANNOTATION_SHARD_COPIES] ?? '');
  if (!Number.isInteger(copies) || copies < 1) return 'shard copies as each index says';
  return copies === 1 ? '1 shard copy' : `${copies} shard copies`;
}

function volumesOf(elasticsearch: KubernetesObject, nodeSet: NodeSet, inventory: InventoryReader): ElementVolume[] {
  const common = (claim: string) => ({
    namespace: elasticsearch.metadata.namespace ?? '',
    claim,
    role: 'data',
    sizeOwner: sizeOwnerOf(elasticsearch, nodeSet, claim, inventory),
    engineReplication: shardCopies(elasticsearch),
  });
  const mounted = podsOf(elasticsearch, nodeSet, inventory).flatMap(pod =>
    claimsOf(pod).map(claim => ({ ...common(claim), member: pod.metadata.name })),
  );
  const seen = new Set(mounted.map(volume => volume.claim));
  const absent = claimsOfSet(elasticsearch, nodeSet, inventory)
    .filter(claim => !seen.has(claim.metadata.name))
    .map(claim => common(claim.metadata.name));
  return [...mounted, ...absent];
}

/** An Elasticsearch: node sets with their pods and volumes. */
export function describeElasticsearch(elasticsearch: KubernetesObject, inventory: InventoryReader): ElementDescription {
  const nodeSets = nodeSetsOf(elasticsearch);
  const version = textAt(elasticsearch, 'status.version') ?? textAt(elasticsearch, 'spec.version');
  return {
    title: elasticsearch.metadata.annotations?.[ANNOTATION_TITLE] ?? elasticsearch.metadata.name,
    ...(version === undefined ? {} : { version }),
    members: [
      ...nodeSets.flatMap(nodeSet => podsOf(elasticsearch, nodeSet, inventory).map(pod => memberOf(pod, nodeSet.name, inventory))),
      ...leftoverPods(elasticsearch, inventory).map(pod => memberOf(pod, 'removed node set', inventory)),
    ],
    volumes: nodeSets.flatMap(nodeSet => volumesOf(elasticsearch, nodeSet, inventory)),
    parts: nodeSets.map(nodeSet => {
      const settling = elasticsearch.status === undefined || isSettling({ root: elasticsearch });
      const { word, ready } = readyWord(podsOf(elasticsearch, nodeSet, inventory), nodeSet.count, { inventory, settling });
      const roles = nodeSet.roles.length === 0 ? 'all roles' : nodeSet.roles.join(', ');
      return {
        object: referenceTo(inventory.cluster, elasticsearch),
        role: `node set ${nodeSet.name}`,
        word,
        summary: `${roles}, ${ready} of ${nodeSet.count} ready`,
      };
    }),
    queryScope: { namespace: elasticsearch.metadata.namespace ?? '', name: elasticsearch.metadata.name },
    streaming: true,
  };
}
