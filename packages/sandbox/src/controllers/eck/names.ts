import { KubernetesObject } from '../../client';
import { Elasticsearch, NodeSet } from '../kinds/eck';
import { ClaimTemplate } from '../kinds/core';

export const CLUSTER_NAME = 'elasticsearch.k8s.elastic.co/cluster-name';
export const STATEFUL_SET_NAME =
  'elasticsearch.k8s.elastic.co/statefulset-name';
export const PAUSE_ANNOTATION = 'eck.k8s.elastic.co/pause-orchestration';
/** With the value `false` nothing at all is reconciled, the status included. */
export const MANAGED_ANNOTATION = 'eck.k8s.elastic.co/managed';
export const CLAIM_NAME = 'elasticsearch-data';
const ROLES = [
  'data',
  'data_cold',
  'data_content',
  'data_frozen',
  'data_hot',
  'data_warm',
  'ingest',
  'master',
  'ml',
  'remote_cluster_client',
  'transform',
  'voting_only',
];

/** Whether the user asked the operator to leave this cluster alone. */
export function isPaused({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[PAUSE_ANNOTATION] === 'true';
}

/** Whether the user asked the operator not to look at this cluster at all. */
export function isUnmanaged({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[MANAGED_ANNOTATION] === 'false';
}

/** `<es>-es-<nodeSet>`. */
export function statefulSetName(es: Elasticsearch, nodeSet: NodeSet): string {
  return `${es.metadata.name}-es-${nodeSet.name}`;
}

/** Labels of every object that belongs to the cluster. */
export function clusterLabels(es: Elasticsearch): Record<string, string> {
  return {
    'common.k8s.elastic.co/type': 'elasticsearch',
    'eck.k8s.elastic.co/watched': 'true',
    [CLUSTER_NAME]: es.metadata.name,
  };
}

/** Labels that StatefulSets select by and that claims carry. */
export function selectorLabels(
  es: Elasticsearch,
  nodeSet: NodeSet,
): Record<string, string> {
  return {
    'common.k8s.elastic.co/type': 'elasticsearch',
    [CLUSTER_NAME]: es.metadata.name,
    [STATEFUL_SET_NAME]: statefulSetName(es, nodeSet),
  };
}

/** Whether the nodes of this set have the role. Without `node.roles` a node has all but voting_only. */
export function hasRole(nodeSet: NodeSet, role: string): boolean {
  const roles = nodeSet.config?.['node.roles'];
  return Array.isArray(roles) ? roles.includes(role) : role !== 'voting_only';
}

/** Whether nodes of this set hold shards. */
export function holdsData(nodeSet: NodeSet): boolean {
  return ROLES.filter(role => role.startsWith('data')).some(role =>
    hasRole(nodeSet, role),
  );
}

/** The twelve role labels of a pod, all present. */
export function roleLabels(nodeSet: NodeSet): Record<string, string> {
  return Object.fromEntries(
    ROLES.map(role => [
      `elasticsearch.k8s.elastic.co/node-${role}`,
      String(hasRole(nodeSet, role)),
    ]),
  );
}

/** Claim templates of a node set; without any the operator adds one of 1Gi. */
export function claimTemplatesOf(nodeSet: NodeSet): ClaimTemplate[] {
  return nodeSet.volumeClaimTemplates?.length
    ? nodeSet.volumeClaimTemplates
    : [
        {
          metadata: { name: CLAIM_NAME },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1Gi' } },
          },
        },
      ];
}
