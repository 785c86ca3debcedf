import { DEPLOYMENTS, Replicated } from '../kinds/core';
import { Kafka } from '../kinds/strimzi';
import { controllerOf } from '../engine/owner';
import { CLUSTER_LABEL, componentLabels } from './names';

/** Parts of the Kafka spec that have a Deployment of their own. */
const PARTS = [
  {
    field: 'entityOperator',
    suffix: 'entity-operator',
    port: 'healthcheck-to',
  },
  { field: 'kafkaExporter', suffix: 'kafka-exporter', port: 'tcp-prometheus' },
  { field: 'cruiseControl', suffix: 'cruise-control', port: 'rest-api' },
];

/** The Deployments beside the brokers; each has one pod. */
export function sideDeployments(kafka: Kafka) {
  return PARTS.filter(({ field }) => kafka.spec[field] !== undefined).map(
    ({ suffix, port }) => ({
      resource: DEPLOYMENTS,
      object: deploymentFor(kafka, suffix, port),
    }),
  );
}

function deploymentFor(kafka: Kafka, suffix: string, port: string): Replicated {
  const name = `${kafka.metadata.name}-${suffix}`;
  const labels = componentLabels(kafka, { kind: 'Kafka', name, type: suffix });
  const selector = {
    [CLUSTER_LABEL]: kafka.metadata.name,
    'strimzi.io/kind': 'Kafka',
    'strimzi.io/name': name,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: kafka.metadata.namespace,
      labels,
      ownerReferences: [controllerOf(kafka)],
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: suffix,
              image: 'quay.io/strimzi/operator:1.2.0',
              ports: [{ name: port, containerPort: 9404 }],
            },
          ],
        },
      },
    },
  };
}
