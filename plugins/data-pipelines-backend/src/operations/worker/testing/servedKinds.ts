import type { ServedResource } from '../../../clusters/ClusterConnection';

const VERBS = ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete'];

/** Kind, plural, and whether it has namespaces, by API version. */
const KINDS: Readonly<Record<string, readonly (readonly [kind: string, plural: string, scope?: 'cluster'])[]>> = {
  v1: [
    ['ConfigMap', 'configmaps'],
    ['Namespace', 'namespaces', 'cluster'],
    ['PersistentVolume', 'persistentvolumes', 'cluster'],
    ['PersistentVolumeClaim', 'persistentvolumeclaims'],
    ['Pod', 'pods'],
    ['Secret', 'secrets'],
    ['Service', 'services'],
  ],
  'apps/v1': [
    ['Deployment', 'deployments'],
    ['StatefulSet', 'statefulsets'],
  ],
  'batch/v1': [['Job', 'jobs']],
  'storage.k8s.io/v1': [['StorageClass', 'storageclasses', 'cluster']],
  'snapshot.storage.k8s.io/v1': [
    ['VolumeSnapshot', 'volumesnapshots'],
    ['VolumeSnapshotClass', 'volumesnapshotclasses', 'cluster'],
    ['VolumeSnapshotContent', 'volumesnapshotcontents', 'cluster'],
  ],
  'groupsnapshot.storage.k8s.io/v1': [
    ['VolumeGroupSnapshot', 'volumegroupsnapshots'],
    ['VolumeGroupSnapshotContent', 'volumegroupsnapshotcontents', 'cluster'],
  ],
  'kafka.strimzi.io/v1': [
    ['Kafka', 'kafkas'],
    ['KafkaConnect', 'kafkaconnects'],
    ['KafkaConnector', 'kafkaconnectors'],
    ['KafkaNodePool', 'kafkanodepools'],
    ['KafkaTopic', 'kafkatopics'],
  ],
  'core.strimzi.io/v1': [['StrimziPodSet', 'strimzipodsets']],
  'elasticsearch.k8s.elastic.co/v1': [['Elasticsearch', 'elasticsearches']],
  'sparkoperator.k8s.io/v1beta2': [['SparkApplication', 'sparkapplications']],
};

/** Kinds that a fake API server serves unless a test tells others. */
export const SERVED_KINDS: readonly ServedResource[] = Object.entries(KINDS).flatMap(([apiVersion, kinds]) =>
  kinds.map(([kind, plural, scope]) => servedKind(apiVersion, kind, plural, scope !== 'cluster')),
);

/** A resource as discovery lists it. */
export function servedKind(apiVersion: string, kind: string, resource: string, namespaced = true): ServedResource {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind, resource, namespaced, verbs: VERBS };
}
