import { Secret, SECRETS } from '../kinds/core';
import { KAFKAS, KafkaUser, USERS } from '../kinds/strimzi';
import { onlyConditions } from '../engine/conditions';
import { controllerOf } from '../engine/owner';
import { hex } from '../engine/seeded';
import { createStage, statusStage, Table } from '../engine/table';
import { componentLabels } from './names';

/*
 * Plays the user operator: a secret of the user's name and Ready.
 * Not emulated: certificates, ACLs; quotas are the workload's to honour; the
 * password is not secret.
 */

function secretFor(user: KafkaUser): Secret {
  const { name, namespace, uid = '' } = user.metadata;
  const password = hex(24, 'password', uid);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      labels: {
        ...componentLabels(user, {
          kind: 'KafkaUser',
          name,
          type: 'kafka-user',
        }),
        ...user.metadata.labels,
      },
      ownerReferences: [controllerOf(user)],
    },
    type: 'Opaque',
    stringData: {
      password,
      'sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username="${name}" password="${password}";`,
    },
  };
}

/** Users. */
export const usersTable: Table<KafkaUser> = {
  name: 'strimzi users',
  subject: USERS,
  watches: [KAFKAS, SECRETS],
  stages: [
    createStage<KafkaUser>('create secret', { ms: 1_000 }, user => [
      { resource: SECRETS, object: secretFor(user) },
    ]),
    statusStage('reconcile', { ms: 1_000 }, USERS, (user, _view, now) => ({
      observedGeneration: user.metadata.generation,
      conditions: onlyConditions(
        user.status?.conditions,
        [{ type: 'Ready', status: 'True' }],
        now,
      ),
      username: user.metadata.name,
      secret: user.metadata.name,
    })),
  ],
};
