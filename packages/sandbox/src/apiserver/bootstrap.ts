import { definitionsOf } from './crds';
import { createObject } from './create';
import { JsonObject, KubeObject, objectAt } from './json';
import { apiVersionOf, resourceKey } from './kinds';
import type { Room } from './Room';

/** The only namespace in which the user `namespace-limited` may do anything. */
export const LIMITED_NAMESPACE = 'orders';

const RBAC = 'rbac.authorization.k8s.io';
const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'update', 'patch', 'delete'];

/** Everything but Secrets, which the product must never need to read. */
const READ_ALL: JsonObject[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'limitranges',
      'namespaces',
      'nodes',
      'persistentvolumeclaims',
      'persistentvolumes',
      'pods',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
    verbs: READ,
  },
  {
    apiGroups: [
      'apiextensions.k8s.io',
      'apps',
      'batch',
      'coordination.k8s.io',
      'core.strimzi.io',
      'elasticsearch.k8s.elastic.co',
      'groupsnapshot.storage.k8s.io',
      'kafka.strimzi.io',
      'kibana.k8s.elastic.co',
      'monitoring.coreos.com',
      'networking.k8s.io',
      'policy',
      RBAC,
      'snapshot.storage.k8s.io',
      'sparkoperator.k8s.io',
      'storage.k8s.io',
    ],
    resources: ['*'],
    verbs: READ,
  },
];

/** What the product writes: the templates' kinds and, for data operations, claims, volumes, snapshots and what stops and starts elements. */
const PENSTOCK_RULES: JsonObject[] = [
  ...READ_ALL,
  {
    apiGroups: [
      'kafka.strimzi.io',
      'elasticsearch.k8s.elastic.co',
      'kibana.k8s.elastic.co',
      'sparkoperator.k8s.io',
      'monitoring.coreos.com',
      'networking.k8s.io',
      'policy',
      RBAC,
    ],
    resources: ['*'],
    verbs: WRITE,
  },
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'services',
      'serviceaccounts',
      'persistentvolumeclaims',
    ],
    verbs: WRITE,
  },
  {
    apiGroups: ['snapshot.storage.k8s.io'],
    resources: ['volumesnapshots', 'volumesnapshotcontents'],
    verbs: ['create', 'patch', 'delete'],
  },
  {
    apiGroups: ['groupsnapshot.storage.k8s.io'],
    resources: ['volumegroupsnapshots', 'volumegroupsnapshotcontents'],
    verbs: ['create', 'patch', 'delete'],
  },
  { apiGroups: [''], resources: ['persistentvolumes'], verbs: ['patch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
  {
    apiGroups: ['apps'],
    resources: ['statefulsets'],
    verbs: ['create', 'patch', 'delete'],
  },
  {
    apiGroups: ['core.strimzi.io'],
    resources: ['strimzipodsets'],
    verbs: ['patch', 'delete'],
  },
  { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'patch'] },
  {
    apiGroups: [''],
    resources: ['namespaces'],
    verbs: ['create', 'patch', 'delete'],
  },
];

function role(name: string, rules: JsonObject[]): JsonObject {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRole',
    metadata: { name },
    rules,
  };
}

function binding(name: string, scope?: string): JsonObject {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: scope === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(scope === undefined ? {} : { namespace: scope }) },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
    subjects: [{ apiGroup: RBAC, kind: 'User', name }],
  };
}

function namespace(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** What every cluster holds before its seed: namespaces, rights of the users, the operators' definitions. */
function bootstrapObjects(cluster: string): JsonObject[] {
  return [
    ...['default', 'kube-system', 'kube-public', LIMITED_NAMESPACE].map(
      namespace,
    ),
    role('penstock', PENSTOCK_RULES),
    role('read-only', READ_ALL),
    role('namespace-limited', PENSTOCK_RULES),
    binding('penstock'),
    binding('read-only'),
    binding('namespace-limited', LIMITED_NAMESPACE),
    ...definitionsOf(cluster),
  ];
}

/** Creates what a fresh cluster holds; what is there already stays. */
export function bootstrap(room: Room): void {
  for (const value of bootstrapObjects(room.name)) {
    const object: KubeObject = {
      ...value,
      apiVersion: String(value.apiVersion),
      kind: String(value.kind),
      metadata: objectAt(value, 'metadata'),
    };
    const kind = room.kinds.findKind(object.apiVersion, object.kind);
    if (kind === undefined) {
      throw new Error(
        `${apiVersionOf({ group: '', version: object.apiVersion })} ${
          object.kind
        } is not served`,
      );
    }
    const { namespace: scope, name = '' } = object.metadata;
    if (room.store.get(resourceKey(kind), scope, name) === undefined) {
      createObject(room, kind, scope, object, {
        dryRun: false,
        fieldValidation: 'Strict',
        writer: {
          manager: 'sandbox',
          operation: 'Update',
          subresource: undefined,
        },
      });
    }
  }
}
