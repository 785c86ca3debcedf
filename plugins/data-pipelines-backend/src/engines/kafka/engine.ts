import type { AssessInput, Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimsSettled } from '../shared/claimChecks';
import { runChain } from '../shared/finding';
import { deleted, kindsReadable, pausedBy, specObserved, statusPresent } from '../shared/gates';
import { membersComplete } from '../shared/memberChecks';
import { PERSISTENT_VOLUME_CLAIM, POD } from '../shared/members';
import {
  brokersTakeWrites,
  controllersHaveQuorum,
  isDeploying,
  isSettling,
  listenersPresent,
  nodeGroups,
  nodePoolsPresent,
  podSetsCurrent,
  readyCondition,
  strimziWarnings,
} from './clusterChecks';
import { connectorsRun, connectsReady, isConnectSettling, workerGroups } from './connectChecks';
import { describeConnect, describeKafka } from './describe';
import { KAFKA, KAFKA_CONNECT, KAFKA_CONNECTOR, KAFKA_NODE_POOL, KAFKA_TOPIC, KAFKA_USER, STRIMZI_POD_SET } from './kinds';
import { kafkaOperations } from './operations/kafkaOperations';
import { partitionsOnline, partitionsReplicated, partitionsTakeWrites } from './metricChecks';
import { kafkaQueries } from './queries';
import { topicsManaged, topicsReady } from './topicChecks';

const paused = pausedBy('strimzi.io/pause-reconciliation', value => value === 'true');

/** What is asked of a Kafka. */
const kafkaChain = {
  gates: [
    deleted, // asked to go: nothing else is worth saying
    statusPresent, // an operator looks after it
  ],
  checks: [
    kindsReadable([KAFKA_NODE_POOL, STRIMZI_POD_SET, KAFKA_TOPIC, KAFKA_CONNECT, KAFKA_CONNECTOR, POD, PERSISTENT_VOLUME_CLAIM]), // absence must mean absence
    specObserved, // the status is about this spec
    paused, // the operator is not told to leave it alone
    readyCondition, // Ready or NotReady, both with status True
    listenersPresent, // Ready has an address
    strimziWarnings, // refused changes of storage
    nodePoolsPresent, // there is somebody to be ready
    membersComplete(nodeGroups, input => isSettling(input) || isDeploying(input)), // pods, which Ready lags behind by up to two minutes
    brokersTakeWrites, // ready brokers >= min.insync.replicas
    controllersHaveQuorum, // a majority of controllers
    podSetsCurrent, // no rolling update under way
    claimsSettled, // volumes bound and not resizing, which Ready does not wait for
    partitionsOnline, // metrics: leaders
    partitionsTakeWrites, // metrics: min.insync.replicas
    partitionsReplicated, // metrics: copies
    topicsReady, // KafkaTopic, which says Ready "False"
    topicsManaged,
    connectsReady, // Connect beside it
    membersComplete(workerGroups, isConnectSettling),
    connectorsRun, // tasks, which Ready does not count
  ],
};

/** What is asked of a Connect cluster that is an element of its own. */
const connectChain = {
  gates: [deleted, statusPresent],
  checks: [
    kindsReadable([KAFKA_CONNECTOR, POD]),
    specObserved,
    paused,
    readyCondition,
    membersComplete(workerGroups, isConnectSettling),
    connectorsRun,
  ],
};

/** Kafka by Strimzi: clusters with node pools and topics, Connect and its connectors. */
export const kafkaEngine: Engine = {
  id: 'kafka',
  title: 'Kafka',
  roots: [KAFKA, KAFKA_CONNECT],
  reads: [KAFKA_NODE_POOL, STRIMZI_POD_SET, KAFKA_TOPIC, KAFKA_CONNECTOR, KAFKA_USER],
  queries: kafkaQueries,
  describe: (root, inventory) =>
    root.kind === 'KafkaConnect' ? describeConnect(root, inventory) : describeKafka(root, inventory),
  assess: (input: AssessInput) => runChain(input, input.root.kind === 'KafkaConnect' ? connectChain : kafkaChain),
  operations: kafkaOperations,
};
