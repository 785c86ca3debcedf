import type { KafkaUser } from '../controllers/kinds/strimzi';
import { labelOf } from './objects';

/** What the producers of one KafkaUser may send. */
export interface ProducerQuota {
  user: string;
  /** Bytes per second and broker. */
  bytesPerSecond: number;
  writes(topic: string): boolean;
}

/** The limits on producers of one Kafka, from `spec.quotas.producerByteRate` of its users. */
export function producerQuotas(
  users: readonly KafkaUser[],
  kafka: string,
): ProducerQuota[] {
  return users
    .filter(user => labelOf(user, 'strimzi.io/cluster') === kafka)
    .flatMap(user => {
      const bytesPerSecond = user.spec.quotas?.producerByteRate;
      return bytesPerSecond === undefined
        ? []
        : [
            {
              user: user.metadata.name,
              bytesPerSecond,
              writes: (topic: string) => mayWrite(user, topic),
            },
          ];
    });
}

/**
 * The strictest limit for a source, in bytes per second and broker; undefined
 * when there is none. A source that names no user is taken to be whichever
 * user may write to its topic.
 */
export function quotaFor(
  quotas: readonly ProducerQuota[],
  topic: string,
  user: string | undefined,
): number | undefined {
  const rates = quotas
    .filter(quota =>
      user === undefined ? quota.writes(topic) : quota.user === user,
    )
    .map(({ bytesPerSecond }) => bytesPerSecond);
  return rates.length === 0 ? undefined : Math.min(...rates);
}

function mayWrite({ spec }: KafkaUser, topic: string): boolean {
  if (!spec.authorization) return true;
  return spec.authorization.acls.some(
    ({ type = 'allow', operations = [], resource }) =>
      type === 'allow' &&
      operations.some(name => name === 'Write' || name === 'All') &&
      resource.type === 'topic' &&
      matches(resource, topic),
  );
}

function matches(
  { name = '*', patternType }: { name?: string; patternType?: string },
  topic: string,
): boolean {
  return (
    name === '*' ||
    (patternType === 'prefix' ? topic.startsWith(name) : topic === name)
  );
}
