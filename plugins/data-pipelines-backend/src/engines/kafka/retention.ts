import type { ElementVolume, InventoryReader, KubernetesObject, LogRetention } from '@penstock/backstage-plugin-data-pipelines-node';
import { fieldsAt, numberAt, textAt } from '../shared/reading';
import { KAFKA_TOPIC } from './kinds';
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

/** The topic's name in Kafka, which a resource may call otherwise. */
function nameInKafka(topic: KubernetesObject): string {
  return textAt(topic, 'spec.topicName') ?? topic.metadata.name;
}

/** Whether the list of topics is complete as of now. */
function areTopicsKnown(inventory: InventoryReader): boolean {
  const known = inventory.kindState(KAFKA_TOPIC);
  return known.state === 'watched' && known.freshness.state === 'fresh';
}

/**
 * How the brokers' log levels off: the longest retention of its topics. Not
 * known without topics, where their list may be incomplete, or where one of
 * them is compacted or kept for ever. It holds for the topics that have a
 * KafkaTopic and for no others.
 */
export function retentionOf(kafka: KubernetesObject, volumes: readonly ElementVolume[], inventory: InventoryReader): LogRetention | undefined {
  if (!areTopicsKnown(inventory)) return undefined;
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
    covers: { label: 'topic', values: topics.map(nameInKafka) },
  };
}
