import { formatBytes, quantityOrUndefined } from '../vocabulary/quantities';
import { at, entriesAt, isKind, itemsAt, nameOf, numberAt, STRIMZI, textAt, type KubernetesManifest } from './manifest';
import { rule, type LintRule } from './rule';

const isKafka = (manifest: KubernetesManifest) => isKind(manifest, STRIMZI, 'Kafka');
const isPool = (manifest: KubernetesManifest) => isKind(manifest, STRIMZI, 'KafkaNodePool');
const clusterOf = (manifest: KubernetesManifest) => textAt(manifest, 'metadata', 'labels', 'strimzi.io/cluster');

const poolsOf = (kafka: KubernetesManifest, all: readonly KubernetesManifest[]) =>
  all.filter(other => isPool(other) && clusterOf(other) === nameOf(kafka));

const hasRole = (pool: KubernetesManifest, role: string) => itemsAt(pool, 'spec', 'roles').includes(role);

const replicasOf = (pools: readonly KubernetesManifest[], role: string) =>
  pools.filter(pool => hasRole(pool, role)).reduce((sum, pool) => sum + (numberAt(pool, 'spec', 'replicas') ?? 0), 0);

/** The volumes of a pool with the path of each; a pool without jbod has one. */
function volumesOf(pool: KubernetesManifest): { path: string; volume: unknown }[] {
  const storage = at(pool, 'spec', 'storage');
  if (textAt(storage, 'type') !== 'jbod') return [{ path: 'spec.storage', volume: storage }];
  return itemsAt(storage, 'volumes').map((volume, index) => ({ path: `spec.storage.volumes[${index}]`, volume }));
}

const apiVersion = rule({
  id: 'kafka-api-version',
  severity: 'error',
  sentence: 'Strimzi 1.0 and newer serve only kafka.strimzi.io/v1, and Kafka runs without ZooKeeper.',
  faults: manifest => {
    if (textAt(manifest, 'apiVersion')?.startsWith(`${STRIMZI}/`) !== true) return [];
    const faults = [];
    if (textAt(manifest, 'apiVersion') !== `${STRIMZI}/v1`) {
      faults.push({
        path: 'apiVersion',
        sentence: `${textAt(manifest, 'apiVersion')} is not served any more.`,
        remedy: 'Write kafka.strimzi.io/v1.',
      });
    }
    for (const [path, field] of [
      ['spec.zookeeper', at(manifest, 'spec', 'zookeeper')],
      ['spec.kafka.replicas', at(manifest, 'spec', 'kafka', 'replicas')],
      ['spec.kafka.storage', at(manifest, 'spec', 'kafka', 'storage')],
    ] as const) {
      if (isKafka(manifest) && field !== undefined) {
        faults.push({ path, sentence: `${path} is gone.`, remedy: 'Describe brokers and controllers as KafkaNodePools.' });
      }
    }
    return faults;
  },
});

const poolCluster = rule({
  id: 'kafka-pool-cluster',
  severity: 'error',
  sentence: 'A node pool, topic or user without the label strimzi.io/cluster is ignored by the operator.',
  faults: manifest =>
    isKind(manifest, STRIMZI, 'KafkaNodePool', 'KafkaTopic', 'KafkaUser') && clusterOf(manifest) === undefined
      ? [{
          path: 'metadata.labels',
          sentence: 'The label strimzi.io/cluster is missing, so no operator will look at it.',
          remedy: 'Add it, with the name of the Kafka.',
        }]
      : [],
});

const persistentStorage = rule({
  id: 'kafka-storage-persistent',
  severity: 'error',
  sentence: 'Records live on persistent claims that outlive the cluster object.',
  faults: manifest =>
    !isPool(manifest) ? [] : volumesOf(manifest).flatMap(({ path, volume }) => {
      if (textAt(volume, 'type') === 'ephemeral') {
        return [{ path: `${path}.type`, sentence: 'Ephemeral storage loses all records when a pod moves.', remedy: 'Use type persistent-claim.' }];
      }
      if (at(volume, 'deleteClaim') === true) {
        return [{ path: `${path}.deleteClaim`, sentence: 'Deleting the Kafka would delete its records too.', remedy: 'Set deleteClaim to false.' }];
      }
      return [];
    }),
});

const storageSize = rule({
  id: 'kafka-storage-size',
  severity: 'error',
  sentence: 'The schema accepts a claim without a size, the operator does not.',
  faults: manifest =>
    !isPool(manifest) ? [] : volumesOf(manifest).flatMap(({ path, volume }) =>
      textAt(volume, 'type') === 'persistent-claim' && quantityOrUndefined(at(volume, 'size')) === undefined
        ? [{ path: `${path}.size`, sentence: 'The claim has no readable size.', remedy: 'Give one, for example 100Gi.' }]
        : []),
});

