import type {
  ConnectFacts,
  ConnectorFacts,
  KafkaFacts,
  KafkaNodeFacts,
  TopicFacts,
} from '../workload';
import { Target, type MetricPoint } from './metricPoint';

/**
 * What the JMX agent on the nodes, kafka_exporter and the JMX agent of Connect
 * show, with the labels that a PodMonitor of prometheus-operator adds. Source
 * of the names: pages of Kafka 4.3.1 with JMX agent 1.0.1 and kafka_exporter 1.9.0.
 */
export function kafkaPoints(kafka: KafkaFacts): MetricPoint[] {
  const points: MetricPoint[] = [];
  const shared = {
    namespace: kafka.namespace,
    strimzi_io_cluster: kafka.name,
    strimzi_io_kind: 'Kafka',
  };
  for (const node of kafka.nodes.filter(({ ready }) => ready)) {
    const target = new Target(points, {
      ...shared,
      strimzi_io_name: `${kafka.name}-kafka`,
      strimzi_io_pool_name: node.pool,
      container: 'kafka',
      job: `${kafka.namespace}/${kafka.name}`,
      pod: node.pod,
    });
    target.gauge('up', 1);
    if (node.broker) brokerPoints(target, kafka, node);
    if (node.controller) controllerPoints(target, kafka, node);
  }
  if (kafka.exporterPod !== undefined) {
    const target = new Target(points, {
      ...shared,
      strimzi_io_name: `${kafka.name}-kafka-exporter`,
      job: `${kafka.namespace}/${kafka.name}-exporter`,
      pod: kafka.exporterPod,
    });
    target.gauge('up', 1);
    exporterPoints(target, kafka);
  }
  return points;
}

function brokerPoints(
  target: Target,
  kafka: KafkaFacts,
  node: KafkaNodeFacts,
): void {
  let messages = 0;
  let bytes = 0;
  for (const topic of kafka.topics) {
    const written =
      topic.takenBy.find(({ nodeId }) => nodeId === node.nodeId)?.records ?? 0;
    messages += written;
    bytes += written * topic.recordBytes;
    topicPoints(target.with({ topic: topic.topic }), topic, node, written);
  }
  const meter = (name: string, value: number) =>
    target.counter(`kafka_server_brokertopicmetrics_${name}_total`, value);
  meter('messagesin', messages);
  meter('bytesin', bytes);
  meter('bytesout', bytesRead(kafka));
  meter('replicationbytesin', bytes * 2);
  meter('replicationbytesout', bytes * 2);
  meter('failedproducerequests', 0);
  meter('failedfetchrequests', 0);
  replicaPoints(target, kafka, node);
}

function replicaPoints(
  target: Target,
  kafka: KafkaFacts,
  node: KafkaNodeFacts,
): void {
  const all = kafka.topics.flatMap(({ partitions, minInSync }) =>
    partitions.map(partition => ({ ...partition, minInSync })),
  );
  const led = all.filter(({ leader }) => leader === node.nodeId);
  const held = all.filter(({ replicas }) => replicas.includes(node.nodeId));
  const count = (name: string, value: number) =>
    target.gauge(`kafka_server_replicamanager_${name}`, value);
  count(
    'underreplicatedpartitions',
    led.filter(one => one.inSync.length < one.replicas.length).length,
  );
  count(
    'underminisrpartitioncount',
    led.filter(one => one.inSync.length < one.minInSync).length,
  );
  count(
    'atminisrpartitioncount',
    led.filter(one => one.inSync.length === one.minInSync).length,
  );
  count('partitioncount', held.length);
  count('leadercount', led.length);
  count('offlinereplicacount', node.full ? held.length : 0);
  target.counter('kafka_server_replicamanager_isrshrinks_total', 0);
  target.counter('kafka_server_replicamanager_isrexpands_total', 0);
  target.gauge(
    'kafka_log_logmanager_offlinelogdirectorycount',
    node.full ? 1 : 0,
  );
}

function topicPoints(
  target: Target,
  topic: TopicFacts,
  node: KafkaNodeFacts,
  written: number,
): void {
  // A broker's meters of a topic are born with the first records that it takes as leader.
  if (written > 0) {
    target.counter('kafka_server_brokertopicmetrics_messagesin_total', written);
    target.counter(
      'kafka_server_brokertopicmetrics_bytesin_total',
      written * topic.recordBytes,
    );
  }
  for (const one of topic.partitions.filter(({ replicas }) =>
    replicas.includes(node.nodeId),
  )) {
    const partition = { partition: String(one.partition) };
    target.gauge(
      'kafka_log_log_size',
      (one.endOffset - one.startOffset) * topic.recordBytes,
      partition,
    );
    if (one.leader === node.nodeId) {
      target.gauge(
        'kafka_cluster_partition_underminisr',
        Number(one.inSync.length < topic.minInSync),
        partition,
      );
      target.gauge(
        'kafka_cluster_partition_atminisr',
        Number(one.inSync.length === topic.minInSync),
        partition,
      );
    }
  }
}

/** Bytes that consumers have fetched, spread evenly over the brokers. */
function bytesRead(kafka: KafkaFacts): number {
  const brokers = kafka.nodes.filter(({ broker }) => broker).length;
  const bytes = kafka.groups.reduce((total, group) => {
    const recordBytes =
      kafka.topics.find(({ topic }) => topic === group.topic)?.recordBytes ?? 0;
    return (
      total +
      group.committed.reduce<number>(
        (sum, offset) => sum + (offset ?? 0) * recordBytes,
        0,
      )
    );
  }, 0);
  return bytes / Math.max(1, brokers);
}

