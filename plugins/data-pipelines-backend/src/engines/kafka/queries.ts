import type { NamedQuery, QueryRange, QueryScope } from '@penstock/backstage-plugin-data-pipelines-node';
import { isOf, matchers, namedOrUnlabelled } from '../shared/promql';

/** The label that a PodMonitor makes of `strimzi.io/cluster`. */
const CLUSTER = 'strimzi_io_cluster';
const KEYS = `namespace, ${CLUSTER}`;
const PARTITION = `${KEYS}, topic, partition`;

/** Window of rates: five minutes. */
const WINDOW = '[5m]';
/** Window of trends: ten minutes, so that the saw-teeth of commits once a minute weigh little. */
const TREND_WINDOW = '[10m]';
/** Kafka's own topics say nothing about the flow. */
const OWN_TOPICS = 'topic!~"__.*"';

/** Selector of one series for the Kafkas asked about. */
function of(series: string, range: QueryRange, ...own: string[]): string {
  return `${series}${matchers(range, namedOrUnlabelled(range, CLUSTER), ...own)}`;
}

/** End of each partition's log, whichever exporter pod reported it. */
function logEnd(range: QueryRange): string {
  return `max by (${PARTITION}) (${of('kafka_topic_partition_current_offset', range)})`;
}

/** Committed offsets; -1 is "never committed here" and is no offset. */
function committed(range: QueryRange): string {
  return `max by (${PARTITION}, consumergroup) (${of('kafka_consumergroup_current_offset', range)} >= 0)`;
}

/** Messages between commit and end; the end is read first, so a healthy group may seem to be ahead. */
function backlog(range: QueryRange): string {
  return `clamp_min(${logEnd(range)} - on (${PARTITION}) group_right () ${committed(range)}, 0)`;
}

/** Produced per second and partition. Offsets are gauges: deriv is right on a window that is not full, rate is not. */
function producedPerPartition(range: QueryRange): string {
  return `max by (${PARTITION}) (deriv(${of('kafka_topic_partition_current_offset', range, OWN_TOPICS)}${WINDOW}))`;
}

const query = {
  required: false,
  appliesTo: (scope: QueryScope) => scope.extra?.kind === 'Kafka',
  belongs: (scope: QueryScope, labels: Readonly<Record<string, string>>) => isOf(scope, labels, CLUSTER),
} as const;

/** What the kafka engine asks Prometheus. Sources of the names: JMX agent on the brokers, kafka_exporter. */
export const kafkaQueries: readonly NamedQuery[] = [
  {
    ...query,
    key: 'produceRate',
    title: 'Produce rate',
    unit: 'messagesPerSecond',
    reduce: 'sum',
    requires: 'kafka_server_brokertopicmetrics_messagesin_total or kafka_topic_partition_current_offset',
    // with a topic label: the series without one is the broker's total and would count everything twice
    promql: range =>
      `sum by (${KEYS}, topic) (rate(${of('kafka_server_brokertopicmetrics_messagesin_total', range, 'topic!=""', OWN_TOPICS)}${WINDOW}))` +
      ` or sum by (${KEYS}, topic) (${producedPerPartition(range)})`,
  },
  {
    ...query,
    key: 'logEndOffset',
    title: 'Log end',
    shown: false,
    unit: 'messages',
    reduce: 'sum',
    requires: 'kafka_topic_partition_current_offset',
    // per partition: what is replayed from recorded offsets is counted up to here
    promql: range => `max by (${PARTITION}) (${of('kafka_topic_partition_current_offset', range, OWN_TOPICS)})`,
  },
  {
    ...query,
    key: 'logEndAge',
    title: 'Age of the log end',
    shown: false,
    unit: 'seconds',
    reduce: 'max',
    requires: 'kafka_topic_partition_current_offset',
    // by Prometheus' own clock alone: how long ago the oldest of the samples behind logEndOffset was scraped
    promql: range => `max by (${KEYS}) (time() - timestamp(${of('kafka_topic_partition_current_offset', range, OWN_TOPICS)}))`,
  },
  {
    ...query,
    key: 'logStartOffset',
    title: 'Log start',
    shown: false,
    unit: 'messages',
    reduce: 'sum',
    requires: 'kafka_topic_partition_oldest_offset',
    // per partition: what lies before it can no longer be replayed
    promql: range => `min by (${PARTITION}) (${of('kafka_topic_partition_oldest_offset', range, OWN_TOPICS)})`,
  },
  {
    ...query,
    key: 'backlogMessages',
    title: 'Backlog, messages',
    unit: 'messages',
    reduce: 'max',
    requires: 'kafka_consumergroup_current_offset',
    promql: range => `sum by (${KEYS}, consumergroup, topic) (${backlog(range)})`,
  },
  {
    ...query,
    key: 'backlogTime',
    title: 'Backlog, time',
    unit: 'seconds',
    reduce: 'max',
    required: true,
    requires: 'kafka_consumergroup_current_offset',
    // age of the first unread message if production is steady; nothing to say for an idle topic
    promql: range =>
      `max by (${KEYS}, consumergroup, topic) (${backlog(range)} / on (${PARTITION}) group_left () (${producedPerPartition(range)} > 0))`,
  },
  {
    ...query,
    key: 'backlogGrowth',
    title: 'Backlog growth',
    shown: false,
    unit: 'messagesPerSecond',
    reduce: 'max',
    requires: 'kafka_consumergroup_lag',
    promql: range =>
      `sum by (${KEYS}, consumergroup, topic) (max by (${PARTITION}, consumergroup) (deriv(${of('kafka_consumergroup_lag', range)}${TREND_WINDOW}))` +
      ` and on (${PARTITION}, consumergroup) (${of('kafka_consumergroup_current_offset', range)} >= 0))`,
  },
  {
    ...query,
    key: 'bytesIn',
    title: 'Bytes in',
    unit: 'bytesPerSecond',
    reduce: 'sum',
    requires: 'kafka_server_brokertopicmetrics_bytesin_total',
    promql: range =>
      `sum by (${KEYS}, topic) (rate(${of('kafka_server_brokertopicmetrics_bytesin_total', range, 'topic!=""', OWN_TOPICS)}${WINDOW}))`,
  },
  {
    ...query,
    key: 'underReplicatedPartitions',
    title: 'Under-replicated partitions',
    unit: 'count',
    reduce: 'sum',
    required: true,
    requires: 'kafka_server_replicamanager_underreplicatedpartitions',
    promql: range => `sum by (${KEYS}) (${of('kafka_server_replicamanager_underreplicatedpartitions', range)})`,
  },
  {
    ...query,
    key: 'underMinIsrPartitions',
    title: 'Partitions below min.insync.replicas',
    unit: 'count',
    reduce: 'sum',
    requires: 'kafka_server_replicamanager_underminisrpartitioncount',
    promql: range => `sum by (${KEYS}) (${of('kafka_server_replicamanager_underminisrpartitioncount', range)})`,
  },
  {
    ...query,
    key: 'offlinePartitions',
    title: 'Offline partitions',
    unit: 'count',
    // every controller reports them all; a sum would count them once per controller
    reduce: 'max',
    required: true,
    requires: 'kafka_controller_kafkacontroller_offlinepartitionscount',
    promql: range => `max by (${KEYS}) (${of('kafka_controller_kafkacontroller_offlinepartitionscount', range)})`,
  },
  {
    ...query,
    key: 'brokers',
    title: 'Brokers seen',
    unit: 'count',
    reduce: 'max',
    requires: 'kafka_brokers',
    promql: range => `max by (${KEYS}) (${of('kafka_brokers', range)})`,
  },
];
