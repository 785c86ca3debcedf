import type { WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { GITOPS_ANNOTATIONS, GITOPS_MANAGERS } from '../shared/gitOps';

/** The cluster: root of the element, and owner of every size. */
export const ELASTICSEARCH: WatchedKind = {
  group: 'elasticsearch.k8s.elastic.co',
  kind: 'Elasticsearch',
  versions: ['v1'],
  keep: [
    'spec.version',
    'spec.volumeClaimDeletePolicy',
    'spec.nodeSets.*.name',
    'spec.nodeSets.*.count',
    // the roles, in both spellings, and no other key: a config may hold credentials
    'spec.nodeSets.*.config["node.roles"]',
    'spec.nodeSets.*.config.node.roles',
    'spec.nodeSets.*.volumeClaimTemplates',
    'status.health',
    'status.phase',
    'status.availableNodes',
    'status.version',
    'status.observedGeneration',
    'status.conditions',
    'status.inProgressOperations',
  ],
  keepAnnotations: [
    'penstock.dev/*',
    'eck.k8s.elastic.co/pause-orchestration',
    'eck.k8s.elastic.co/managed',
    ...GITOPS_ANNOTATIONS,
  ],
  keepManagers: GITOPS_MANAGERS,
};

/** Where an autoscaler targets the cluster, it owns the sizes. */
export const ELASTICSEARCH_AUTOSCALER: WatchedKind = {
  group: 'autoscaling.k8s.elastic.co',
  kind: 'ElasticsearchAutoscaler',
  versions: ['v1alpha1'],
  keep: ['spec.elasticsearchRef.name', 'spec.policies.*.name', 'spec.policies.*.roles', 'spec.policies.*.resources.storage'],
};
