import {
  CLAIMS,
  PersistentVolumeClaim,
  Pod,
  PODS,
  STATEFUL_SETS,
  StatefulSet,
  STORAGE_CLASSES,
} from '../kinds/core';
import { Elasticsearch, NodeSet } from '../kinds/eck';
import { controllerOf } from '../engine/owner';
import { hex } from '../engine/seeded';
import { isRecord, View } from '../engine/table';
import { bytesOf } from '../../quantity';
import {
  claimTemplatesOf,
  CLUSTER_NAME,
  clusterLabels,
  roleLabels,
  selectorLabels,
  STATEFUL_SET_NAME,
  statefulSetName,
} from './names';

/** The StatefulSets that the spec asks for, each with its node set. */
export function wantedSets(
  es: Elasticsearch,
): Array<{ nodeSet: NodeSet; set: StatefulSet }> {
  return es.spec.nodeSets.map(nodeSet => ({
    nodeSet,
    set: statefulSetFor(es, nodeSet),
  }));
}

/** The StatefulSet that exists for a node set. */
export function existingSet(
  es: Elasticsearch,
  nodeSet: NodeSet,
  view: View,
): StatefulSet | undefined {
  return view.get(
    STATEFUL_SETS,
    es.metadata.namespace,
    statefulSetName(es, nodeSet),
  );
}

/** Pods of one node set, found by label: their owner changes while a set is made anew. */
export function podsOfSet(
  es: Elasticsearch,
  nodeSet: NodeSet,
  view: View,
): Pod[] {
  return view
    .list(PODS, es.metadata.namespace)
    .filter(
      ({ metadata }) =>
        metadata.labels?.[CLUSTER_NAME] === es.metadata.name &&
        metadata.labels?.[STATEFUL_SET_NAME] === statefulSetName(es, nodeSet),
    );
}

/** Claims of one node set, found by label. */
export function claimsOfSet(
  es: Elasticsearch,
  nodeSet: NodeSet,
  view: View,
): PersistentVolumeClaim[] {
  return view
    .list(CLAIMS, es.metadata.namespace)
    .filter(
      ({ metadata }) =>
        metadata.labels?.[CLUSTER_NAME] === es.metadata.name &&
        metadata.labels?.[STATEFUL_SET_NAME] === statefulSetName(es, nodeSet),
    );
}

/** Size that a StatefulSet's claim templates ask for. */
export function sizeOf(set: StatefulSet): string | undefined {
  return set.spec.volumeClaimTemplates?.[0]?.spec.resources.requests.storage;
}

/** Node sets whose StatefulSet still asks for smaller volumes than the spec does. */
export function outgrown(es: Elasticsearch, view: View) {
  return wantedSets(es).flatMap(({ nodeSet, set }) => {
    const existing = existingSet(es, nodeSet, view);
    return existing && bytesOf(sizeOf(set)) > bytesOf(sizeOf(existing))
      ? [{ nodeSet, wanted: set, existing }]
      : [];
  });
}

/** Why the volumes cannot become what the spec says, in ECK's words; undefined when they can. */
export function growthRefusal(
  es: Elasticsearch,
  view: View,
): string | undefined {
  for (const { nodeSet, set } of wantedSets(es)) {
    const existing = existingSet(es, nodeSet, view);
    const wanted = sizeOf(set);
    const current = existing ? sizeOf(existing) : undefined;
    if (bytesOf(wanted) < bytesOf(current)) {
      return `while reconciling resources: handle volume expansion: decreasing storage size is not supported: an attempt was made to decrease storage size for claim ${
        claimTemplatesOf(nodeSet)[0]?.metadata.name
      }`;
    }
    if (bytesOf(wanted) > bytesOf(current)) {
      const className =
        set.spec.volumeClaimTemplates?.[0]?.spec.storageClassName ?? '';
      const storageClass = view.get(STORAGE_CLASSES, undefined, className);
      if (storageClass?.allowVolumeExpansion !== true) {
        return `while reconciling resources: handle volume expansion: claim ${
          claimTemplatesOf(nodeSet)[0]?.metadata.name
        } does not support volume expansion`;
      }
    }
  }
  return undefined;
}

function statefulSetFor(es: Elasticsearch, nodeSet: NodeSet): StatefulSet {
  const name = statefulSetName(es, nodeSet);
  const labels = selectorLabels(es, nodeSet);
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name,
      namespace: es.metadata.namespace,
      labels: {
        ...clusterLabels(es),
        'common.k8s.elastic.co/template-hash': templateHash(nodeSet),
        [STATEFUL_SET_NAME]: name,
      },
      ownerReferences: [controllerOf(es)],
    },
    spec: {
      replicas: nodeSet.count,
      serviceName: name,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'OnDelete' },
      selector: { matchLabels: labels },
      template: podTemplate(es, nodeSet, labels),
      volumeClaimTemplates: claimTemplatesOf(nodeSet),
    },
  };
}

function podTemplate(
  es: Elasticsearch,
  nodeSet: NodeSet,
  labels: Record<string, string>,
): StatefulSet['spec']['template'] {
  const given = nodeSet.podTemplate;
  const { containers = [], initContainers = [], ...spec } = given?.spec ?? {};
  const own = containers.find(({ name }) => name === 'elasticsearch');
  return {
    metadata: {
      labels: {
        ...given?.metadata?.labels,
        ...labels,
        ...roleLabels(nodeSet),
        'eck.k8s.elastic.co/watched': 'true',
        'elasticsearch.k8s.elastic.co/http-scheme': 'https',
        'elasticsearch.k8s.elastic.co/version': es.spec.version,
      },
      annotations: {
        ...given?.metadata?.annotations,
        'co.elastic.logs/module': 'elasticsearch',
        'elasticsearch.k8s.elastic.co/config-hash': configHash(nodeSet),
      },
    },
    spec: {
      terminationGracePeriodSeconds: 180,
      ...spec,
      initContainers: [
        { name: 'elastic-internal-init-filesystem', image: imageOf(es) },
        { name: 'elastic-internal-suspend', image: imageOf(es) },
        ...initContainers.map(container => ({
          image: imageOf(es),
          ...container,
        })),
      ],
      containers: [
        {
          image: imageOf(es),
          ...own,
          name: 'elasticsearch',
          ...(isRecord(nodeSet.resources)
            ? { resources: nodeSet.resources }
            : {}),
          ports: [{ name: 'https', containerPort: 9200 }],
        },
        ...containers.filter(({ name }) => name !== 'elasticsearch'),
      ],
    },
  };
}

function imageOf(es: Elasticsearch): string {
  return `docker.elastic.co/elasticsearch/elasticsearch:${es.spec.version}`;
}

function templateHash(nodeSet: NodeSet): string {
  const size = claimTemplatesOf(nodeSet)[0]?.spec.resources.requests.storage;
  return String(parseInt(hex(8, nodeSet.name, size ?? ''), 16));
}

function configHash(nodeSet: NodeSet): string {
  return String(parseInt(hex(8, JSON.stringify(nodeSet.config ?? {})), 16));
}