const storageClass = rule({
  id: 'kafka-storage-class',
  severity: 'warning',
  sentence: 'Without a named class the default of the day decides about speed, encryption and growth, for ever.',
  faults: manifest =>
    !isPool(manifest) ? [] : volumesOf(manifest).flatMap(({ path, volume }) =>
      textAt(volume, 'type') === 'persistent-claim' && textAt(volume, 'class') === undefined
        ? [{ path: `${path}.class`, sentence: 'No storage class is named.', remedy: 'Name one; it cannot be changed later.' }]
        : []),
});

const replication = rule({
  id: 'kafka-replication',
  severity: 'warning',
  sentence: 'Replication factor and min.insync.replicas decide whether the loss or restart of one broker loses data or stops writes.',
  faults: (manifest, all) => {
    if (!isKafka(manifest)) return [];
    const factor = numberAt(manifest, 'spec', 'kafka', 'config', 'default.replication.factor') ?? 1;
    const insync = numberAt(manifest, 'spec', 'kafka', 'config', 'min.insync.replicas') ?? 1;
    const brokers = replicasOf(poolsOf(manifest, all), 'broker');
    const path = 'spec.kafka.config';
    if (brokers > 0 && factor > brokers) {
      return [{ path, sentence: `${factor} copies do not fit on ${brokers} brokers.`, remedy: 'Add brokers or lower default.replication.factor.' }];
    }
    if (insync > factor) {
      return [{ path, sentence: `min.insync.replicas ${insync} is more than the ${factor} copies, so no write can succeed.`, remedy: 'Lower it to one less than the copies.' }];
    }
    if (factor === 1) {
      return [{ path, sentence: 'Each record exists once: a lost volume is lost data.', remedy: 'Set default.replication.factor to 3 and min.insync.replicas to 2.' }];
    }
    if (insync === factor) {
      return [{ path, sentence: `All ${factor} copies must confirm, so the restart of one broker stops writes.`, remedy: `Set min.insync.replicas to ${factor - 1}.` }];
    }
    return [];
  },
});

const controllers = rule({
  id: 'kafka-controllers',
  severity: 'warning',
  sentence: 'An odd number of controllers, three or more, survives the loss of one.',
  faults: (manifest, all) => {
    const pools = isKafka(manifest) ? poolsOf(manifest, all) : [];
    if (pools.length === 0) return [];
    const count = replicasOf(pools, 'controller');
    return count >= 3 && count % 2 === 1
      ? []
      : [{ sentence: `${count} controllers cannot lose one without a vote, or gain nothing from the even one.`, remedy: 'Run three or five.' }];
  },
});

const spread = rule({
  id: 'kafka-spread',
  severity: 'warning',
  sentence: 'Since Strimzi 0.49 "rack" no longer spreads pods over zones: only topology spread constraints do.',
  faults: (manifest, all) => {
    if (!isKafka(manifest) || at(manifest, 'spec', 'kafka', 'rack') === undefined) return [];
    return poolsOf(manifest, all)
      .filter(pool => itemsAt(pool, 'spec', 'template', 'pod', 'topologySpreadConstraints').length === 0)
      .map(pool => ({
        path: 'spec.kafka.rack',
        sentence: `The pool ${nameOf(pool)} has no topologySpreadConstraints, so all its pods may land in one zone.`,
        remedy: 'Add them to spec.template.pod of the pool.',
      }));
  },
});

const listenerSecurity = rule({
  id: 'kafka-listener-security',
  severity: 'error',
  sentence: 'Clients are encrypted, known and limited to what they need.',
  faults: manifest => {
    if (!isKafka(manifest)) return [];
    const listeners = itemsAt(manifest, 'spec', 'kafka', 'listeners');
    const faults = [];
    if (!listeners.some(listener => at(listener, 'tls') === true)) {
      faults.push({ path: 'spec.kafka.listeners', sentence: 'No listener uses TLS.', remedy: 'Set tls to true.' });
    }
    if (!listeners.some(listener => at(listener, 'authentication') !== undefined)) {
      faults.push({ path: 'spec.kafka.listeners', sentence: 'No listener asks who connects.', remedy: 'Add authentication, for example scram-sha-512.' });
    }
    if (at(manifest, 'spec', 'kafka', 'authorization') === undefined) {
      faults.push({ path: 'spec.kafka.authorization', sentence: 'Whoever connects may do everything.', remedy: 'Set authorization to type simple and give each client a KafkaUser.' });
    }
    return faults;
  },
});

