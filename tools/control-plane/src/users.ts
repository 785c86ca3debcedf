import { randomBytes } from 'node:crypto';
import {
  type DocumentedRole,
  documentedRoles,
  type RoleRule,
} from './documentedRoles';

/** The users that every target of the contract suite has. */
export type UserName = 'admin' | 'penstock' | 'read-only' | 'nobody';

/** Users with what the documentation grants for one use, and no more. */
export type LimitedUserName =
  | 'penstock-read'
  | 'penstock-snapshot'
  | 'penstock-restore'
  | 'penstock-expand';

/** One bearer token per user. */
export type Tokens = Record<UserName, string>;

/** The tokens of a control plane, those of the limited users among them. */
export type ControlPlaneTokens = Record<UserName | LimitedUserName, string>;

/** Fresh tokens. */
export function makeTokens(): ControlPlaneTokens {
  const token = () => randomBytes(16).toString('hex');
  return {
    admin: token(),
    penstock: token(),
    'read-only': token(),
    nobody: token(),
    'penstock-read': token(),
    'penstock-snapshot': token(),
    'penstock-restore': token(),
    'penstock-expand': token(),
  };
}

/** What the documentation says to bind for each use. */
const ROLES_OF: Record<LimitedUserName, DocumentedRole[]> = {
  'penstock-read': ['penstock-read'],
  'penstock-snapshot': ['penstock-read', 'penstock-snapshot'],
  'penstock-restore': [
    'penstock-read',
    'penstock-snapshot',
    'penstock-restore',
  ],
  'penstock-expand': ['penstock-read', 'penstock-expand'],
};

/** The content of the API server's `--token-auth-file`. */
export function tokenFile(tokens: Record<string, string>): string {
  return Object.entries(tokens)
    .map(([user, token]) =>
      user === 'admin'
        ? `${token},${user},${user},"system:masters"`
        : `${token},${user},${user}`,
    )
    .join('\n');
}

const READ = ['get', 'list', 'watch'];
const WRITE = [...READ, 'create', 'update', 'patch', 'delete'];

const OPERATOR_GROUPS = [
  'kafka.strimzi.io',
  'core.strimzi.io',
  'elasticsearch.k8s.elastic.co',
  'kibana.k8s.elastic.co',
  'sparkoperator.k8s.io',
];

const READABLE = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'events',
      'namespaces',
      'nodes',
      'persistentvolumeclaims',
      'persistentvolumes',
      'pods',
      'services',
    ],
  },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets'] },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'] },
  {
    apiGroups: ['apiextensions.k8s.io'],
    resources: ['customresourcedefinitions'],
  },
  { apiGroups: OPERATOR_GROUPS, resources: ['*'] },
  { apiGroups: ['monitoring.coreos.com'], resources: ['*'] },
];

/** What the templates create; Secrets are written, never read. */
const WRITABLE = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'persistentvolumeclaims',
      'serviceaccounts',
      'services',
    ],
    verbs: WRITE,
  },
  { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'patch'] },
  { apiGroups: [''], resources: ['namespaces'], verbs: ['create', 'patch'] },
  {
    apiGroups: ['networking.k8s.io'],
    resources: ['networkpolicies'],
    verbs: WRITE,
  },
  // Spark's driver gets a Role; granting what one does not have takes these two verbs.
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['roles', 'rolebindings'],
    verbs: [...WRITE, 'bind', 'escalate'],
  },
  { apiGroups: OPERATOR_GROUPS, resources: ['*'], verbs: WRITE },
  { apiGroups: ['monitoring.coreos.com'], resources: ['*'], verbs: WRITE },
];

/**
 * The rights of the users: `read-only` sees what the product reads, `penstock`
 * also writes what the product applies and has all that is documented, the
 * limited users have the documented roles of their use, `nobody` has none. None
 * of them reads a Secret.
 */
export function userRoles(): { path: string; body: unknown }[] {
  const documented = documentedRoles();
  const readable = READABLE.map(rule => ({ ...rule, verbs: READ }));
  return [
    role('penstock:read-only', readable),
    binding('penstock:read-only', 'read-only'),
    role('penstock:penstock', [...readable, ...WRITABLE]),
    binding('penstock:penstock', 'penstock'),
    ...Object.entries(documented).flatMap(([name, rules]) => [
      role(name, rules),
      binding(name, 'penstock'),
    ]),
    ...Object.entries(ROLES_OF).flatMap(([user, roles]) =>
      roles.map(name => binding(name, user)),
    ),
  ];
}

const GROUP = 'rbac.authorization.k8s.io';

function role(name: string, rules: RoleRule[]) {
  return {
    path: `/apis/${GROUP}/v1/clusterroles`,
    body: {
      apiVersion: `${GROUP}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules,
    },
  };
}

function binding(roleName: string, user: string) {
  return {
    path: `/apis/${GROUP}/v1/clusterrolebindings`,
    body: {
      apiVersion: `${GROUP}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: `${roleName}:${user}` },
      roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: roleName },
      subjects: [{ apiGroup: GROUP, kind: 'User', name: user }],
    },
  };
}
