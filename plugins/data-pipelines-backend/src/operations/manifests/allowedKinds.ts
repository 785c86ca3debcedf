import type { Engine, GroupKind } from '@penstock/backstage-plugin-data-pipelines-node';

/** A kind that Penstock writes, and who must be in the cluster for it. */
export interface AllowedKind extends GroupKind {
  /** The operator that serves the kind; absent for what Kubernetes itself serves. */
  operator?: string;
  /** True where an object of this kind is an element of its own, not a part of one. */
  isElement?: true;
}

const STRIMZI = 'Strimzi';
const ECK = 'Elastic Cloud on Kubernetes (ECK)';
const SPARK = 'the Kubeflow Spark operator';
const PROMETHEUS = 'the Prometheus operator';

/**
 * The kinds that may be applied, in the order in which they are: what others
 * refer to comes first, what watches them last. Secrets are not among them:
 * manifests pass through logs, templates and repositories.
 */
export const ALLOWED_KINDS: readonly AllowedKind[] = [
  { group: '', kind: 'ServiceAccount' },
  { group: 'rbac.authorization.k8s.io', kind: 'Role' },
  { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding' },
  { group: '', kind: 'ConfigMap' },
  { group: '', kind: 'PersistentVolumeClaim' },
  { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
  { group: '', kind: 'Service' },
  { group: 'kafka.strimzi.io', kind: 'KafkaNodePool', operator: STRIMZI },
  { group: 'kafka.strimzi.io', kind: 'Kafka', operator: STRIMZI, isElement: true },
  { group: 'kafka.strimzi.io', kind: 'KafkaTopic', operator: STRIMZI },
  { group: 'kafka.strimzi.io', kind: 'KafkaUser', operator: STRIMZI },
  { group: 'kafka.strimzi.io', kind: 'KafkaConnect', operator: STRIMZI, isElement: true },
  { group: 'kafka.strimzi.io', kind: 'KafkaConnector', operator: STRIMZI },
  { group: 'kafka.strimzi.io', kind: 'KafkaMirrorMaker2', operator: STRIMZI },
  { group: 'elasticsearch.k8s.elastic.co', kind: 'Elasticsearch', operator: ECK, isElement: true },
  { group: 'kibana.k8s.elastic.co', kind: 'Kibana', operator: ECK },
  { group: 'sparkoperator.k8s.io', kind: 'SparkApplication', operator: SPARK, isElement: true },
  { group: 'sparkoperator.k8s.io', kind: 'ScheduledSparkApplication', operator: SPARK, isElement: true },
  { group: 'monitoring.coreos.com', kind: 'PodMonitor', operator: PROMETHEUS },
  { group: 'monitoring.coreos.com', kind: 'PrometheusRule', operator: PROMETHEUS },
];

/** {@link ALLOWED_KINDS} and the kinds of engines that were added to Penstock. */
export function allowedKinds(engines: readonly Engine[]): readonly AllowedKind[] {
  const added = engines.flatMap(engine =>
    engine.roots
      .filter(root => !ALLOWED_KINDS.some(known => known.group === root.group && known.kind === root.kind))
      .map(({ group, kind }) => ({ group, kind, operator: `the operator of ${engine.title}`, isElement: true as const })),
  );
  return [...ALLOWED_KINDS, ...added];
}
