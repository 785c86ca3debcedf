import { arrayAt, Json, KubeObject, objectAt, stringAt } from './json';
import { ResourceKind } from './kinds';
import type { Room, User } from './Room';
import { ApiError, forbidden } from './status';

/** What someone wants to do. */
export interface Attributes {
  verb: string;
  group: string;
  resource: string;
  subresource: string | undefined;
  namespace: string | undefined;
  name: string | undefined;
}

/** Whether it is allowed; `reason` names the binding that allows it. */
export interface Decision {
  allowed: boolean;
  reason: string | undefined;
}

const GROUP = 'rbac.authorization.k8s.io';
/** What every authenticated user may do. */
const EVERYONE = [
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'selfsubjectreviews',
];

/** A rule of a role with the binding that grants it. */
export interface GrantedRule {
  rule: Json;
  reason: string;
}

/** The rules a user has at cluster scope and, if given, in a namespace. */
export function rulesOf(
  room: Room,
  user: User,
  namespace: string | undefined,
): GrantedRule[] {
  const granted: GrantedRule[] = [];
  const collect = (bindings: KubeObject[], word: string) => {
    for (const binding of bindings) {
      const subject = subjectOf(binding, user);
      const role = roleOf(room, binding);
      if (subject === undefined || role === undefined) {
        continue;
      }
      const scope =
        binding.metadata.namespace === undefined
          ? ''
          : `/${binding.metadata.namespace}`;
      const reason = `RBAC: allowed by ${word} "${
        binding.metadata.name ?? ''
      }${scope}" of ${role.kind} "${role.metadata.name ?? ''}" to ${subject}`;
      for (const rule of arrayAt(role, 'rules')) {
        granted.push({ rule, reason });
      }
    }
  };
  collect(
    room.store.list(`${GROUP}/clusterrolebindings`),
    'ClusterRoleBinding',
  );
  if (namespace !== undefined) {
    collect(room.store.list(`${GROUP}/rolebindings`, namespace), 'RoleBinding');
  }
  return granted;
}

/** Decides by the Role and Binding objects of the server; `system:masters` may do anything. */
export function authorize(
  room: Room,
  user: User,
  wanted: Attributes,
): Decision {
  if (user.groups.includes('system:masters')) {
    return { allowed: true, reason: undefined };
  }
  if (EVERYONE.includes(wanted.resource) && wanted.verb === 'create') {
    return { allowed: true, reason: undefined };
  }
  const rule = rulesOf(room, user, wanted.namespace).find(entry =>
    matches(entry.rule, wanted),
  );
  return rule === undefined
    ? { allowed: false, reason: undefined }
    : { allowed: true, reason: rule.reason };
}

/** The 403 for a request that is not allowed. */
export function denial(
  user: User,
  kind: ResourceKind,
  wanted: Attributes,
): ApiError {
  const resource =
    wanted.subresource === undefined
      ? wanted.resource
      : `${wanted.resource}/${wanted.subresource}`;
  const where =
    wanted.namespace === undefined
      ? 'at the cluster scope'
      : `in the namespace "${wanted.namespace}"`;
  return forbidden(
    kind,
    wanted.name ?? '',
    `User "${user.name}" cannot ${wanted.verb} resource "${resource}" in API group "${wanted.group}" ${where}`,
  );
}

function matches(rule: Json, wanted: Attributes): boolean {
  const has = (field: string, value: string) => {
    const list = arrayAt(rule, field);
    return list.includes('*') || list.includes(value);
  };
  const resource =
    wanted.subresource === undefined
      ? wanted.resource
      : `${wanted.resource}/${wanted.subresource}`;
  const names = arrayAt(rule, 'resourceNames');
  return (
    has('verbs', wanted.verb) &&
    has('apiGroups', wanted.group) &&
    (has('resources', resource) ||
      (wanted.subresource !== undefined &&
        arrayAt(rule, 'resources').includes(`*/${wanted.subresource}`))) &&
    (names.length === 0 ||
      (wanted.name !== undefined && names.includes(wanted.name)))
  );
}

function subjectOf(binding: KubeObject, user: User): string | undefined {
  for (const subject of arrayAt(binding, 'subjects')) {
    const kind = stringAt(subject, 'kind');
    const name = stringAt(subject, 'name') ?? '';
    if (kind === 'User' && name === user.name) {
      return `User "${name}"`;
    }
    if (kind === 'Group' && user.groups.includes(name)) {
      return `Group "${name}"`;
    }
  }
  return undefined;
}

function roleOf(room: Room, binding: KubeObject): KubeObject | undefined {
  const reference = objectAt(binding, 'roleRef');
  const name = stringAt(reference, 'name') ?? '';
  return reference.kind === 'ClusterRole'
    ? room.store.get(`${GROUP}/clusterroles`, undefined, name)
    : room.store.get(`${GROUP}/roles`, binding.metadata.namespace, name);
}
