import {
  ANNOTATION_OWNER,
  LABEL_ELEMENT,
  LABEL_PIPELINE,
  type KubernetesManifest,
  type ObjectReference,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { AllowedKind } from './allowedKinds';

/** A manifest whose outer shape has been checked. */
export interface CheckedManifest {
  apiVersion: string;
  group: string;
  version: string;
  kind: string;
  name: string;
  namespace: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  allowed: AllowedKind;
  /** The element it belongs to. */
  element: string;
  pipeline: string;
  /** The whole object, namespace and labels completed. */
  body: KubernetesManifest;
}

/** Whether a value is a plain object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text entries of a map such as labels; anything else in it is left out. */
export function textMap(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Group and version of an `apiVersion`. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Element, pipeline and owner that an object names. */
export function belonging(metadata: unknown): { element?: string; pipeline?: string; owner?: string } {
  if (!isRecord(metadata)) return {};
  const labels = textMap(metadata.labels);
  const annotations = textMap(metadata.annotations);
  return {
    element: labels[LABEL_ELEMENT] || undefined,
    pipeline: labels[LABEL_PIPELINE] || undefined,
    owner: annotations[ANNOTATION_OWNER]?.trim() || undefined,
  };
}

/** How the object is named in answers. */
export function referenceOf(manifest: CheckedManifest, cluster: string): ObjectReference {
  return {
    cluster,
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    namespace: manifest.namespace,
    name: manifest.name,
  };
}

/** Kind and name for sentences. */
export function nameOf({ kind, name }: { kind: string; name: string }): string {
  return `${kind} ${name}`;
}
