import { KubernetesObject, Resource } from '../../client';
import {
  DISRUPTION_BUDGETS,
  DisruptionBudget,
  isReady,
  Pod,
  PODS,
  Service,
  SERVICES,
} from '../kinds/core';
import {
  CONNECTORS,
  CONNECTS,
  KafkaConnect,
  POD_SETS,
  StrimziPodSet,
} from '../kinds/strimzi';
import { patch } from '../engine/effects';
import { onlyConditions } from '../engine/conditions';
import { controllerOf, ownerOf } from '../engine/owner';
import { createStage, Stage, statusStage, Table, View } from '../engine/table';
import {
  CLUSTER_LABEL,
  componentLabels,
  DEFAULT_KAFKA_VERSION,
  isPaused,
} from './names';
import { podSet, samePods } from './podSets';

/*
 * Plays Strimzi 1.2 for KafkaConnect: pod set, service, disruption budget,
 * status. Not emulated: image builds, whether the Kafka can be reached, the
 * plugins that the image holds (those that connectors ask for are listed),
 * rolling updates.
 */

type Child = { resource: Resource; object: KubernetesObject };

function componentOf({ metadata }: KafkaConnect) {
  return {
    kind: 'KafkaConnect',
    name: `${metadata.name}-connect`,
    type: 'kafka-connect',
  };
}

function selectorOf({ metadata }: KafkaConnect): Record<string, string> {
  return {
    [CLUSTER_LABEL]: metadata.name,
    'strimzi.io/kind': 'KafkaConnect',
    'strimzi.io/name': `${metadata.name}-connect`,
  };
}

function podFor(connect: KafkaConnect, index: number): Pod {
  const { name, namespace } = connect.metadata;
  const version = connect.spec.version ?? DEFAULT_KAFKA_VERSION;
  const pod = `${name}-connect-${index}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace },
    spec: {
      hostname: pod,
      subdomain: `${name}-connect`,
      containers: [
        {
          name: `${name}-connect`,
          image: `quay.io/strimzi/kafka:1.2.0-kafka-${version}`,
          ports: [
            { name: 'rest-api', containerPort: 8083 },
            { name: 'tcp-prometheus', containerPort: 9404 },
          ],
        },
      ],
    },
  };
}

function wantedPodSet(connect: KafkaConnect): StrimziPodSet {
  return podSet({
    name: `${connect.metadata.name}-connect`,
    namespace: connect.metadata.namespace,
    owner: ownerOf(connect),
    labels: componentLabels(connect, componentOf(connect)),
    selector: selectorOf(connect),
    pods: Array.from({ length: connect.spec.replicas }, (_, index) =>
      podFor(connect, index),
    ),
  });
}

function metaOf(connect: KafkaConnect, name: string) {
  return {
    name,
    namespace: connect.metadata.namespace,
    labels: componentLabels(connect, componentOf(connect)),
    ownerReferences: [controllerOf(connect)],
  };
}

function children(connect: KafkaConnect): Child[] {
  const { name } = connect.metadata;
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metaOf(connect, `${name}-connect-api`),
    spec: {
      type: 'ClusterIP',
      selector: selectorOf(connect),
      ports: [
        { name: 'rest-api', protocol: 'TCP', port: 8083, targetPort: 8083 },
      ],
    },
  };
  const budget: DisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metaOf(connect, `${name}-connect`),
    spec: {
      minAvailable: Math.max(0, connect.spec.replicas - 1),
      selector: { matchLabels: selectorOf(connect) },
    },
  };
  return [
    { resource: SERVICES, object: service },
    { resource: DISRUPTION_BUDGETS, object: budget },
    { resource: POD_SETS, object: wantedPodSet(connect) },
  ];
}

function resized(connect: KafkaConnect, view: View): StrimziPodSet | undefined {
  const wanted = wantedPodSet(connect);
  const { namespace, name } = wanted.metadata;
  const existing = view.get(POD_SETS, namespace, name);
  return existing && !samePods(existing, wanted) ? existing : undefined;
}

function allReady(connect: KafkaConnect, view: View): boolean {
  return wantedPodSet(connect).spec.pods.every(({ metadata }) => {
    const pod = view.get(PODS, metadata.namespace, metadata.name);
    return pod !== undefined && isReady(pod);
  });
}

function readyStatus(connect: KafkaConnect, view: View, now: Date): object {
  const { name, namespace } = connect.metadata;
  const classes = view
    .list(CONNECTORS, namespace)
    .filter(({ metadata }) => metadata.labels?.[CLUSTER_LABEL] === name)
    .map(({ spec }) => spec.class);
  return {
    observedGeneration: connect.metadata.generation,
    conditions: onlyConditions(
      connect.status?.conditions,
      [{ type: 'Ready', status: 'True' }],
      now,
    ),
    url: `http://${name}-connect-api.${namespace}.svc:8083`,
    replicas: connect.spec.replicas,
    labelSelector: Object.entries(selectorOf(connect))
      .map(([key, value]) => `${key}=${value}`)
      .join(),
    connectorPlugins: [...new Set(classes)].sort().map(plugin => ({
      class: plugin,
      type: plugin.includes('Source') ? 'source' : 'sink',
      version: '1.0.0',
    })),
  };
}

function plainStatus(
  connect: KafkaConnect,
  condition: { type: string; reason?: string; message?: string },
  now: Date,
): object {
  return {
    observedGeneration: connect.metadata.generation,
    conditions: onlyConditions(
      connect.status?.conditions,
      [{ status: 'True', ...condition }],
      now,
    ),
  };
}

const stages: Stage<KafkaConnect>[] = [
  statusStage<KafkaConnect>(
    'paused',
    { ms: 500 },
    CONNECTS,
    (connect, _view, now) =>
      isPaused(connect)
        ? plainStatus(connect, { type: 'ReconciliationPaused' }, now)
        : undefined,
  ),
  {
    name: 'stay paused',
    delay: { ms: 120_000 },
    when: isPaused,
    effects: () => [],
  },
  statusStage<KafkaConnect>(
    'creating',
    { ms: 500 },
    CONNECTS,
    (connect, _view, now) =>
      connect.status === undefined
        ? plainStatus(
            connect,
            {
              type: 'NotReady',
              reason: 'Creating',
              message: 'Kafka Connect cluster is being deployed',
            },
            now,
          )
        : undefined,
  ),
  createStage<KafkaConnect>('create children', { ms: 1_000 }, children),
  {
    name: 'change the pod set',
    delay: { ms: 500 },
    when: (connect, view) => resized(connect, view) !== undefined,
    effects: (connect, view) => {
      const existing = resized(connect, view);
      const { pods } = wantedPodSet(connect).spec;
      return existing ? [patch(POD_SETS, existing, { spec: { pods } })] : [];
    },
  },
  statusStage<KafkaConnect>(
    'ready',
    { ms: 2_000, jitterMs: 1_000 },
    CONNECTS,
    (connect, view, now) =>
      allReady(connect, view) ? readyStatus(connect, view, now) : undefined,
  ),
];

/** Kafka Connect clusters. */
export const connectTable: Table<KafkaConnect> = {
  name: 'strimzi connect',
  subject: CONNECTS,
  watches: [POD_SETS, PODS, SERVICES, DISRUPTION_BUDGETS, CONNECTORS],
  stages,
};
