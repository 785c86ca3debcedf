import {
  isReady,
  type PersistentVolumeClaim,
  type Pod,
} from '../controllers/kinds/core';
import type { SparkApplication } from '../controllers/kinds/spark';
import type {
  Kafka,
  KafkaConnect,
  KafkaConnector,
} from '../controllers/kinds/strimzi';
import {
  DEFAULT_TOPIC,
  readWorkload,
  WORKLOAD_CONFIG_MAP,
  type WorkloadSpec,
} from '../seeds/workloadSpec';
import { completeSpec, STREAMING_QUERY } from './foundFlows';
import { clusterIdOf } from '../controllers/strimzi/names';
import { quantityValue } from '../quantity';
import { inNamespace, labelOf, type WorkloadObjects } from './objects';
import { producerQuotas, type ProducerQuota } from './quotas';

/** What runs in one namespace, read from its objects. */
export interface World {
  namespace: string;
  spec: WorkloadSpec;
  /** The namespace's ConfigMap describes a past; elements made later have none. */
  seeded: boolean;
  kafkas: KafkaWorld[];
  connects: ConnectWorld[];
  elasticsearches: ElasticsearchWorld[];
  sparks: SparkWorld[];
  volumes: VolumeWorld[];
  pods: Pod[];
}

export interface KafkaNodeWorld {
  pod: string;
  nodeId: number;
  pool: string;
  broker: boolean;
  controller: boolean;
  ready: boolean;
  claim: string | undefined;
  /** Differs after every start of the process and for every volume under it. */
  incarnation: string;
}

export interface TopicWorld {
  topic: string;
  partitions: number;
  replicationFactor: number;
  minInSync: number;
  retentionMs: number;
}

export interface KafkaWorld {
  name: string;
  clusterId: string;
  quotas: ProducerQuota[];
  nodes: KafkaNodeWorld[];
  topics: TopicWorld[];
  /** `min.insync.replicas` of topics that do not say it. */
  minInSync: number;
  exporterPod: string | undefined;
}

export interface ConnectWorld {
  name: string;
  pods: { pod: string; ready: boolean }[];
  connectors: {
    name: string;
    state: string;
    tasks: { id: number; state: string }[];
  }[];
}

export interface ElasticsearchWorld {
  name: string;
  nodes: {
    pod: string;
    ready: boolean;
    data: boolean;
    claim: string | undefined;
    /** Differs after every start of the process and for every volume under it. */
    incarnation: string;
  }[];
}

export interface SparkWorld {
  name: string;
  /** The driver and an executor are ready: batches run. */
  running: boolean;
  driverReady: boolean;
  applicationId: string;
  driverPod: string;
  executors: { pod: string; id: string; ready: boolean }[];
  metricsNamespace: string;
  query: string;
  checkpointClaim: string | undefined;
  /** Differs after every start of the driver and for every volume under it. */
  incarnation: string;
}

export interface VolumeWorld {
  claim: string;
  /** Name of the PersistentVolume, which is the name of its folder. */
  volume: string;
  capacityBytes: number;
  /** The running pod that mounts it. */
  pod: string | undefined;
  node: string | undefined;
}

/** Reads all namespaces with an element in them. Pure. */
export function readWorlds(objects: WorkloadObjects): World[] {
  const namespaces = new Set(
    [
      ...objects.kafkas,
      ...objects.elasticsearches,
      ...objects.sparkApplications,
      ...objects.connects,
      ...objects.claims,
    ].map(object => object.metadata.namespace ?? ''),
  );
  return [...namespaces]
    .filter(Boolean)
    .sort()
    .map(namespace => readWorld(objects, namespace));
}

