import { at, entriesAt, isKind, itemsAt, nameOf, numberAt, STRIMZI, textAt, type KubernetesManifest } from './manifest';
import { rule, type LintRule } from './rule';

const isConnector = (manifest: KubernetesManifest) => isKind(manifest, STRIMZI, 'KafkaConnector');
const isConnect = (manifest: KubernetesManifest) => isKind(manifest, STRIMZI, 'KafkaConnect');
const clusterOf = (manifest: KubernetesManifest) => textAt(manifest, 'metadata', 'labels', 'strimzi.io/cluster');

const connectorCluster = rule({
  id: 'connector-cluster',
  severity: 'error',
  sentence: 'A connector belongs to a Kafka Connect, not to a Kafka, and only runs where connector resources are allowed.',
  faults: (manifest, all) => {
    if (isConnect(manifest)) {
      const used = all.some(other => isConnector(other) && clusterOf(other) === nameOf(manifest));
      return used && textAt(manifest, 'metadata', 'annotations', 'strimzi.io/use-connector-resources') !== 'true'
        ? [{ path: 'metadata.annotations', sentence: 'Its connectors would be ignored.', remedy: 'Add the annotation strimzi.io/use-connector-resources: "true".' }]
        : [];
    }
    if (!isConnector(manifest)) return [];
    const cluster = clusterOf(manifest);
    if (cluster === undefined) {
      return [{ path: 'metadata.labels', sentence: 'The label strimzi.io/cluster is missing.', remedy: 'Add it, with the name of the KafkaConnect.' }];
    }
    const namesKafka = all.some(other => isKind(other, STRIMZI, 'Kafka') && nameOf(other) === cluster);
    const namesConnect = all.some(other => isConnect(other) && nameOf(other) === cluster);
    return namesKafka && !namesConnect
      ? [{ path: 'metadata.labels', sentence: `strimzi.io/cluster names the Kafka ${cluster}.`, remedy: 'Name the KafkaConnect.' }]
      : [];
  },
});

const deadLetters = rule({
  id: 'connector-dead-letters',
  severity: 'error',
  sentence: 'A sink that tolerates all errors without a dead letter topic loses records without a word.',
  faults: manifest =>
    isConnector(manifest) &&
    textAt(manifest, 'spec', 'config', 'errors.tolerance') === 'all' &&
    textAt(manifest, 'spec', 'config', 'errors.deadletterqueue.topic.name') === undefined
      ? [{
          path: 'spec.config.errors.tolerance',
          sentence: 'Records that the sink refuses would vanish.',
          remedy: 'Set errors.deadletterqueue.topic.name and an alert on that topic.',
        }]
      : [],
});

const tasks = rule({
  id: 'connector-tasks',
  severity: 'warning',
  sentence: 'A sink task without a partition does nothing.',
  faults: (manifest, all) => {
    const max = isConnector(manifest) ? numberAt(manifest, 'spec', 'tasksMax') : undefined;
    if (max === undefined) return [];
    const topics = (textAt(manifest, 'spec', 'config', 'topics') ?? '').split(',').map(topic => topic.trim()).filter(Boolean);
    const known = all.filter(other => isKind(other, STRIMZI, 'KafkaTopic') && topics.includes(textAt(other, 'spec', 'topicName') ?? nameOf(other)));
    if (topics.length === 0 || known.length !== topics.length) return [];
    const partitions = known.reduce((sum, topic) => sum + (numberAt(topic, 'spec', 'partitions') ?? 1), 0);
    return max > partitions
      ? [{ path: 'spec.tasksMax', sentence: `${max} tasks share ${partitions} partitions.`, remedy: `Set tasksMax to at most ${partitions}.` }]
      : [];
  },
});

const SECRET_KEY = /(^|[._-])(password|passwd|secret|token|api[._-]?key|credentials?)($|[._-])/i;

const artifacts = rule({
  id: 'connect-artifact-checksum',
  severity: 'warning',
  sentence: 'A plugin that is fetched by address is checked by its sum, or it may be another one tomorrow.',
  faults: manifest =>
    !isConnect(manifest) ? [] : itemsAt(manifest, 'spec', 'build', 'plugins').flatMap((plugin, p) =>
      itemsAt(plugin, 'artifacts').flatMap((artifact, a) =>
        ['jar', 'tgz', 'zip', 'other'].includes(textAt(artifact, 'type') ?? '') && !/^[0-9a-f]{128}$/.test(textAt(artifact, 'sha512sum') ?? '')
          ? [{ path: `spec.build.plugins[${p}].artifacts[${a}]`, sentence: 'The artifact has no sha512sum.', remedy: 'Add the 128 hexadecimal digits of its SHA-512.' }]
          : [])),
});

const elasticVersion = rule({
  id: 'connector-elasticsearch-version',
  severity: 'error',
  sentence: 'The Confluent sink connector cannot write to Elasticsearch 9.',
  faults: (manifest, all) => {
    if (!isConnector(manifest) || textAt(manifest, 'spec', 'class') !== 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector') return [];
    const nine = all.find(other => isKind(other, 'elasticsearch.k8s.elastic.co', 'Elasticsearch') && (textAt(other, 'spec', 'version') ?? '').startsWith('9.'));
    return nine
      ? [{ path: 'spec.class', sentence: `Elasticsearch ${nameOf(nine)} is version ${textAt(nine, 'spec', 'version')}.`, remedy: 'Use 8.19, or load with Logstash.' }]
      : [];
  },
});

const inlineSecrets = rule({
  id: 'connector-inline-secret',
  severity: 'error',
  sentence: 'A password in a connector is readable by everyone who may read connectors.',
  faults: manifest =>
    !isConnector(manifest) ? [] : entriesAt(manifest, 'spec', 'config')
      .filter(([key, value]) => SECRET_KEY.test(key) && typeof value === 'string' && value !== '' && !value.startsWith('${'))
      .map(([key]) => ({ path: `spec.config.${key}`, sentence: `${key} is written out.`, remedy: 'Refer to a Secret: ${secrets:<namespace>/<secret>:<key>}.' })),
});

const groupTopics = rule({
  id: 'connect-group-topics',
  severity: 'error',
  sentence: 'A Kafka Connect of API v1 names its group and its three topics.',
  faults: manifest =>
    !isConnect(manifest) || at(manifest, 'spec') === undefined ? [] : ['groupId', 'configStorageTopic', 'offsetStorageTopic', 'statusStorageTopic']
      .filter(field => textAt(manifest, 'spec', field) === undefined)
      .map(field => ({ path: `spec.${field}`, sentence: `${field} is missing.`, remedy: 'Give it a name of its own; two Connects that share one disturb each other.' })),
});

/** Rules about Kafka Connect and its connectors. */
export const CONNECT_RULES: readonly LintRule[] = [
  connectorCluster,
  deadLetters,
  tasks,
  artifacts,
  elasticVersion,
  inlineSecrets,
  groupTopics,
];
