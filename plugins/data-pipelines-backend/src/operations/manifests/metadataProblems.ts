import { ANNOTATION_OWNER } from '@penstock/backstage-plugin-data-pipelines-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { isRecord } from './manifest';
import type { ManifestProblem } from './ManifestProblem';

/** What the cluster sets, or what lets an object outlive or follow another: a manifest does not carry it. */
const NOT_OURS = ['managedFields', 'resourceVersion', 'uid', 'generateName', 'ownerReferences', 'finalizers', 'deletionTimestamp'];

/** An object that a problem is about. */
interface At {
  kind: string;
  name: string;
}

/** What is wrong with the metadata of an object besides its name. Pure. */
export function metadataProblems(metadata: Record<string, unknown>, at: At): ManifestProblem[] {
  return [
    ...NOT_OURS.filter(field => metadata[field] !== undefined && metadata[field] !== null).map(field => ({
      ...at,
      code: 'INPUT_INVALID' as const,
      sentence: `${at.kind} ${at.name} sets metadata.${field}, which a manifest cannot decide`,
      remedy: 'leave it out',
      path: `metadata.${field}`,
    })),
    ...mapProblems(metadata.labels, 'labels', at),
    ...mapProblems(metadata.annotations, 'annotations', at),
    ...ownerProblems(metadata.annotations, at),
  ];
}

function mapProblems(value: unknown, field: 'labels' | 'annotations', at: At): ManifestProblem[] {
  if (value === undefined || value === null) return [];
  const wrong = isRecord(value) ? Object.keys(value).filter(key => typeof value[key] !== 'string') : [''];
  return wrong.slice(0, 5).map(key => ({
    ...at,
    code: 'INPUT_INVALID',
    sentence: `${at.kind} ${at.name} has metadata.${field}${key === '' ? '' : ` whose "${key.slice(0, 80)}"`} that ${key === '' ? 'are no map' : 'is no text'}`,
    remedy: 'give texts by name, and put numbers and true or false in quotes',
    path: key === '' ? `metadata.${field}` : `metadata.${field}["${key.slice(0, 80)}"]`,
  }));
}

/** An owner that is no entity reference would leave the element without one. */
function ownerProblems(annotations: unknown, at: At): ManifestProblem[] {
  const owner = isRecord(annotations) ? annotations[ANNOTATION_OWNER] : undefined;
  if (typeof owner !== 'string' || isEntityRef(owner)) return [];
  return [
    {
      ...at,
      code: 'INPUT_INVALID',
      sentence: `${at.kind} ${at.name} names the owner "${owner.slice(0, 80)}", which is no entity reference`,
      remedy: 'write one such as group:default/checkout',
      path: `metadata.annotations["${ANNOTATION_OWNER}"]`,
    },
  ];
}

function isEntityRef(text: string): boolean {
  if (text.length > 300) return false;
  try {
    parseEntityRef(text.trim(), { defaultKind: 'group', defaultNamespace: 'default' });
    return true;
  } catch {
    return false;
  }
}
