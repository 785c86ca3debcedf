import type { KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { isRecord } from './manifest';
import type { ManifestProblem } from './ManifestProblem';

/**
 * A RoleBinding may only bind a Role of its own namespace to service accounts
 * there: anything else would lend Penstock's rights to whoever fills a form.
 * Pure.
 */
export function bindingProblems(
  manifest: KubernetesManifest,
  at: { kind: string; name: string },
  namespace: string,
): ManifestProblem[] {
  if (manifest.kind !== 'RoleBinding') return [];
  const { roleRef, subjects } = manifest;
  const problems: ManifestProblem[] = [];
  if (!isRecord(roleRef) || roleRef.kind !== 'Role') {
    problems.push({
      ...at,
      code: 'MANIFEST_REFUSED',
      sentence: `RoleBinding ${at.name} refers to something else than a Role of the namespace ${namespace}`,
      remedy: 'bind a Role that grants only what the element needs',
      path: 'roleRef',
    });
  }
  for (const [index, subject] of (Array.isArray(subjects) ? subjects : []).entries()) {
    const local =
      isRecord(subject) &&
      subject.kind === 'ServiceAccount' &&
      (subject.namespace === undefined || subject.namespace === namespace);
    if (!local) {
      problems.push({
        ...at,
        code: 'MANIFEST_REFUSED',
        sentence: `RoleBinding ${at.name} gives rights to something else than a service account of the namespace ${namespace}`,
        remedy: 'bind only service accounts of the same namespace',
        path: `subjects[${index}]`,
      });
    }
  }
  return problems;
}
