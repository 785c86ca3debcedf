import type { AssessInput } from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionOf, trueCondition } from '../shared/conditions';
import { finding } from '../shared/finding';
import type { Check } from '../shared/finding';
import { isYoung, secondsSince, silence } from '../shared/gates';
import { isDeploying } from './clusterChecks';
import { KAFKA_CODES as CODES } from './codes';
import { topicsOf } from './topology';

/** After the first Ready of its Kafka the topic operator needs one more of its two-minute rounds. */
const TOPIC_ROUND_SECONDS = 150;

/** Reasons by which the topic operator says that Kafka did not answer; any other is about the topic itself. */
const NO_ANSWER = ['KafkaError', 'InternalError'];

/** True where a topic is not ready only because its Kafka is not, or only just is. */
function isTooEarly({ root, now }: AssessInput, reason: string | undefined): boolean {
  if (reason !== undefined && !NO_ANSWER.includes(reason)) return false;
  const readyFor = secondsSince(trueCondition(root, 'Ready')?.since, now);
  return isDeploying({ root, now }) || (readyFor !== undefined && readyFor < TOPIC_ROUND_SECONDS);
}

/** Every KafkaTopic: `Ready: "False"` with its message. One that nobody speaks of is passed over while it is new. */
export const topicsReady: Check = input => {
  const { root, inventory, now } = input;
  return topicsOf(root, inventory).flatMap(topic => {
    const ready = conditionOf(topic, 'Ready');
    if (topic.status === undefined) {
      const early = isYoung(topic, now) || isDeploying(input);
      return early ? [] : [finding(inventory, topic, { ...silence(topic, now), severity: 'warning' })];
    }
    if (ready === undefined || ready.status === 'True') return [];
    return [
      finding(inventory, topic, {
        code: CODES.KAFKA_TOPIC_NOT_READY,
        severity: isTooEarly(input, ready.reason) ? 'progressing' : 'warning',
        sentence: `KafkaTopic ${topic.metadata.name} is not ready (${ready.reason ?? 'no reason'})${ready.message === undefined ? '' : `: ${ready.message}`}`,
        ...(ready.since === undefined ? {} : { since: ready.since }),
      }),
    ];
  });
};

/** Topics that the operator leaves alone. */
export const topicsManaged: Check = ({ root, inventory }) =>
  topicsOf(root, inventory).flatMap(topic => {
    const left = trueCondition(topic, 'ReconciliationPaused') ?? trueCondition(topic, 'Unmanaged');
    if (left === undefined) return [];
    return [
      finding(inventory, topic, {
        code: CODES.KAFKA_TOPIC_PAUSED,
        severity: 'info',
        sentence: `KafkaTopic ${topic.metadata.name} is left alone by the operator (${left.type})`,
      }),
    ];
  });