function readWorld(objects: WorkloadObjects, namespace: string): World {
  const of = {
    pods: inNamespace(objects.pods, namespace),
    claims: inNamespace(objects.claims, namespace),
    connects: inNamespace(objects.connects, namespace),
    connectors: inNamespace(objects.connectors, namespace),
    sparks: inNamespace(objects.sparkApplications, namespace),
  };
  const config = inNamespace(objects.configMaps, namespace).find(
    ({ metadata }) => metadata.name === WORKLOAD_CONFIG_MAP,
  );
  const spec = completeSpec(objects, namespace, readWorkload(config?.data));
  return {
    namespace,
    spec,
    seeded: config !== undefined,
    kafkas: inNamespace(objects.kafkas, namespace).map(kafka => {
      const { name } = kafka.metadata;
      return {
        name,
        clusterId: clusterIdOf(kafka),
        quotas: producerQuotas(inNamespace(objects.users, namespace), name),
        nodes: kafkaNodes(of, name),
        topics: topicsOf(objects, namespace, kafka, spec),
        minInSync: minInSyncOf(kafka),
        exporterPod: of.pods.find(
          pod =>
            isReady(pod) &&
            labelOf(pod, 'strimzi.io/name') === `${name}-kafka-exporter`,
        )?.metadata.name,
      };
    }),
    connects: of.connects.map(connect =>
      connectWorld(connect, of.pods, of.connectors),
    ),
    elasticsearches: inNamespace(objects.elasticsearches, namespace).map(
      ({ metadata: { name } }) => ({
        name,
        nodes: elasticsearchNodes(of, name),
      }),
    ),
    sparks: of.sparks.flatMap(
      application => sparkWorld(application, of, spec) ?? [],
    ),
    volumes: of.claims.flatMap(claim => {
      const volume = claim.spec.volumeName;
      const capacityBytes = quantityValue(
        claim.status?.capacity?.storage ?? '',
      );
      if (!volume || capacityBytes === undefined) return [];
      const { name } = claim.metadata;
      const pod = of.pods.find(
        one =>
          one.status?.phase === 'Running' &&
          claimsOf(one).some(used => used.claim === name),
      );
      return [
        {
          claim: name,
          volume,
          capacityBytes,
          pod: pod?.metadata.name,
          node: pod?.spec.nodeName,
        },
      ];
    }),
    pods: of.pods,
  };
}

/** Claims that a pod mounts, with the name of the pod's volume. */
export function claimsOf(pod: Pod): { volume: string; claim: string }[] {
  return (pod.spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim }) =>
    persistentVolumeClaim
      ? [{ volume: name, claim: persistentVolumeClaim.claimName }]
      : [],
  );
}

/** Pods and claims of a namespace. */
interface Pods {
  pods: readonly Pod[];
  claims: readonly PersistentVolumeClaim[];
}

function incarnationOf(pod: Pod, { claims }: Pods): string {
  const claim = claimsOf(pod)[0]?.claim;
  const volume = claims.find(({ metadata }) => metadata.name === claim)?.spec
    .volumeName;
  return `${pod.metadata.uid ?? ''} ${volume ?? ''}`;
}

function kafkaNodes(of: Pods, kafka: string): KafkaNodeWorld[] {
  return of.pods
    .filter(
      pod =>
        labelOf(pod, 'strimzi.io/cluster') === kafka &&
        labelOf(pod, 'strimzi.io/name') === `${kafka}-kafka`,
    )
    .map(pod => ({
      pod: pod.metadata.name,
      nodeId: Number(/(\d+)$/.exec(pod.metadata.name)?.[1] ?? 0),
      pool: labelOf(pod, 'strimzi.io/pool-name'),
      broker: labelOf(pod, 'strimzi.io/broker-role') === 'true',
      controller: labelOf(pod, 'strimzi.io/controller-role') === 'true',
      ready: isReady(pod),
      claim: claimsOf(pod)[0]?.claim,
      incarnation: incarnationOf(pod, of),
    }))
    .sort((a, b) => a.nodeId - b.nodeId);
}

function minInSyncOf({ spec }: Pick<Kafka, 'spec'>): number {
  return Number(spec.kafka.config?.['min.insync.replicas'] ?? 1);
}

function topicsOf(
  objects: WorkloadObjects,
  namespace: string,
  { metadata: { name: kafka }, ...rest }: Kafka,
  spec: WorkloadSpec,
): TopicWorld[] {
  const minInSync = minInSyncOf(rest);
  const declared = inNamespace(objects.topics, namespace)
    .filter(topic => labelOf(topic, 'strimzi.io/cluster') === kafka)
    .map(topic => ({
      topic: topic.spec.topicName ?? topic.metadata.name,
      partitions: topic.spec.partitions ?? 1,
      replicationFactor: topic.spec.replicas ?? DEFAULT_TOPIC.replicas,
      minInSync: Number(
        topic.spec.config?.['min.insync.replicas'] ?? minInSync,
      ),
      retentionMs: Number(
        topic.spec.config?.['retention.ms'] ?? DEFAULT_TOPIC.retentionMs,
      ),
    }));
  const names = new Set(declared.map(({ topic }) => topic));
  const others = spec.sources
    .filter(source => source.kafka === kafka && !names.has(source.topic))
    .map(({ topic }) => ({
      topic,
      partitions: DEFAULT_TOPIC.partitions,
      replicationFactor: DEFAULT_TOPIC.replicas,
      minInSync,
      retentionMs: DEFAULT_TOPIC.retentionMs,
    }));
  return [...declared, ...others];
}

