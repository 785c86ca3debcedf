import type { KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { isRecord, type CheckedManifest } from './manifest';
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

/**
 * A RoleBinding whose Role does not come with the same request: what a Role
 * that is there already grants is not known here, nor whose it is. Pure.
 */
export function strangeRoles(manifests: readonly CheckedManifest[]): ManifestProblem[] {
  const group = 'rbac.authorization.k8s.io';
  const roles = new Set(manifests.filter(each => each.group === group && each.kind === 'Role').map(({ name }) => name));
  return manifests.flatMap(({ kind, name, body: { roleRef } }) => {
    if (kind !== 'RoleBinding' || !isRecord(roleRef) || roleRef.kind !== 'Role') return [];
    if (typeof roleRef.name === 'string' && roles.has(roleRef.name)) return [];
    return [
      {
        ...{ kind, name, code: 'MANIFEST_REFUSED' as const },
        sentence: `RoleBinding ${name} binds the Role ${String(roleRef.name).slice(0, 80)}, which is not among the manifests`,
        remedy: 'give the Role in the same request',
        path: 'roleRef.name',
      },
    ];
  });
}
