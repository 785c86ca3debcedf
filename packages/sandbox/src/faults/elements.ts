import type { KubernetesObject } from '../client';
import type { PersistentVolumeClaim, Pod } from '../controllers/kinds/core';

/** Labels that name the element to which a pod or claim belongs. */
const ELEMENT_LABELS = [
  'strimzi.io/cluster',
  'elasticsearch.k8s.elastic.co/cluster-name',
  'sparkoperator.k8s.io/app-name',
];

/** Name of the operator's resource to which an object belongs. */
export function elementOf({ metadata }: KubernetesObject): string | undefined {
  return ELEMENT_LABELS.map(label => metadata.labels?.[label]).find(Boolean);
}

/** Pods of an element, by name. */
export function podsOfElement(pods: readonly Pod[], element: string): Pod[] {
  return pods
    .filter(pod => element !== '' && elementOf(pod) === element)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** Which engine keeps its data in a claim. */
export function engineOf({
  metadata,
}: PersistentVolumeClaim): 'kafka' | 'elasticsearch' | undefined {
  if (metadata.labels?.['elasticsearch.k8s.elastic.co/cluster-name'])
    return 'elasticsearch';
  return metadata.labels?.['strimzi.io/broker-role'] === 'true'
    ? 'kafka'
    : undefined;
}
