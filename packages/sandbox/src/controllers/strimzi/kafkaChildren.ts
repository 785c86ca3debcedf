import { KubernetesObject, Resource } from '../../client';
import {
  DISRUPTION_BUDGETS,
  DisruptionBudget,
  Secret,
  SECRETS,
  Service,
  SERVICES,
} from '../kinds/core';
import { Kafka } from '../kinds/strimzi';
import { controllerOf } from '../engine/owner';
import { View } from '../engine/table';
import { componentLabels, poolsOf } from './names';

type Child = { resource: Resource; object: KubernetesObject };

/** Services, certificates and disruption budget of a Kafka. Certificates are placeholders: nothing here speaks TLS. */
export function kafkaChildren(kafka: Kafka, view: View): Child[] {
  const { name } = kafka.metadata;
  return [
    { resource: SERVICES, object: bootstrapService(kafka) },
    { resource: SERVICES, object: brokersService(kafka) },
    ...['cluster-ca-cert', 'clients-ca-cert'].map(suffix => ({
      resource: SECRETS,
      object: certificate(kafka, `${name}-${suffix}`),
    })),
    { resource: DISRUPTION_BUDGETS, object: budget(kafka, view) },
  ];
}

/** Number of nodes over all pools; at least one, as without pools there is no cluster. */
export function nodesOf(kafka: Kafka, view: View): number {
  const nodes = poolsOf(kafka, view).reduce(
    (sum, pool) => sum + pool.spec.replicas,
    0,
  );
  return Math.max(1, nodes);
}

function meta(kafka: Kafka, name: string): KubernetesObject['metadata'] {
  return {
    name,
    namespace: kafka.metadata.namespace,
    labels: componentLabels(kafka, {
      kind: 'Kafka',
      name: `${kafka.metadata.name}-kafka`,
      type: 'kafka',
    }),
    ownerReferences: [controllerOf(kafka)],
  };
}

function brokerSelector(kafka: Kafka): Record<string, string> {
  return {
    'strimzi.io/broker-role': 'true',
    'strimzi.io/cluster': kafka.metadata.name,
    'strimzi.io/kind': 'Kafka',
    'strimzi.io/name': `${kafka.metadata.name}-kafka`,
  };
}

function ports(kafka: Kafka) {
  const internal = kafka.spec.kafka.listeners.map(({ name, port }) => ({
    name: `tcp-${name}`,
    protocol: 'TCP',
    port,
    targetPort: port,
  }));
  return [
    { name: 'tcp-replication', protocol: 'TCP', port: 9091, targetPort: 9091 },
    ...internal,
  ];
}

function bootstrapService(kafka: Kafka): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(kafka, `${kafka.metadata.name}-kafka-bootstrap`),
    spec: {
      type: 'ClusterIP',
      selector: brokerSelector(kafka),
      ports: ports(kafka),
    },
  };
}

function brokersService(kafka: Kafka): Service {
  const { 'strimzi.io/broker-role': _, ...selector } = brokerSelector(kafka);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(kafka, `${kafka.metadata.name}-kafka-brokers`),
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector,
      ports: [
        {
          name: 'tcp-ctrlplane',
          protocol: 'TCP',
          port: 9090,
          targetPort: 9090,
        },
        ...ports(kafka),
      ],
    },
  };
}

function certificate(kafka: Kafka, name: string): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...meta(kafka, name),
      annotations: {
        'strimzi.io/ca-cert-generation': '0',
      },
    },
    type: 'Opaque',
    stringData: { 'ca.crt': 'simulated, not a certificate\n' },
  };
}

function budget(kafka: Kafka, view: View): DisruptionBudget {
  const { name } = kafka.metadata;
  const nodes = nodesOf(kafka, view);
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: meta(kafka, `${name}-kafka`),
    spec: {
      minAvailable: nodes - 1,
      selector: {
        matchLabels: {
          'strimzi.io/cluster': name,
          'strimzi.io/kind': 'Kafka',
          'strimzi.io/name': `${name}-kafka`,
        },
      },
    },
  };
}
