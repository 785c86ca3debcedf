import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from './cache';

const PAGE = 'docs/kubernetes-rbac.md';

/** One rule of a ClusterRole. */
export interface RoleRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** The ClusterRoles of the page on Kubernetes rights. */
export type DocumentedRole =
  | 'penstock-read'
  | 'penstock-snapshot'
  | 'penstock-restore'
  | 'penstock-expand'
  | 'penstock-create';

/**
 * The rules of the ClusterRoles as `docs/kubernetes-rbac.md` tells
 * administrators to install them.
 *
 * @throws Error naming a role that the page does not have.
 */
export function documentedRoles(): Record<DocumentedRole, RoleRule[]> {
  const page = readFileSync(path.join(repositoryRoot(), PAGE), 'utf8');
  const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)]
    .map(([, text]): unknown => parse(text))
    .filter(isClusterRole);
  const rulesOf = (name: DocumentedRole): RoleRule[] => {
    const block = blocks.find(({ metadata }) => metadata.name === name);
    if (!block) throw new Error(`${PAGE} has no ClusterRole ${name}.`);
    return block.rules;
  };
  return {
    'penstock-read': rulesOf('penstock-read'),
    'penstock-snapshot': rulesOf('penstock-snapshot'),
    'penstock-restore': rulesOf('penstock-restore'),
    'penstock-expand': rulesOf('penstock-expand'),
    'penstock-create': rulesOf('penstock-create'),
  };
}

interface ClusterRole {
  metadata: { name: string };
  rules: RoleRule[];
}

function isClusterRole(value: unknown): value is ClusterRole {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'ClusterRole' &&
    'metadata' in value &&
    typeof value.metadata === 'object' &&
    value.metadata !== null &&
    'name' in value.metadata &&
    'rules' in value &&
    Array.isArray(value.rules) &&
    value.rules.every(isRule)
  );
}

function isRule(value: unknown): value is RoleRule {
  return (
    typeof value === 'object' &&
    value !== null &&
    'apiGroups' in value &&
    'resources' in value &&
    'verbs' in value &&
    [value.apiGroups, value.resources, value.verbs].every(Array.isArray)
  );
}
