import { Condition } from '../../client';
import { KAFKAS, KafkaTopic, TOPICS } from '../kinds/strimzi';
import { onlyConditions } from '../engine/conditions';
import { uuid } from '../engine/seeded';
import { statusStage, Table, View } from '../engine/table';
import { CLUSTER_LABEL, isPaused } from './names';

/*
 * Plays the topic operator's answers. This is the one Strimzi kind with
 * `Ready: "False"`. Not emulated: the topic itself (the workload keeps its
 * records), finalizers, refused changes of partitions and replicas.
 */

function condition(topic: KafkaTopic, view: View): Condition {
  const cluster = topic.metadata.labels?.[CLUSTER_LABEL];
  const kafka = cluster
    ? view.get(KAFKAS, topic.metadata.namespace, cluster)
    : undefined;
  const reachable = (kafka?.status?.listeners ?? []).length > 0;
  return reachable
    ? { type: 'Ready', status: 'True' }
    : {
        type: 'Ready',
        status: 'False',
        reason: 'KafkaError',
        message: `No broker of Kafka ${
          cluster ?? '(no label strimzi.io/cluster)'
        } answers.`,
      };
}

function statusFor(topic: KafkaTopic, view: View, now: Date): object {
  const { namespace = '', name, uid = '' } = topic.metadata;
  const conditions = isPaused(topic)
    ? [{ type: 'ReconciliationPaused', status: 'True' }]
    : [condition(topic, view)];
  return {
    observedGeneration: topic.metadata.generation,
    conditions: onlyConditions(topic.status?.conditions, conditions, now),
    topicName: topic.spec.topicName ?? name,
    topicId:
      topic.status?.topicId ??
      Buffer.from(
        uuid(namespace, name, uid).replaceAll('-', ''),
        'hex',
      ).toString('base64url'),
  };
}

/** Topics. */
export const topicsTable: Table<KafkaTopic> = {
  name: 'strimzi topics',
  subject: TOPICS,
  watches: [KAFKAS],
  stages: [
    statusStage('reconcile', { ms: 1_500, jitterMs: 1_000 }, TOPICS, statusFor),
  ],
};
