import { conditionOf, trueCondition } from '../shared/conditions';
import { finding } from '../shared/finding';
import type { Check } from '../shared/finding';
import { KAFKA_CODES as CODES } from './codes';
import { topicsOf } from './topology';

/** Every KafkaTopic: `Ready: "False"` with its message; one that says nothing yet is passed over. */
export const topicsReady: Check = ({ root, inventory }) =>
  topicsOf(root, inventory).flatMap(topic => {
    const ready = conditionOf(topic, 'Ready');
    if (ready === undefined || ready.status === 'True') return [];
    return [
      finding(inventory, topic, {
        code: CODES.KAFKA_TOPIC_NOT_READY,
        severity: 'warning',
        sentence: `KafkaTopic ${topic.metadata.name} is not ready (${ready.reason ?? 'no reason'})${ready.message === undefined ? '' : `: ${ready.message}`}`,
        ...(ready.since === undefined ? {} : { since: ready.since }),
      }),
    ];
  });

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
