import { KubernetesObject } from '../client';
import { ConfigMap, PersistentVolumeClaim } from '../controllers/kinds/core';
import { Elasticsearch } from '../controllers/kinds/eck';
import { SparkApplication } from '../controllers/kinds/spark';
import {
  Kafka,
  KafkaConnect,
  KafkaConnector,
  KafkaNodePool,
  KafkaTopic,
  KafkaUser,
} from '../controllers/kinds/strimzi';
import { elementMeta, ENCRYPTED_CLASS, PipelineSeed } from './names';
import {
  WORKLOAD_CONFIG_MAP,
  WORKLOAD_KEY,
  WorkloadSpec,
} from './workloadSpec';

/** The namespace of a pipeline and what its workload should do. */
export function frame(
  seed: PipelineSeed,
  workload: WorkloadSpec,
): KubernetesObject[] {
  const config: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: WORKLOAD_CONFIG_MAP, namespace: seed.namespace },
    data: { [WORKLOAD_KEY]: JSON.stringify(workload, null, 2) },
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: seed.namespace },
    },
    config,
  ];
}

/** A Kafka with three controllers, three brokers, a topic and the user as whom its source writes. */
export function kafka(
  seed: PipelineSeed,
  parts: {
    name: string;
    title: string;
    brokerSize: string;
    writesTo?: string[];
    topic: { name: string; partitions: number; retentionMs: number };
  },
): KubernetesObject[] {
  const cluster: Kafka = {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'Kafka',
    metadata: elementMeta(seed, parts.name, parts),
    spec: {
      kafka: {
        version: '4.3.1',
        metadataVersion: '4.3-IV0',
        rack: {
          type: 'topology-label',
          topologyKey: 'topology.kubernetes.io/zone',
        },
        listeners: [
          {
            name: 'tls',
            port: 9093,
            type: 'internal',
            tls: true,
            authentication: { type: 'scram-sha-512' },
          },
        ],
        authorization: { type: 'simple' },
        config: {
          'default.replication.factor': 3,
          'min.insync.replicas': 2,
          'offsets.topic.replication.factor': 3,
          'transaction.state.log.replication.factor': 3,
          'transaction.state.log.min.isr': 2,
          'auto.create.topics.enable': false,
        },
      },
      entityOperator: { topicOperator: {}, userOperator: {} },
      kafkaExporter: { topicRegex: '.*', groupRegex: '.*' },
    },
  };
  const topic: KafkaTopic = {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: {
      name: parts.topic.name,
      namespace: seed.namespace,
      labels: { 'strimzi.io/cluster': parts.name },
    },
    spec: {
      partitions: parts.topic.partitions,
      replicas: 3,
      config: {
        'retention.ms': parts.topic.retentionMs,
        'min.insync.replicas': 2,
      },
    },
  };
  return [
    cluster,
    pool(seed, parts.name, 'broker', parts.brokerSize),
    pool(seed, parts.name, 'controller', '10Gi'),
    topic,
    producer(seed, parts.name, parts.topic.name),
  ];
}

function producer(
  seed: PipelineSeed,
  cluster: string,
  topic: string,
): KafkaUser {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: {
      name: `${cluster}-producer`,
      namespace: seed.namespace,
      labels: { 'strimzi.io/cluster': cluster },
    },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: {
        type: 'simple',
        acls: [
          {
            operations: ['Write', 'Describe'],
            resource: { type: 'topic', name: topic, patternType: 'literal' },
          },
        ],
      },
    },
  };
}

function pool(
  seed: PipelineSeed,
  cluster: string,
  role: string,
  size: string,
): KafkaNodePool {
  const selector = {
    'strimzi.io/cluster': cluster,
    'strimzi.io/pool-name': role,
  };
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaNodePool',
    metadata: {
      name: role,
      namespace: seed.namespace,
      labels: { 'strimzi.io/cluster': cluster },
    },
    spec: {
      replicas: 3,
      roles: [role],
      storage: {
        type: 'jbod',
        volumes: [
          {
            id: 0,
            type: 'persistent-claim',
            size,
            class: ENCRYPTED_CLASS,
            deleteClaim: false,
            kraftMetadata: 'shared',
          },
        ],
      },
      template: {
        pod: {
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'topology.kubernetes.io/zone',
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: { matchLabels: selector },
            },
          ],
        },
      },
    },
  };
}