function connectWorld(
  connect: KafkaConnect,
  pods: readonly Pod[],
  connectors: readonly KafkaConnector[],
): ConnectWorld {
  const { name } = connect.metadata;
  return {
    name,
    pods: pods
      .filter(
        pod =>
          labelOf(pod, 'strimzi.io/kind') === 'KafkaConnect' &&
          labelOf(pod, 'strimzi.io/cluster') === name,
      )
      .map(pod => ({ pod: pod.metadata.name, ready: isReady(pod) })),
    connectors: connectors
      .filter(connector => labelOf(connector, 'strimzi.io/cluster') === name)
      .map(connector => {
        const reported = connectorStatus(connector);
        return {
          name: connector.metadata.name,
          state: reported.state,
          tasks: reported.tasks,
        };
      }),
  };
}

/** States in lower case, from `status.connectorStatus`; `unassigned` while the operator has reported none. */
function connectorStatus(connector: KafkaConnector): {
  state: string;
  tasks: { id: number; state: string }[];
} {
  const status: {
    connector?: { state?: string };
    tasks?: { id?: number; state?: string }[];
  } = connector.status?.connectorStatus ?? {};
  return {
    state: (status.connector?.state ?? 'UNASSIGNED').toLowerCase(),
    tasks: (status.tasks ?? []).map(({ id, state }, index) => ({
      id: id ?? index,
      state: (state ?? 'UNASSIGNED').toLowerCase(),
    })),
  };
}

function elasticsearchNodes(
  of: Pods,
  name: string,
): ElasticsearchWorld['nodes'] {
  return of.pods
    .filter(
      pod => labelOf(pod, 'elasticsearch.k8s.elastic.co/cluster-name') === name,
    )
    .map(pod => ({
      pod: pod.metadata.name,
      ready: isReady(pod),
      data: labelOf(pod, 'elasticsearch.k8s.elastic.co/node-data') === 'true',
      claim: claimsOf(pod)[0]?.claim,
      incarnation: incarnationOf(pod, of),
    }))
    .sort((a, b) => (a.pod < b.pod ? -1 : 1));
}

function sparkWorld(
  application: SparkApplication,
  of: Pods,
  spec: WorkloadSpec,
): SparkWorld | undefined {
  const { name } = application.metadata;
  const flow = spec.consumers.find(
    ({ by }) => by.kind === 'SparkApplication' && by.name === name,
  );
  const mine = of.pods.filter(
    pod => labelOf(pod, 'sparkoperator.k8s.io/app-name') === name,
  );
  const driver = mine.find(pod => labelOf(pod, 'spark-role') === 'driver');
  if (!flow || !driver) return undefined;
  const executors = mine
    .filter(pod => labelOf(pod, 'spark-role') === 'executor')
    .map(pod => ({
      pod: pod.metadata.name,
      id: labelOf(pod, 'spark-exec-id') || lastNumber(pod),
      ready: isReady(pod),
    }));
  const applicationId = labelOf(driver, 'spark-app-selector');
  const declared =
    flow.by.kind === 'SparkApplication' ? flow.by.checkpointClaim : undefined;
  return {
    name,
    running: isReady(driver) && executors.some(({ ready }) => ready),
    driverReady: isReady(driver),
    applicationId,
    driverPod: driver.metadata.name,
    executors,
    metricsNamespace:
      sparkConf(application, 'spark.metrics.namespace') ?? applicationId,
    query:
      application.metadata.annotations?.[STREAMING_QUERY] ??
      flow.group.replace(/^spark-/, ''),
    checkpointClaim: declared ?? claimsOf(driver)[0]?.claim,
    incarnation: incarnationOf(driver, of),
  };
}

function lastNumber(pod: Pod): string {
  return /(\d+)$/.exec(pod.metadata.name)?.[1] ?? '0';
}

function sparkConf(
  application: SparkApplication,
  key: string,
): string | undefined {
  const conf = application.spec.sparkConf;
  if (typeof conf !== 'object' || conf === null) return undefined;
  const value = Object.entries(conf).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : undefined;
}
