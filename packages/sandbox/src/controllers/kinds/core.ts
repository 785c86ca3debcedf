import {
  clusterScoped,
  Condition,
  KubernetesObject,
  namespaced,
} from '../../client';

/** The parts of a Pod that the controllers read or write. */
export interface Pod extends KubernetesObject {
  spec: PodSpec;
  status?: {
    phase?: string;
    podIP?: string;
    podIPs?: Array<{ ip: string }>;
    hostIP?: string;
    startTime?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

/** Which pods a constraint speaks of. */
export interface PodSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: Array<{
    key: string;
    operator: string;
    values?: string[];
  }>;
}

/** Pods that must not share a domain of the topology. */
export interface AntiAffinityTerm {
  labelSelector?: PodSelector;
  topologyKey: string;
}

export interface PodSpec {
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  topologySpreadConstraints?: Array<{
    maxSkew: number;
    topologyKey: string;
    whenUnsatisfiable: string;
    labelSelector?: PodSelector;
  }>;
  affinity?: {
    podAntiAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: AntiAffinityTerm[];
      preferredDuringSchedulingIgnoredDuringExecution?: Array<{
        weight: number;
        podAffinityTerm: AntiAffinityTerm;
      }>;
    };
  };
  serviceAccountName?: string;
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  containers: Container[];
  initContainers?: Container[];
  volumes?: Array<{
    name: string;
    persistentVolumeClaim?: { claimName: string };
    [source: string]: unknown;
  }>;
  [field: string]: unknown;
}

export interface Container {
  name: string;
  image?: string;
  [field: string]: unknown;
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: Record<string, object>;
}

export const PODS = namespaced<Pod>('v1', 'Pod');

export interface PersistentVolumeClaim extends KubernetesObject {
  spec: {
    accessModes?: string[];
    storageClassName?: string;
    volumeMode?: string;
    volumeName?: string;
    volumeAttributesClassName?: string;
    dataSource?: DataSource;
    dataSourceRef?: DataSource;
    resources: { requests: { storage: string } };
  };
  status?: {
    phase?: string;
    accessModes?: string[];
    capacity?: { storage: string };
    conditions?: Condition[];
    allocatedResources?: { storage: string } | null;
    allocatedResourceStatuses?: { storage: string } | null;
    currentVolumeAttributesClassName?: string;
    modifyVolumeStatus?: {
      targetVolumeAttributesClassName?: string;
      status: string;
    } | null;
  };
}

/** What a new claim's volume is filled with. */
export interface DataSource {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
}

export const CLAIMS = namespaced<PersistentVolumeClaim>(
  'v1',
  'PersistentVolumeClaim',
);

export interface PersistentVolume extends KubernetesObject {
  spec: {
    capacity: { storage: string };
    accessModes: string[];
    persistentVolumeReclaimPolicy: string;
    storageClassName?: string;
    volumeMode?: string;
    volumeAttributesClassName?: string;
    claimRef?: {
      apiVersion: string;
      kind: string;
      namespace: string;
      name: string;
      uid?: string;
    };
    csi?: {
      driver: string;
      volumeHandle: string;
      fsType?: string;
      volumeAttributes?: Record<string, string>;
    };
    nodeAffinity?: {
      required: {
        nodeSelectorTerms: Array<{
          matchExpressions: Array<{
            key: string;
            operator: string;
            values: string[];
          }>;
        }>;
      };
    };
  };
  status?: { phase?: string };
}

export const VOLUMES = clusterScoped<PersistentVolume>(
  'v1',
  'PersistentVolume',
);

export interface StorageClass extends KubernetesObject {
  provisioner: string;
  parameters?: Record<string, string>;
  allowVolumeExpansion?: boolean;
  reclaimPolicy?: string;
  volumeBindingMode?: string;
}

export const STORAGE_CLASSES = clusterScoped<StorageClass>(
  'storage.k8s.io/v1',
  'StorageClass',
  'storageclasses',
);

