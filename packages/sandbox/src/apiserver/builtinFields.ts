import type { Schema } from './schema/Schema';

const OPEN: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

/** Members of built-in kinds beside apiVersion, kind and metadata: top level, and inside `spec` where listed. Source: Kubernetes 1.36 API reference. */
const FIELDS: Record<string, { top: string; spec?: string }> = {
  ConfigMap: { top: 'data binaryData immutable' },
  Secret: { top: 'data stringData type immutable' },
  ServiceAccount: {
    top: 'secrets imagePullSecrets automountServiceAccountToken',
  },
  Event: {
    top: 'involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance',
  },
  Namespace: { top: 'spec status', spec: 'finalizers' },
  PersistentVolumeClaim: {
    top: 'spec status',
    spec: 'accessModes selector resources volumeName storageClassName volumeMode dataSource dataSourceRef volumeAttributesClassName',
  },
  Pod: {
    top: 'spec status',
    spec: 'volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride workloadRef',
  },
  Service: {
    top: 'spec status',
    spec: 'ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution',
  },
  StatefulSet: {
    top: 'spec status',
    spec: 'replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals',
  },
  Deployment: {
    top: 'spec status',
    spec: 'replicas selector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds',
  },
  PodDisruptionBudget: {
    top: 'spec status',
    spec: 'minAvailable selector maxUnavailable unhealthyPodEvictionPolicy',
  },
  NetworkPolicy: {
    top: 'spec',
    spec: 'podSelector ingress egress policyTypes',
  },
  StorageClass: {
    top: 'provisioner parameters reclaimPolicy mountOptions allowVolumeExpansion volumeBindingMode allowedTopologies',
  },
  VolumeAttributesClass: { top: 'driverName parameters' },
  ResourceQuota: { top: 'spec status', spec: 'hard scopes scopeSelector' },
  Role: { top: 'rules' },
  ClusterRole: { top: 'rules aggregationRule' },
  RoleBinding: { top: 'subjects roleRef' },
  ClusterRoleBinding: { top: 'subjects roleRef' },
};

/** The field structure of a built-in kind as far as the sandbox knows it: names of two levels, no types below. */
export function builtinSchema(kind: string): Schema | undefined {
  const fields = FIELDS[kind];
  if (fields === undefined) {
    return undefined;
  }
  const properties: { [name: string]: Schema } = {};
  for (const name of fields.top.split(' ')) {
    properties[name] = OPEN;
  }
  if (fields.spec !== undefined) {
    properties.spec = { type: 'object', properties: named(fields.spec) };
  }
  if (kind === 'ConfigMap' || kind === 'Secret') {
    properties.data = {
      type: 'object',
      additionalProperties: { type: 'string' },
    };
  }
  return { type: 'object', properties };
}

function named(names: string): { [name: string]: Schema } {
  return Object.fromEntries(names.split(' ').map(name => [name, OPEN]));
}
