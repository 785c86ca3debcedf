import { findingCodes } from '../shared/finding';

/** Codes of the kafka engine. */
export const KAFKA_CODES = findingCodes({
  KAFKA_NOT_READY: 'Strimzi reports NotReady for the resource, with its reason.',
  KAFKA_CREATING: 'Strimzi deploys the resource for the first time.',
  KAFKA_READY_MISSING: 'The status holds neither Ready nor NotReady.',
  KAFKA_NO_LISTENERS: 'Strimzi says Ready, but no listener has an address.',
  KAFKA_NO_NODE_POOLS: 'No KafkaNodePool names this Kafka, so it has no nodes.',
  KAFKA_STORAGE_IGNORED: 'Strimzi refuses a change of storage and ignores all storage changes of that pool.',
  KAFKA_RESIZE_REFUSED: 'Strimzi cannot expand a volume, e.g. because its storage class forbids it.',
  KAFKA_WARNING: 'Strimzi reports a warning about the resource.',
  KAFKA_BROKERS_BELOW_MIN_ISR: 'Fewer brokers are ready than min.insync.replicas, so writes with acks=all are refused.',
  KAFKA_CONTROLLER_QUORUM_LOST: 'No majority of controllers is ready, so the cluster cannot change leaders.',
  KAFKA_ROLLING: 'Strimzi is replacing pods to bring them to the newest spec.',
  KAFKA_OFFLINE_PARTITIONS: 'Partitions have no leader: they can be neither read nor written.',
  KAFKA_UNDER_REPLICATED: 'Partitions have fewer copies in sync than they should.',
  KAFKA_UNDER_MIN_ISR: 'Partitions have fewer copies in sync than min.insync.replicas.',
  KAFKA_TOPIC_NOT_READY: 'A KafkaTopic is not ready.',
  KAFKA_TOPIC_PAUSED: 'A KafkaTopic is paused or no longer managed.',
  KAFKA_CONNECT_NOT_READY: 'A Connect cluster is not ready.',
  KAFKA_CONNECTOR_FAILED: 'A connector has failed as a whole.',
  KAFKA_CONNECTOR_TASK_FAILED: 'A task of a connector has failed; it does not come back by itself.',
  KAFKA_CONNECTOR_NO_TASKS: 'A connector runs without any running task, so it moves nothing.',
  KAFKA_CONNECTOR_PAUSED: 'A connector is paused or stopped on purpose.',
  KAFKA_CONNECTOR_SETTLING: 'A connector is restarting or not assigned to a worker yet.',
  KAFKA_CONNECTOR_STATE_UNKNOWN: 'A connector reports no state, or one that Penstock does not know.',
});