export interface AttributesClass extends KubernetesObject {
  driverName: string;
  parameters: Record<string, string>;
}

export const ATTRIBUTES_CLASSES = clusterScoped<AttributesClass>(
  'storage.k8s.io/v1',
  'VolumeAttributesClass',
  'volumeattributesclasses',
);

export interface Node extends KubernetesObject {
  spec?: { unschedulable?: boolean; podCIDR?: string };
  status?: {
    conditions?: Condition[];
    capacity?: Record<string, string>;
    allocatable?: Record<string, string>;
    addresses?: Array<{ type: string; address: string }>;
    nodeInfo?: Record<string, string>;
  };
}

export const NODES = clusterScoped<Node>('v1', 'Node');

export interface Service extends KubernetesObject {
  spec: {
    type?: string;
    clusterIP?: string;
    publishNotReadyAddresses?: boolean;
    selector?: Record<string, string>;
    ports: Array<{
      name: string;
      protocol: string;
      port: number;
      targetPort: number;
    }>;
  };
}

export const SERVICES = namespaced<Service>('v1', 'Service');

export interface Secret extends KubernetesObject {
  type: string;
  stringData?: Record<string, string>;
  data?: Record<string, string>;
}

export const SECRETS = namespaced<Secret>('v1', 'Secret');

export interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

export const CONFIG_MAPS = namespaced<ConfigMap>('v1', 'ConfigMap');

export const SERVICE_ACCOUNTS = namespaced('v1', 'ServiceAccount');
export const NAMESPACES = clusterScoped('v1', 'Namespace');

export interface StatefulSet extends KubernetesObject {
  spec: {
    replicas: number;
    serviceName: string;
    podManagementPolicy: string;
    updateStrategy: { type: string };
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: {
        labels: Record<string, string>;
        annotations?: Record<string, string>;
      };
      spec: PodSpec;
    };
    volumeClaimTemplates?: ClaimTemplate[];
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    currentReplicas?: number;
    updatedReplicas?: number;
    collisionCount?: number;
  };
}

export interface ClaimTemplate {
  metadata: { name: string };
  spec: PersistentVolumeClaim['spec'];
}

export const STATEFUL_SETS = namespaced<StatefulSet>('apps/v1', 'StatefulSet');

/** A Deployment or a ReplicaSet, as far as their stand-ins read them. */
export interface Replicated extends KubernetesObject {
  spec: {
    replicas?: number;
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: PodSpec;
    };
    [field: string]: unknown;
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    updatedReplicas?: number;
    fullyLabeledReplicas?: number;
    conditions?: Condition[];
  };
}

export const DEPLOYMENTS = namespaced<Replicated>('apps/v1', 'Deployment');
export const REPLICA_SETS = namespaced<Replicated>('apps/v1', 'ReplicaSet');

export interface DisruptionBudget extends KubernetesObject {
  spec: {
    minAvailable?: number | string;
    maxUnavailable?: number | string;
    selector: { matchLabels: Record<string, string> };
  };
  status?: {
    observedGeneration?: number;
    expectedPods?: number;
    currentHealthy?: number;
    desiredHealthy?: number;
    disruptionsAllowed?: number;
    conditions?: Condition[];
  };
}

export const DISRUPTION_BUDGETS = namespaced<DisruptionBudget>(
  'policy/v1',
  'PodDisruptionBudget',
);

/** Whether the kubelet reports the pod as ready and nobody deletes it. */
export function isReady(pod: Pod): boolean {
  return (
    !pod.metadata.deletionTimestamp &&
    pod.status?.phase === 'Running' &&
    (pod.status.conditions ?? []).some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    )
  );
}

/** Whether all of `wanted` are among the object's labels. */
export function hasLabels(
  object: KubernetesObject,
  wanted: Record<string, string>,
): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => object.metadata.labels?.[key] === value,
  );
}