const heapBytes = (pool: KubernetesManifest) => quantityOrUndefined(textAt(pool, 'spec', 'jvmOptions', '-Xmx')?.replace(/^(\d+)([gmk])$/i, (_all, digits, unit) => `${digits}${unit.toUpperCase() === 'K' ? 'Ki' : `${unit.toUpperCase()}i`}`));

const heap = rule({
  id: 'kafka-heap',
  severity: 'warning',
  sentence: 'Kafka serves reads from the page cache: memory that is not heap is speed.',
  faults: manifest => {
    if (!isPool(manifest)) return [];
    const limit = quantityOrUndefined(at(manifest, 'spec', 'resources', 'limits', 'memory'));
    const used = heapBytes(manifest);
    return limit !== undefined && used !== undefined && used > 0.75 * limit
      ? [{
          path: 'spec.jvmOptions.-Xmx',
          sentence: `${formatBytes(used)} of ${formatBytes(limit)} are heap, which leaves too little for the page cache and the JVM itself.`,
          remedy: 'Give half of the memory to the heap.',
        }]
      : [];
  },
});

const metrics = rule({
  id: 'kafka-metrics',
  severity: 'warning',
  sentence: 'Without metrics and the exporter nobody knows how late the data is.',
  faults: manifest => {
    if (!isKafka(manifest)) return [];
    const faults = [];
    if (at(manifest, 'spec', 'kafka', 'metricsConfig') === undefined) {
      faults.push({ path: 'spec.kafka.metricsConfig', sentence: 'The brokers expose no metrics.', remedy: 'Set metricsConfig.' });
    }
    if (at(manifest, 'spec', 'kafkaExporter') === undefined) {
      faults.push({ path: 'spec.kafkaExporter', sentence: 'Nothing measures how far consumer groups are behind.', remedy: 'Add kafkaExporter.' });
    }
    return faults;
  },
});

const FILL_LIMIT = 0.8;

/** Bytes that the topics settle at on one broker: writes × retention × copies ÷ brokers. */
function settledBytes(kafka: KubernetesManifest, all: readonly KubernetesManifest[], brokers: number): number {
  const writes = numberAt(kafka, 'metadata', 'annotations', 'penstock.dev/expected-writes') ?? 0;
  const copies = numberAt(kafka, 'spec', 'kafka', 'config', 'default.replication.factor') ?? 1;
  const retentions = all
    .filter(other => isKind(other, STRIMZI, 'KafkaTopic') && clusterOf(other) === nameOf(kafka))
    .map(topic => numberAt(topic, 'spec', 'config', 'retention.ms'))
    .filter((value): value is number => value !== undefined);
  return retentions.length === 0 ? 0 : (writes * (Math.max(...retentions) / 1000) * copies) / brokers;
}

const retentionFits = rule({
  id: 'kafka-retention-fits',
  severity: 'warning',
  sentence: 'Writes × retention × copies ÷ brokers must stay below four fifths of a volume.',
  faults: (manifest, all) => {
    if (!isKafka(manifest)) return [];
    const pools = poolsOf(manifest, all).filter(pool => hasRole(pool, 'broker'));
    const brokers = replicasOf(pools, 'broker');
    if (brokers === 0) return [];
    const settled = settledBytes(manifest, all, brokers);
    return pools.flatMap(pool => {
      const size = volumesOf(pool).reduce((sum, { volume }) => sum + (quantityOrUndefined(at(volume, 'size')) ?? 0), 0);
      if (size === 0 || settled <= FILL_LIMIT * size) return [];
      return [{
        path: 'metadata.annotations',
        sentence: `The expected writes settle at ${formatBytes(settled)} per broker, ${Math.round((100 * settled) / size)} % of its ${formatBytes(size)}.`,
        remedy: `Give each broker ${formatBytes(Math.ceil(settled / FILL_LIMIT / 2 ** 30) * 2 ** 30)}, or keep records for a shorter time.`,
      }];
    });
  },
});

const foreignLabels = rule({
  id: 'kafka-reserved-labels',
  severity: 'error',
  sentence: 'Labels that begin with strimzi.io/ belong to the operator, which stops when it meets others.',
  faults: manifest =>
    !isKafka(manifest) ? [] : entriesAt(manifest, 'metadata', 'labels')
      .filter(([label]) => label.startsWith('strimzi.io/') && !label.startsWith('strimzi.io/cluster'))
      .map(([label]) => ({ path: `metadata.labels[${label}]`, sentence: `The label ${label} makes the operator stop.`, remedy: 'Remove it.' })),
});

/** Rules about Kafka, its node pools and its topics. */
export const KAFKA_RULES: readonly LintRule[] = [
  apiVersion,
  poolCluster,
  persistentStorage,
  storageSize,
  storageClass,
  replication,
  controllers,
  spread,
  listenerSecurity,
  heap,
  metrics,
  retentionFits,
  foreignLabels,
];
