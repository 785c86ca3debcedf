import type { KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { isRecord } from './manifest';
import type { ManifestProblem } from './ManifestProblem';

/**
 * What a Role may grant at most: what a Spark driver needs to run its
 * executors. Penstock's account may grant more than it holds, so anything
 * beyond this would lend that right to whoever fills a form.
 */
const GRANTABLE: Readonly<Record<string, readonly string[]>> = {
  apiGroups: [''],
  resources: ['pods', 'services', 'configmaps', 'persistentvolumeclaims'],
  verbs: ['create', 'get', 'list', 'watch', 'update', 'patch', 'delete', 'deletecollection'],
};

/** Rules of a Role that grant more than {@link GRANTABLE}. Pure. */
export function roleProblems(manifest: KubernetesManifest, at: { kind: string; name: string }): ManifestProblem[] {
  if (manifest.kind !== 'Role') return [];
  const { rules } = manifest;
  if (rules === undefined || rules === null) return [];
  if (!Array.isArray(rules)) return [tooMuch(at, 'has rules that are no list', 'rules')];
  return rules.flatMap((rule: unknown, index) => {
    const excess = excessOf(rule);
    return excess === undefined ? [] : [tooMuch(at, excess.what, `rules[${index}]${excess.field}`)];
  });
}

function excessOf(rule: unknown): { what: string; field: string } | undefined {
  if (!isRecord(rule)) return { what: 'has a rule that is none', field: '' };
  const strange = Object.keys(rule).find(field => !Object.hasOwn(GRANTABLE, field));
  if (strange !== undefined) return { what: `has ${strange.slice(0, 80)} in a rule`, field: `.${strange.slice(0, 80)}` };
  for (const [field, grantable] of Object.entries(GRANTABLE)) {
    const given = rule[field];
    if (!Array.isArray(given)) return { what: `has a rule without a list of ${field}`, field: `.${field}` };
    const beyond: unknown = given.find((word: unknown) => typeof word !== 'string' || !grantable.includes(word));
    if (beyond !== undefined) return { what: `grants rights to the ${field} "${String(beyond).slice(0, 80)}"`, field: `.${field}` };
  }
  return undefined;
}

function tooMuch(at: { kind: string; name: string }, what: string, path: string): ManifestProblem {
  return {
    ...at,
    code: 'MANIFEST_REFUSED',
    sentence: `Role ${at.name} ${what}, which Penstock does not grant`,
    remedy: `keep to the resources ${GRANTABLE.resources.join(', ')} of the group "" and to the verbs ${GRANTABLE.verbs.join(', ')}`,
    path,
  };
}
