import type { ErrorCode } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesResponse } from '../../clusters/ClusterConnection';
import { isRecord, nameOf, type CheckedManifest } from './manifest';
import type { ManifestProblem } from './ManifestProblem';

/** What the API server said instead of yes, in Penstock's words. */
export function refusalProblem(manifest: CheckedManifest, cluster: string, response: KubernetesResponse): ManifestProblem {
  const at = { kind: manifest.kind, name: manifest.name };
  const status = isRecord(response.body) ? response.body : {};
  const causes = causesOf(status);
  const conflicts = causes.filter(cause => cause.reason === 'FieldManagerConflict');
  if (conflicts.length > 0) return { ...at, ...fieldConflict(manifest, conflicts) };
  const unfit = unfitForSchema(status);
  if (unfit !== undefined) {
    return {
      ...at,
      code: 'MANIFEST_REFUSED',
      sentence: `Cluster ${cluster} refuses ${nameOf(manifest)}: ${unfit}`,
      remedy: 'correct the fields that the message names',
      path: /\.([^\s:]+): /.exec(unfit)?.[1],
    };
  }
  const said = messageOf(status, causes, response.status);
  if (response.status === 403) {
    return {
      ...at,
      code: 'MANIFEST_REFUSED',
      sentence: `Cluster ${cluster} does not let Penstock write ${nameOf(manifest)}: ${said}`,
      remedy: `ask the administrator of ${cluster} to allow it to Penstock's service account in ${manifest.namespace}, or to raise the quota that the message names`,
    };
  }
  if (response.status === 404 && !/namespace/i.test(said)) {
    const operator = manifest.allowed.operator ?? 'Kubernetes itself, in a newer version';
    return {
      ...at,
      code: 'OPERATOR_MISSING',
      sentence: `Cluster ${cluster} no longer knows the kind ${manifest.kind}: the definitions of ${operator} are gone (${said})`,
      remedy: `install ${operator} in ${cluster} again, or choose a cluster that has it`,
    };
  }
  if (response.status === 404) {
    return {
      ...at,
      code: 'NAMESPACE_MISSING',
      sentence: `Cluster ${cluster} has no place for ${nameOf(manifest)}: ${said}`,
      remedy: `create the namespace ${manifest.namespace} in ${cluster} first`,
    };
  }
  return {
    ...at,
    code: codeOf(response.status),
    sentence: `Cluster ${cluster} refuses ${nameOf(manifest)}: ${said}`,
    remedy:
      response.status >= 500 || response.status === 429
        ? 'try again in a moment'
        : 'correct the fields that the message names',
    path: causes.map(cause => cause.field).find(field => field !== undefined),
  };
}

/**
 * What an apply found that does not fit the schema: an unknown field, a wrong
 * type. Kubernetes 1.36 answers 500 without a reason to these, though the
 * manifest is at fault and not the server.
 */
function unfitForSchema(status: Record<string, unknown>): string | undefined {
  const found = /^failed to (?:create typed patch object|convert new object) \([^)]*\)(?: to proper version)?: (.*)$/s.exec(textOf(status.message) ?? '');
  return found?.[1].replace(/\s*\n\s*/g, ' ').slice(0, 2000);
}

interface Cause {
  reason?: string;
  message?: string;
  field?: string;
}

function codeOf(status: number): ErrorCode {
  return status >= 500 || status === 429 ? 'CLUSTER_UNREACHABLE' : 'MANIFEST_REFUSED';
}

function causesOf(status: Record<string, unknown>): Cause[] {
  const details = isRecord(status.details) ? status.details : {};
  const causes: unknown[] = Array.isArray(details.causes) ? details.causes : [];
  return causes.filter(isRecord).map(cause => ({
    reason: textOf(cause.reason),
    message: textOf(cause.message),
    field: textOf(cause.field),
  }));
}

/** Every cause by name, so that two faults of one manifest are both told; else the server's own message. */
function messageOf(status: Record<string, unknown>, causes: readonly Cause[], httpStatus: number): string {
  const named = causes.filter(cause => cause.message !== undefined);
  const text =
    named.length > 1
      ? named.map(cause => (cause.field ? `${cause.field}: ${cause.message}` : cause.message)).join('; ')
      : textOf(status.message);
  return (text ?? `HTTP ${httpStatus}`).slice(0, 2000);
}

/** The API server words a cause as `conflict with "kubectl-edit" using v1`. */
function fieldConflict(manifest: CheckedManifest, conflicts: readonly Cause[]) {
  const fields = conflicts.map(cause => {
    const manager = /conflict with "([^"]+)"/.exec(cause.message ?? '')?.[1] ?? 'another manager';
    return `${cause.field ?? 'a field'} (managed by ${manager})`;
  });
  return {
    code: 'FIELD_CONFLICT' as const,
    sentence: `${nameOf(manifest)} has fields that somebody else manages: ${fields.join(', ')}`,
    remedy: 'take the value that is there, or let its manager give the field up; Penstock does not force it',
    path: conflicts[0].field,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
