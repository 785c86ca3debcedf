import { randomBytes } from 'node:crypto';

/** The users of a test control plane. */
export type UserName = 'admin' | 'penstock' | 'read-only' | 'nobody';

/** One bearer token per user. */
export type Tokens = Record<UserName, string>;

/** Fresh tokens. */
export function makeTokens(): Tokens {
  const token = () => randomBytes(16).toString('hex');
  return {
    admin: token(),
    penstock: token(),
    'read-only': token(),
    nobody: token(),
  };
}

/** The content of the API server's `--token-auth-file`. */
export function tokenFile(tokens: Tokens): string {
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
 * also writes what the product applies, `nobody` has none. None of them reads a
 * Secret.
 */
export function userRoles(): { path: string; body: unknown }[] {
  return [
    ...role(
      'read-only',
      READABLE.map(rule => ({ ...rule, verbs: READ })),
    ),
    ...role('penstock', [
      ...READABLE.map(rule => ({ ...rule, verbs: READ })),
      ...WRITABLE,
    ]),
  ];
}

function role(user: UserName, rules: unknown[]) {
  const group = 'rbac.authorization.k8s.io';
  const name = `penstock:${user}`;
  return [
    {
      path: `/apis/${group}/v1/clusterroles`,
      body: {
        apiVersion: `${group}/v1`,
        kind: 'ClusterRole',
        metadata: { name },
        rules,
      },
    },
    {
      path: `/apis/${group}/v1/clusterrolebindings`,
      body: {
        apiVersion: `${group}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { apiGroup: group, kind: 'ClusterRole', name },
        subjects: [{ apiGroup: group, kind: 'User', name: user }],
      },
    },
  ];
}