function controllerPoints(
  target: Target,
  kafka: KafkaFacts,
  node: KafkaNodeFacts,
): void {
  const controllers = kafka.nodes.filter(
    ({ controller, ready }) => controller && ready,
  );
  const brokers = kafka.nodes.filter(({ broker }) => broker);
  const alive = brokers.filter(({ ready }) => ready).length;
  const partitions = kafka.topics.flatMap(topic => topic.partitions);
  const active = controllers[0]?.nodeId === node.nodeId;
  target.gauge(
    'kafka_controller_kafkacontroller_activecontrollercount',
    active ? 1 : 0,
  );
  target.gauge(
    'kafka_controller_kafkacontroller_offlinepartitionscount',
    partitions.filter(one => one.leader === undefined).length,
  );
  target.gauge(
    'kafka_controller_kafkacontroller_fencedbrokercount',
    brokers.length - alive,
  );
  target.gauge('kafka_controller_kafkacontroller_activebrokercount', alive);
  target.counter(
    'kafka_controller_controllerstats_uncleanleaderelections_total',
    0,
  );
  target
    .with({ current_state: active ? 'leader' : 'follower' })
    .gauge('kafka_server_raftmetrics_current_state', 1);
}

function exporterPoints(target: Target, kafka: KafkaFacts): void {
  target.gauge(
    'kafka_brokers',
    kafka.nodes.filter(({ broker, ready }) => broker && ready).length,
  );
  for (const topic of kafka.topics) {
    const named = target.with({ topic: topic.topic });
    named.gauge('kafka_topic_partitions', topic.partitions.length);
    for (const one of topic.partitions) {
      const partition = { partition: String(one.partition) };
      // The exporter asks the leader; without one it shows no offsets.
      if (one.leader !== undefined) {
        named.gauge(
          'kafka_topic_partition_current_offset',
          one.endOffset,
          partition,
        );
        named.gauge(
          'kafka_topic_partition_oldest_offset',
          one.startOffset,
          partition,
        );
      }
      named.gauge(
        'kafka_topic_partition_in_sync_replica',
        one.inSync.length,
        partition,
      );
      named.gauge(
        'kafka_topic_partition_replicas',
        one.replicas.length,
        partition,
      );
      named.gauge('kafka_topic_partition_leader', one.leader ?? -1, partition);
      named.gauge(
        'kafka_topic_partition_leader_is_preferred',
        Number(one.leader === one.replicas[0]),
        partition,
      );
      named.gauge(
        'kafka_topic_partition_under_replicated_partition',
        Number(one.inSync.length < one.replicas.length),
        partition,
      );
    }
  }
  groupPoints(target, kafka);
}

function groupPoints(target: Target, kafka: KafkaFacts): void {
  for (const group of kafka.groups) {
    const topic = kafka.topics.find(one => one.topic === group.topic);
    const named = target.with({ consumergroup: group.group });
    named.gauge('kafka_consumergroup_members', group.members);
    const lags = (topic?.partitions ?? []).map(
      ({ partition, endOffset, leader }) => {
        const committed = group.committed[partition];
        if (leader === undefined) return 0;
        const lag = committed === undefined ? -1 : endOffset - committed;
        const labels = { topic: group.topic, partition: String(partition) };
        named.gauge(
          'kafka_consumergroup_current_offset',
          committed ?? -1,
          labels,
        );
        named.gauge('kafka_consumergroup_lag', lag, labels);
        return Math.max(0, lag);
      },
    );
    named.gauge(
      'kafka_consumergroup_lag_sum',
      lags.reduce((sum, lag) => sum + lag, 0),
      { topic: group.topic },
    );
  }
}

/** What the JMX agent of Kafka Connect shows. */
export function connectPoints(connect: ConnectFacts): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const { pod, ready } of connect.pods) {
    if (!ready) continue;
    const target = new Target(points, {
      namespace: connect.namespace,
      strimzi_io_cluster: connect.name,
      strimzi_io_kind: 'KafkaConnect',
      strimzi_io_name: `${connect.name}-connect`,
      container: `${connect.name}-connect`,
      job: `${connect.namespace}/${connect.name}`,
      pod,
    });
    target.gauge('up', 1);
    for (const connector of connect.connectors.filter(one => one.pod === pod))
      connectorPoints(target, connector);
  }
  return points;
}

function connectorPoints(target: Target, connector: ConnectorFacts): void {
  const named = target.with({ connector: connector.connector });
  named.gauge('kafka_connect_connector_status', 1, { status: connector.state });
  for (const state of [
    'running',
    'failed',
    'paused',
    'unassigned',
    'destroyed',
  ]) {
    named.gauge(
      `kafka_connect_worker_connector_${state}_task_count`,
      connector.tasks.filter(task => task.state === state).length,
    );
  }
  for (const { id, state } of connector.tasks) {
    const task = named.with({ task: String(id) });
    task.gauge('kafka_connect_connector_task_status', 1, { status: state });
    const share = connector.recordsSent / connector.tasks.length;
    task.counter('kafka_connect_sink_task_sink_record_read_total', share);
    task.counter('kafka_connect_sink_task_sink_record_send_total', share);
    task.counter('kafka_connect_task_error_total_record_failures', 0);
    task.counter('kafka_connect_task_error_total_errors_logged', 0);
  }
}
