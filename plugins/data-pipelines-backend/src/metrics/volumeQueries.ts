import type { NamedQuery, QueryRange } from '@penstock/backstage-plugin-data-pipelines-node';
import { matchers } from '../engines/shared/promql';

const CLAIM = 'namespace, persistentvolumeclaim';

/** One series per claim, whichever node reports it. */
function gauge(series: string, range: QueryRange): string {
  return `max by (${CLAIM}) (${series}${matchers(range)})`;
}

/** Growth of what is mounted now; a pod that moved leaves an old series behind for the whole window. */
function growth(window: string, range: QueryRange): string {
  const used = `kubelet_volume_stats_used_bytes${matchers(range)}`;
  return `max by (${CLAIM}) (deriv(${used}[${window}]) and ${used})`;
}

const query = {
  reduce: 'max',
  required: true,
  /** A claim is found by namespace and name; here the scope's name is the claim's. */
  belongs: (scope: { namespace: string; name: string }, labels: Readonly<Record<string, string>>) =>
    labels.namespace === scope.namespace && labels.persistentvolumeclaim === scope.name,
} as const;

/** Usage of volumes. The series exist only while a running pod mounts the claim: absence is not zero. */
export const volumeQueries = {
  used: {
    ...query,
    key: 'volumeUsed',
    title: 'Volume used',
    unit: 'bytes',
    requires: 'kubelet_volume_stats_used_bytes',
    promql: range => gauge('kubelet_volume_stats_used_bytes', range),
  },
  capacity: {
    ...query,
    key: 'volumeCapacity',
    title: 'Volume capacity',
    unit: 'bytes',
    requires: 'kubelet_volume_stats_capacity_bytes',
    promql: range => gauge('kubelet_volume_stats_capacity_bytes', range),
  },
  growth: {
    ...query,
    key: 'volumeGrowth',
    title: 'Volume growth, six hours',
    unit: 'bytesPerSecond',
    requires: 'kubelet_volume_stats_used_bytes',
    promql: range => growth('6h', range),
  },
  growthLastHour: {
    ...query,
    key: 'volumeGrowthLastHour',
    title: 'Volume growth, last hour',
    unit: 'bytesPerSecond',
    requires: 'kubelet_volume_stats_used_bytes',
    promql: range => growth('1h', range),
  },
} satisfies Record<string, NamedQuery>;
