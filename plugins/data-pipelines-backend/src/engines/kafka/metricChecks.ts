import type { MetricAnswer, MetricReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { aboutRoot } from '../shared/finding';
import type { Check } from '../shared/finding';
import { KAFKA_CODES as CODES } from './codes';

function total(answer: MetricAnswer): number {
  return answer.state === 'measured' ? answer.samples.reduce((sum, sample) => sum + sample.value, 0) : 0;
}

function countOf(metrics: MetricReader, key: string): number {
  return total(metrics.answer(key));
}

function partitions(count: number): string {
  return count === 1 ? '1 partition' : `${count} partitions`;
}

/** No leader: neither read nor written. */
export const partitionsOnline: Check = aboutRoot(({ metrics }) => {
  const count = countOf(metrics, 'offlinePartitions');
  return count > 0
    ? { code: CODES.KAFKA_OFFLINE_PARTITIONS, severity: 'critical', sentence: `${partitions(count)} offline: no leader, neither read nor written` }
    : undefined;
});

/** Fewer copies in sync than min.insync.replicas: writes with acks=all are refused. */
export const partitionsTakeWrites: Check = aboutRoot(({ metrics }) => {
  const count = countOf(metrics, 'underMinIsrPartitions');
  return count > 0
    ? { code: CODES.KAFKA_UNDER_MIN_ISR, severity: 'warning', sentence: `${partitions(count)} below min.insync.replicas: writes with acks=all are refused there` }
    : undefined;
});

/** Fewer copies in sync than wanted. */
export const partitionsReplicated: Check = aboutRoot(({ metrics }) => {
  const count = countOf(metrics, 'underReplicatedPartitions');
  return count > 0
    ? { code: CODES.KAFKA_UNDER_REPLICATED, severity: 'warning', sentence: `${partitions(count)} under-replicated: copies are missing or behind` }
    : undefined;
});
