import type { JsonObject, JsonValue } from '@backstage/types';
import type { KubernetesObject, PlannedManifest } from '@penstock/backstage-plugin-data-pipelines-node';
import { ANNOTATION_DEPLOYMENT_PAUSED } from './gitOps';

/** Prefixes of labels and annotations by which tools know what is theirs: a copy must not be taken for it. */
const TOOL_KEYS = [
  'argocd.argoproj.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'reconcile.fluxcd.io/',
  'meta.helm.sh/',
  'helm.sh/',
  'config.kubernetes.io/owning-inventory',
  'objectset.rio.cattle.io/',
  'kubectl.kubernetes.io/last-applied-configuration',
  // what Argo CD tracks by where nobody chose another label, and Helm's charts use
  'app.kubernetes.io/instance',
  ANNOTATION_DEPLOYMENT_PAUSED,
];

/** A value as JSON: what JSON has not is left out. */
function json(value: unknown): JsonValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return value.map(item => json(item) ?? null);
  return typeof value === 'object' ? jsonObject(value) : undefined;
}

/** An object as JSON. */
export function jsonObject(value: object): JsonObject {
  const entries = Object.entries(value).flatMap(([key, item]): [string, JsonValue][] => {
    const read = json(item);
    return read === undefined ? [] : [[key, read]];
  });
  return Object.fromEntries(entries);
}

function ofTools(key: string): boolean {
  return TOOL_KEYS.some(prefix => key.startsWith(prefix));
}

/** Without what deployment tools wrote. */
export function withoutTools(texts: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(texts ?? {}).filter(([key]) => !ofTools(key)));
}

/**
 * An object as it would be created again under its own name: without status
 * and what the API server wrote, with the marks of the operation.
 */
export function bareManifest(object: KubernetesObject, marks: { labels: Record<string, string>; annotations: Record<string, string> }): PlannedManifest {
  const { apiVersion, kind, metadata, status: _status, ...rest } = object;
  const { name, namespace, labels, annotations } = metadata;
  return {
    ...jsonObject(rest),
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, ...marks.labels },
      annotations: { ...annotations, ...marks.annotations },
    },
  };
}
