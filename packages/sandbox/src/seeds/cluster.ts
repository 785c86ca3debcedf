import { KubernetesObject } from '../client';
import { Node, StorageClass } from '../controllers/kinds/core';
import { DRIVER } from '../controllers/storage/driver';
import { EXPANSION_PARAMETER } from '../controllers/storage/growth';
import { ENCRYPTED_CLASS } from './names';

const WORKERS_PER_ZONE = 3;
const ZONES = ['a', 'b', 'c'];

/** Nine workers in three zones, ready, and four StorageClasses: with growth while mounted, with growth at the next mount, and without. */
export function clusterObjects(cluster: string, now: Date): KubernetesObject[] {
  const workers = ZONES.flatMap((zone, z) =>
    Array.from({ length: WORKERS_PER_ZONE }, (_, index) =>
      node(cluster, `${cluster}-${zone}`, index * ZONES.length + z + 1, now),
    ),
  );
  return [
    ...workers,
    storageClass(ENCRYPTED_CLASS, {
      isDefault: true,
      expandable: true,
      parameters: { encrypted: 'true', replication: '3', type: 'nvme' },
    }),
    storageClass('standard', {
      expandable: true,
      parameters: { encrypted: 'false', replication: '2', type: 'ssd' },
    }),
    storageClass('standard-offline', {
      expandable: true,
      parameters: {
        encrypted: 'false',
        replication: '2',
        type: 'ssd',
        [EXPANSION_PARAMETER]: 'offline',
      },
    }),
    storageClass('fixed', {
      expandable: false,
      parameters: { encrypted: 'false', replication: '1', type: 'hdd' },
    }),
  ];
}

function node(cluster: string, zone: string, number: number, now: Date): Node {
  const name = `worker-${String(number).padStart(2, '0')}`;
  const capacity = { cpu: '16', memory: '64Gi', pods: '110' };
  const since = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/region': cluster,
        'topology.kubernetes.io/zone': zone,
      },
    },
    spec: { podCIDR: `10.244.${number}.0/24` },
    status: {
      capacity,
      allocatable: capacity,
      addresses: [
        { type: 'InternalIP', address: `10.0.0.${number + 10}` },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        kubeletVersion: 'v1.36.3',
        osImage: 'simulated',
        containerRuntimeVersion: 'simulated://1',
        architecture: 'amd64',
        operatingSystem: 'linux',
        kernelVersion: 'simulated',
        machineID: name,
        systemUUID: name,
        bootID: name,
        kubeProxyVersion: '',
      },
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastTransitionTime: since,
        },
      ],
    },
  };
}

function storageClass(
  name: string,
  parts: {
    isDefault?: boolean;
    expandable: boolean;
    parameters: Record<string, string>;
  },
): StorageClass {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name,
      annotations: {
        'storageclass.kubernetes.io/is-default-class': String(
          parts.isDefault === true,
        ),
      },
    },
    provisioner: DRIVER,
    parameters: parts.parameters,
    allowVolumeExpansion: parts.expandable,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}
