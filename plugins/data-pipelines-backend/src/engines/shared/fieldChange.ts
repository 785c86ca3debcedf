import type { PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { referenceTo } from './finding';

/** From what to what; absent stands for "not there", or not worth a word. */
export interface ChangedValue {
  from?: string;
  to?: string;
  /** What else is to be known, e.g. for how long. */
  note?: string;
}

/** How a plan tells one field of an object that Penstock changes. */
export function fieldChange(cluster: string, object: KubernetesObject, field: string, { from, to, note }: ChangedValue): PlanChange {
  return {
    act: 'change',
    sentence: `${object.kind} ${object.metadata.name}`,
    object: referenceTo(cluster, object),
    field,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    by: 'Penstock',
    ...(note === undefined ? {} : { note }),
  };
}

/** The same for an annotation. */
export function annotationChange(cluster: string, object: KubernetesObject, annotation: string, value: ChangedValue): PlanChange {
  return fieldChange(cluster, object, `metadata.annotations["${annotation}"]`, value);
}
