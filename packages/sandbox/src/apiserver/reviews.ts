import { parseBody } from './body';
import { JsonObject, objectAt, stringAt } from './json';
import { apiVersionOf } from './kinds';
import { authorize, rulesOf } from './rbac';
import { Answer, ResourceRequest, Room, timestamp } from './Room';

/** Handles POST on the self-subject reviews: answered truthfully, never stored. */
export function review(room: Room, request: ResourceRequest): Answer {
  const { kind, user } = request;
  const body = parseBody(kind, request.contentType, request.body);
  const spec = objectAt(body, 'spec');
  const result: JsonObject = {
    kind: kind.kind,
    apiVersion: apiVersionOf(kind),
    metadata: {},
  };
  switch (kind.kind) {
    case 'SelfSubjectAccessReview':
      result.spec = spec;
      result.status = accessStatus(room, request, spec);
      break;
    case 'SelfSubjectRulesReview':
      result.spec = {};
      result.status = rulesStatus(room, request, spec);
      break;
    default:
      result.metadata = { creationTimestamp: timestamp(room.now()) };
      result.status = {
        userInfo: { username: user.name, uid: user.uid, groups: user.groups },
      };
  }
  return { code: 201, body: JSON.stringify(result) };
}

function accessStatus(
  room: Room,
  request: ResourceRequest,
  spec: JsonObject,
): JsonObject {
  const wanted = objectAt(spec, 'resourceAttributes');
  const text = (field: string) => {
    const value = stringAt(wanted, field);
    return value === '' ? undefined : value;
  };
  const decision = authorize(room, request.user, {
    verb: text('verb') ?? '*',
    group: text('group') ?? '',
    resource: text('resource') ?? '*',
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  });
  return {
    allowed: decision.allowed,
    ...(decision.reason === undefined ? {} : { reason: decision.reason }),
  };
}

function rulesStatus(
  room: Room,
  request: ResourceRequest,
  spec: JsonObject,
): JsonObject {
  const own = request.user.groups.includes('system:masters')
    ? [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
    : rulesOf(room, request.user, stringAt(spec, 'namespace')).map(
        entry => entry.rule,
      );
  return {
    resourceRules: [
      {
        verbs: ['create'],
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      },
      {
        verbs: ['create'],
        apiGroups: ['authentication.k8s.io'],
        resources: ['selfsubjectreviews'],
      },
      ...own,
    ],
    nonResourceRules: [
      {
        verbs: ['get'],
        nonResourceURLs: ['/api', '/apis', '/healthz', '/version'],
      },
    ],
    incomplete: false,
  };
}
