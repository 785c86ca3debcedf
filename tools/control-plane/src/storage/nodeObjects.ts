import type { ClusterObject } from './storageObjects';

const ZONES = ['a', 'b'];
const NODES_PER_ZONE = 2;

/** Four nodes in two zones, ready, whose pods KWOK plays. */
export function nodeObjects(cluster: string, now: Date): ClusterObject[] {
  return ZONES.flatMap((zone, z) =>
    Array.from({ length: NODES_PER_ZONE }, (_, index) =>
      node(cluster, zone, z * NODES_PER_ZONE + index + 1, now),
    ),
  );
}

function node(
  cluster: string,
  zone: string,
  number: number,
  now: Date,
): ClusterObject {
  const name = `node-${zone}-${number}`;
  const capacity = { cpu: '64', memory: '256Gi', pods: '250' };
  return {
    collection: '/api/v1/nodes',
    body: {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'topology.kubernetes.io/region': cluster,
          'topology.kubernetes.io/zone': `${cluster}-${zone}`,
        },
        annotations: { 'kwok.x-k8s.io/node': 'fake' },
      },
      spec: { podCIDR: `10.244.${number}.0/24` },
      status: {
        capacity,
        allocatable: capacity,
        addresses: [
          { type: 'InternalIP', address: `10.0.1.${number}` },
          { type: 'Hostname', address: name },
        ],
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            message: 'kubelet is posting ready status',
            lastTransitionTime: now.toISOString(),
          },
        ],
      },
    },
  };
}
