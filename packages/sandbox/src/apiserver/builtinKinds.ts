import { builtinSchema } from './builtinFields';
import type { ResourceKind } from './kinds';

interface Row {
  group?: string;
  version?: string;
  kind: string;
  plural: string;
  short?: string[];
  clusterScoped?: boolean;
  status?: boolean;
  scale?: boolean;
  counted?: boolean;
  names?: ResourceKind['names'];
  review?: boolean;
  categories?: string[];
}

const APPS = { group: 'apps', status: true, scale: true, counted: true };
const RBAC = {
  group: 'rbac.authorization.k8s.io',
  names: 'segment',
} as const;
const REVIEW = { clusterScoped: true, review: true };
const ALL = ['all'];

const ROWS: Row[] = [
  { kind: 'Namespace', plural: 'namespaces', short: ['ns'], clusterScoped: true, status: true, names: 'label' },
  { kind: 'Node', plural: 'nodes', short: ['no'], clusterScoped: true, status: true },
  { kind: 'PersistentVolume', plural: 'persistentvolumes', short: ['pv'], clusterScoped: true, status: true },
  { kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', short: ['pvc'], status: true },
  { kind: 'Pod', plural: 'pods', short: ['po'], status: true, categories: ALL },
  { kind: 'Service', plural: 'services', short: ['svc'], status: true, names: 'label', categories: ALL },
  { kind: 'Endpoints', plural: 'endpoints', short: ['ep'] },
  { kind: 'ConfigMap', plural: 'configmaps', short: ['cm'] },
  { kind: 'Secret', plural: 'secrets' },
  { kind: 'Event', plural: 'events', short: ['ev'] },
  { kind: 'ServiceAccount', plural: 'serviceaccounts', short: ['sa'] },
  { kind: 'ResourceQuota', plural: 'resourcequotas', short: ['quota'], status: true },
  { kind: 'LimitRange', plural: 'limitranges', short: ['limits'] },
  { ...APPS, kind: 'StatefulSet', plural: 'statefulsets', short: ['sts'], categories: ALL },
  { ...APPS, kind: 'Deployment', plural: 'deployments', short: ['deploy'], categories: ALL },
  { ...APPS, kind: 'ReplicaSet', plural: 'replicasets', short: ['rs'], categories: ALL },
  { ...APPS, kind: 'DaemonSet', plural: 'daemonsets', short: ['ds'], scale: false, categories: ALL },
  { kind: 'ControllerRevision', plural: 'controllerrevisions', group: 'apps' },
  { group: 'batch', kind: 'Job', plural: 'jobs', status: true, counted: true, categories: ALL },
  { group: 'batch', kind: 'CronJob', plural: 'cronjobs', short: ['cj'], status: true, counted: true, categories: ALL },
  { group: 'policy', kind: 'PodDisruptionBudget', plural: 'poddisruptionbudgets', short: ['pdb'], status: true, counted: true },
  { group: 'networking.k8s.io', kind: 'NetworkPolicy', plural: 'networkpolicies', short: ['netpol'], counted: true },
  { group: 'networking.k8s.io', kind: 'Ingress', plural: 'ingresses', short: ['ing'], status: true, counted: true },
  { group: 'storage.k8s.io', kind: 'StorageClass', plural: 'storageclasses', short: ['sc'], clusterScoped: true },
  { group: 'storage.k8s.io', kind: 'VolumeAttributesClass', plural: 'volumeattributesclasses', short: ['vac'], clusterScoped: true },
  { group: 'coordination.k8s.io', kind: 'Lease', plural: 'leases' },
  { ...RBAC, kind: 'Role', plural: 'roles' },
  { ...RBAC, kind: 'RoleBinding', plural: 'rolebindings' },
  { ...RBAC, kind: 'ClusterRole', plural: 'clusterroles', clusterScoped: true },
  { ...RBAC, kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', clusterScoped: true },
  { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', plural: 'customresourcedefinitions', short: ['crd', 'crds'], clusterScoped: true, status: true, counted: true },
  { ...REVIEW, group: 'authorization.k8s.io', kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews' },
  { ...REVIEW, group: 'authorization.k8s.io', kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews' },
  { ...REVIEW, group: 'authentication.k8s.io', kind: 'SelfSubjectReview', plural: 'selfsubjectreviews' },
];

/** What `kubectl get` prints of the kinds that people look at most. */
const COLUMNS: Record<string, [string, string][]> = {
  Namespace: [['Status', '.status.phase']],
  Node: [['Version', '.status.nodeInfo.kubeletVersion']],
  Pod: [
    ['Status', '.status.phase'],
    ['Node', '.spec.nodeName'],
  ],
  PersistentVolume: [
    ['Capacity', '.spec.capacity.storage'],
    ['Status', '.status.phase'],
    ['Claim', '.spec.claimRef.name'],
  ],
  PersistentVolumeClaim: [
    ['Status', '.status.phase'],
    ['Volume', '.spec.volumeName'],
    ['Capacity', '.status.capacity.storage'],
    ['StorageClass', '.spec.storageClassName'],
  ],
  StatefulSet: [
    ['Replicas', '.spec.replicas'],
    ['Ready', '.status.readyReplicas'],
  ],
  Deployment: [
    ['Replicas', '.spec.replicas'],
    ['Ready', '.status.readyReplicas'],
  ],
  Event: [
    ['Type', '.type'],
    ['Reason', '.reason'],
    ['Object', '.involvedObject.name'],
    ['Message', '.message'],
  ],
};

/** The kinds that every API server of the sandbox serves without a CustomResourceDefinition. */
export const BUILTIN_KINDS: readonly ResourceKind[] = ROWS.map(row => ({
  group: row.group ?? '',
  version: row.version ?? 'v1',
  kind: row.kind,
  plural: row.plural,
  singular: row.kind.toLowerCase(),
  shortNames: row.short ?? [],
  categories: row.categories ?? [],
  namespaced: row.clusterScoped !== true,
  custom: false,
  statusSubresource: row.status === true,
  scaleSubresource: row.scale === true,
  counted: row.counted === true,
  names: row.names ?? 'subdomain',
  schema: builtinSchema(row.kind),
  columns: (COLUMNS[row.kind] ?? []).map(([name, jsonPath]) => ({
    name,
    jsonPath,
    type: 'string',
    priority: 0,
  })),
  review: row.review === true,
}));