/** A Connect cluster with one sink connector. */
export function connect(
  seed: PipelineSeed,
  parts: {
    name: string;
    title: string;
    kafka: string;
    connector: string;
    topic: string;
    elasticsearch: string;
    tasks: number;
  },
): KubernetesObject[] {
  const cluster: KafkaConnect = {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaConnect',
    metadata: elementMeta(seed, parts.name, {
      title: parts.title,
      annotations: { 'strimzi.io/use-connector-resources': 'true' },
      readsFrom: [parts.kafka],
      writesTo: [parts.elasticsearch],
    }),
    spec: {
      version: '4.3.1',
      replicas: 2,
      bootstrapServers: `${parts.kafka}-kafka-bootstrap:9093`,
      groupId: parts.name,
      ...internalTopics(parts.name),
    },
  };
  const connector: KafkaConnector = {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaConnector',
    metadata: {
      name: parts.connector,
      namespace: seed.namespace,
      labels: { 'strimzi.io/cluster': parts.name },
    },
    spec: {
      class: 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector',
      tasksMax: parts.tasks,
      config: {
        topics: parts.topic,
        'connection.url': `https://${parts.elasticsearch}-es-http.${seed.namespace}.svc:9200`,
        'errors.tolerance': 'none',
      },
    },
  };
  return [cluster, connector];
}

function internalTopics(name: string) {
  return {
    configStorageTopic: `${name}-configs`,
    offsetStorageTopic: `${name}-offsets`,
    statusStorageTopic: `${name}-status`,
  };
}

/** An Elasticsearch with three masters and data nodes. */
export function elasticsearch(
  seed: PipelineSeed,
  parts: { name: string; title: string; dataNodes: number; dataSize: string },
): KubernetesObject[] {
  const nodeSet = (
    name: string,
    count: number,
    roles: string[],
    storage: string,
  ) => ({
    name,
    count,
    config: { 'node.roles': roles },
    zoneAwareness: { topologyKey: 'topology.kubernetes.io/zone' },
    volumeClaimTemplates: [
      {
        metadata: { name: 'elasticsearch-data' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: ENCRYPTED_CLASS,
          resources: { requests: { storage } },
        },
      },
    ],
  });
  const cluster: Elasticsearch = {
    apiVersion: 'elasticsearch.k8s.elastic.co/v1',
    kind: 'Elasticsearch',
    metadata: elementMeta(seed, parts.name, parts),
    spec: {
      version: '8.19.6',
      volumeClaimDeletePolicy: 'DeleteOnScaledownOnly',
      nodeSets: [
        nodeSet('master', 3, ['master'], '10Gi'),
        nodeSet('data', parts.dataNodes, ['data', 'ingest'], parts.dataSize),
      ],
    },
  };
  return [cluster];
}

/** A streaming Spark application with a claim for its checkpoint and a service account. */
export function sparkStream(
  seed: PipelineSeed,
  parts: {
    name: string;
    title: string;
    readsFrom: string[];
    writesTo: string[];
    executors: number;
    checkpointSize: string;
  },
): KubernetesObject[] {
  const { name } = parts;
  const claim: PersistentVolumeClaim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: `${name}-checkpoint`, namespace: seed.namespace },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: ENCRYPTED_CLASS,
      volumeMode: 'Filesystem',
      resources: { requests: { storage: parts.checkpointSize } },
    },
  };
  const app: SparkApplication = {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: elementMeta(seed, name, parts),
    spec: {
      type: 'Python',
      pythonVersion: '3',
      mode: 'cluster',
      image: `registry.example.com/pipelines/${name}:2.3.0`,
      mainApplicationFile: 'local:///opt/app/main.py',
      sparkVersion: '4.0.4',
      restartPolicy: {
        type: 'Always',
        onFailureRetryInterval: 30,
        onSubmissionFailureRetryInterval: 30,
      },
      sparkConf: {
        'spark.metrics.namespace': name,
        'spark.ui.prometheus.enabled': 'true',
        'spark.sql.streaming.metricsEnabled': 'true',
      },
      volumes: [
        {
          name: 'checkpoint',
          persistentVolumeClaim: { claimName: `${name}-checkpoint` },
        },
      ],
      driver: {
        cores: 1,
        memory: '2g',
        serviceAccount: name,
        volumeMounts: [{ name: 'checkpoint', mountPath: '/checkpoint' }],
      },
      executor: { instances: parts.executors, cores: 2, memory: '4g' },
    },
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace: seed.namespace },
    },
    claim,
    app,
  ];
}
