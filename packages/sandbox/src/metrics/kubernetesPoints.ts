import type { PodFacts, VolumeFacts } from '../workload';
import { Target, type MetricPoint } from './metricPoint';

/** Bytes per inode that the sandbox's file systems are made with. */
const BYTES_PER_INODE = 16_384;

/** What the kubelets tell about volumes: only of those that a running pod mounts. */
export function kubeletPoints(volumes: readonly VolumeFacts[]): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const volume of volumes.filter(({ mounted }) => mounted)) {
    const target = new Target(points, {
      namespace: volume.namespace,
      persistentvolumeclaim: volume.claim,
      node: volume.node ?? '',
      job: 'kubelet',
      metrics_path: '/metrics',
    });
    const inodes = Math.round(volume.capacityBytes / BYTES_PER_INODE);
    const inodesUsed = Math.min(
      inodes,
      300 + Math.round(volume.usedBytes / 2 ** 23),
    );
    target.gauge('kubelet_volume_stats_capacity_bytes', volume.capacityBytes);
    target.gauge('kubelet_volume_stats_used_bytes', volume.usedBytes);
    target.gauge(
      'kubelet_volume_stats_available_bytes',
      volume.capacityBytes - volume.usedBytes,
    );
    target.gauge('kubelet_volume_stats_inodes', inodes);
    target.gauge('kubelet_volume_stats_inodes_used', inodesUsed);
    target.gauge('kubelet_volume_stats_inodes_free', inodes - inodesUsed);
  }
  return points;
}

/** A few series of kube-state-metrics. */
export function podPoints(pods: readonly PodFacts[]): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const pod of pods) {
    const target = new Target(points, {
      namespace: pod.namespace,
      pod: pod.pod,
      job: 'kube-state-metrics',
    });
    target.gauge('kube_pod_status_ready', Number(pod.ready), {
      condition: 'true',
    });
    target.gauge('kube_pod_status_ready', Number(!pod.ready), {
      condition: 'false',
    });
    target.gauge('kube_pod_status_phase', 1, { phase: pod.phase });
    for (const { container, count, waitingReason } of pod.restarts) {
      target.counter('kube_pod_container_status_restarts_total', count, {
        container,
      });
      if (waitingReason)
        target.gauge('kube_pod_container_status_waiting_reason', 1, {
          container,
          reason: waitingReason,
        });
    }
    for (const { volume, claim } of pod.claims) {
      target.gauge('kube_pod_spec_volumes_persistentvolumeclaims_info', 1, {
        volume,
        persistentvolumeclaim: claim,
      });
    }
  }
  return points;
}
