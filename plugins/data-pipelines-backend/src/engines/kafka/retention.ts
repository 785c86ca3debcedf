import type { ElementVolume, InventoryReader, KubernetesObject, LogRetention } from '@penstock/backstage-plugin-data-pipelines-node';
import { fieldsAt, numberAt } from '../shared/reading';
import { poolsOf, rolesOf, topicsOf } from './topology';
import { configNumber, replicationFactor } from './volumes';

/** Kafka's own default, log.retention.hours: 168. */
const DEFAULT_RETENTION_MS = 168 * 3600 * 1000;

function settingOf(topic: KubernetesObject, key: string): number | undefined {
  return numberAt({ value: fieldsAt(topic, 'spec.config')[key] }, 'value');
}

function brokerRetentionMs(kafka: KubernetesObject): number {
  const hours = configNumber(kafka, 'log.retention.hours');
  const minutes = configNumber(kafka, 'log.retention.minutes');
  return (
    configNumber(kafka, 'log.retention.ms') ??
    (minutes === undefined ? undefined : minutes * 60_000) ??
    (hours === undefined ? DEFAULT_RETENTION_MS : hours * 3_600_000)
  );
}

function isDeleted(topic: KubernetesObject): boolean {
  return (fieldsAt(topic, 'spec.config')['cleanup.policy'] ?? 'delete') === 'delete';
}

/**
 * How the brokers' log levels off: the longest retention of its topics. Not
 * known without topics, or where one of them is compacted or kept for ever.
 */
export function retentionOf(kafka: KubernetesObject, volumes: readonly ElementVolume[], inventory: InventoryReader): LogRetention | undefined {
  const topics = topicsOf(kafka, inventory);
  const lengths = topics.map(topic => (isDeleted(topic) ? (settingOf(topic, 'retention.ms') ?? brokerRetentionMs(kafka)) : -1));
  if (lengths.length === 0 || lengths.some(length => length < 0)) return undefined;
  const brokers = poolsOf(kafka, inventory)
    .filter(pool => rolesOf(pool).includes('broker'))
    .map(pool => pool.metadata.name);
  return {
    seconds: Math.max(...lengths) / 1000,
    copies: Math.max(...topics.map(topic => numberAt(topic, 'spec.replicas') ?? replicationFactor(kafka) ?? 1)),
    volumes: volumes.filter(volume => brokers.includes(volume.sizeOwner.object.name)).map(volume => volume.claim),
    writeRateKey: 'bytesIn',
  };
}
