import { groupKindKey, type WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';

const CONDITIONS = 'status.conditions';
const CONTAINER_FACTS = ['name', 'ready', 'started', 'restartCount', 'state', 'lastState'];

/** The kinds of Kubernetes itself that every engine may count on. Environment, commands and files of pods are not kept. */
export const CORE_KINDS: readonly WatchedKind[] = [
  {
    group: '',
    kind: 'Pod',
    versions: ['v1'],
    keep: [
      'spec.nodeName',
      'spec.priorityClassName',
      'spec.containers.*.name',
      'spec.containers.*.image',
      'spec.containers.*.resources',
      'spec.volumes.*.name',
      'spec.volumes.*.persistentVolumeClaim.claimName',
      'status.phase',
      'status.reason',
      'status.message',
      'status.startTime',
      CONDITIONS,
      ...CONTAINER_FACTS.map(fact => `status.containerStatuses.*.${fact}`),
      ...CONTAINER_FACTS.map(fact => `status.initContainerStatuses.*.${fact}`),
    ],
    keepAnnotations: ['topology.kubernetes.io/zone'],
  },
  {
    group: '',
    kind: 'PersistentVolumeClaim',
    versions: ['v1'],
    keep: [
      'spec.accessModes',
      'spec.resources.requests.storage',
      'spec.storageClassName',
      'spec.volumeMode',
      'spec.volumeName',
      'spec.volumeAttributesClassName',
      'status.phase',
      'status.capacity',
      'status.allocatedResources',
      'status.allocatedResourceStatuses',
      'status.currentVolumeAttributesClassName',
      'status.modifyVolumeStatus',
      CONDITIONS,
    ],
  },
  {
    group: '',
    kind: 'PersistentVolume',
    versions: ['v1'],
    keep: [
      'spec.accessModes',
      'spec.capacity',
      'spec.claimRef.namespace',
      'spec.claimRef.name',
      'spec.claimRef.uid',
      'spec.csi.driver',
      'spec.csi.volumeHandle',
      'spec.nodeAffinity',
      'spec.persistentVolumeReclaimPolicy',
      'spec.storageClassName',
      'status.phase',
      'status.reason',
      'status.message',
    ],
    keepAnnotations: ['penstock.dev/*'],
  },
  {
    group: 'storage.k8s.io',
    kind: 'StorageClass',
    versions: ['v1'],
    keep: ['provisioner', 'reclaimPolicy', 'volumeBindingMode', 'allowVolumeExpansion', 'parameters'],
    keepAnnotations: ['storageclass.kubernetes.io/is-default-class', 'penstock.dev/*'],
  },
  {
    group: 'apps',
    kind: 'StatefulSet',
    versions: ['v1'],
    keep: [
      'spec.replicas',
      'spec.serviceName',
      'spec.selector',
      'spec.volumeClaimTemplates.*.metadata.name',
      'spec.volumeClaimTemplates.*.spec.resources.requests.storage',
      'spec.volumeClaimTemplates.*.spec.storageClassName',
      'status',
    ],
  },
  { group: '', kind: 'ResourceQuota', versions: ['v1'], keep: ['spec.hard', 'status.hard', 'status.used'] },
  { group: '', kind: 'Node', versions: ['v1'], keep: [] },
  { group: '', kind: 'Namespace', versions: ['v1'], keep: ['status.phase'] },
];

/**
 * Joins the core kinds with what engines ask for: one entry per kind, with the
 * fields of all who named it.
 *
 * @throws Error when a Secret is asked for, or when two ask for one kind in versions that exclude each other
 */
export function mergeKinds(kinds: readonly WatchedKind[]): WatchedKind[] {
  const merged = new Map<string, WatchedKind>();
  for (const kind of kinds) {
    const key = groupKindKey(kind);
    if (key === 'Secret') throw new Error('The inventory never watches Secrets.');
    const before = merged.get(key);
    merged.set(key, before ? join(before, kind) : kind);
  }
  return [...merged.values()];
}

function join(a: WatchedKind, b: WatchedKind): WatchedKind {
  const [first, ...rest] = a.versions.filter(version => b.versions.includes(version));
  if (first === undefined) {
    throw new Error(`${groupKindKey(a)} is asked for in versions that exclude each other: ${a.versions} and ${b.versions}.`);
  }
  const managers = [...new Set([...(a.keepManagers ?? []), ...(b.keepManagers ?? [])])];
  return {
    ...a,
    versions: [first, ...rest],
    keep: [...new Set([...a.keep, ...b.keep])],
    keepAnnotations: [...new Set([...(a.keepAnnotations ?? []), ...(b.keepAnnotations ?? [])])],
    ...(managers.length === 0 ? {} : { keepManagers: managers }),
  };
}
