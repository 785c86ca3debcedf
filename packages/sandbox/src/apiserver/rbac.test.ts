import { objectAt } from './json';
import { Api, startApi } from '../testing/startApi';

let api: Api;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.sandbox.stop());

describe('rights', () => {
  it('are needed: 401 without a known token', async () => {
    const access = api.sandbox.access('prod-north', 'admin');
    const south = api.sandbox.access('prod-south', 'admin');
    expect(access.token).not.toBe(south.token);
    const reply = await api.call('GET', '/api/v1/pods', { user: 'nobody' });
    expect(reply.status).toBe(403);
  });

  it.each([
    ['GET', '/api/v1/namespaces/x/configmaps', 'configmaps is forbidden: User "nobody" cannot list resource "configmaps" in API group "" in the namespace "x"'],
    ['GET', '/api/v1/namespaces/x/configmaps?watch=1', 'configmaps is forbidden: User "nobody" cannot watch resource "configmaps" in API group "" in the namespace "x"'],
    ['GET', '/api/v1/namespaces/x/configmaps/new', 'configmaps "new" is forbidden: User "nobody" cannot get resource "configmaps" in API group "" in the namespace "x"'],
    ['GET', '/api/v1/namespaces/x', 'namespaces "x" is forbidden: User "nobody" cannot get resource "namespaces" in API group "" in the namespace "x"'],
    ['GET', '/api/v1/nodes', 'nodes is forbidden: User "nobody" cannot list resource "nodes" in API group "" at the cluster scope'],
    ['POST', '/api/v1/namespaces/x/pods/ev/eviction', 'pods "ev" is forbidden: User "nobody" cannot create resource "pods/eviction" in API group "" in the namespace "x"'],
    ['PATCH', '/apis/elasticsearch.k8s.elastic.co/v1/namespaces/x/elasticsearches/o', 'elasticsearches.elasticsearch.k8s.elastic.co "o" is forbidden: User "nobody" cannot patch resource "elasticsearches" in API group "elasticsearch.k8s.elastic.co" in the namespace "x"'],
  ])('that are missing end %s %s in 403', async (method, path, message) => {
    const reply = await api.call(method, path, { user: 'nobody' });
    expect(reply.body).toMatchObject({ code: 403, reason: 'Forbidden', message });
  });

  it.each([
    ['penstock', 'create', 'kafkas', 'other', true],
    ['penstock', 'delete', 'nodes', undefined, false],
    ['read-only', 'list', 'pods', undefined, true],
    ['read-only', 'create', 'configmaps', 'other', false],
    ['namespace-limited', 'create', 'configmaps', 'orders', true],
    ['namespace-limited', 'list', 'configmaps', 'other', false],
    ['nobody', 'get', 'pods', 'orders', false],
    ['admin', 'delete', 'nodes', undefined, true],
  ] as const)('of %s to %s %s in %s: review says %s', async (user, verb, resource, namespace, allowed) => {
    const group = resource === 'kafkas' ? 'kafka.strimzi.io' : '';
    const reply = await api.call(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      {
        user,
        body: { spec: { resourceAttributes: { verb, group, resource, ...(namespace ? { namespace } : {}) } } },
      },
    );
    expect(reply.status).toBe(201);
    expect(objectAt(reply.body, 'status').allowed).toBe(allowed);
  });

  it('given by a Role and its binding count at once, and the review names them', async () => {
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
    expect((await api.call('GET', '/api/v1/namespaces/default/pods', { user: 'nobody' })).status).toBe(403);
    await api.call('POST', `${rbac}/roles`, {
      body: { metadata: { name: 'r' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }] },
    });
    await api.call('POST', `${rbac}/rolebindings`, {
      body: {
        metadata: { name: 'r' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
        subjects: [{ kind: 'User', name: 'nobody' }],
      },
    });
    expect((await api.call('GET', '/api/v1/namespaces/default/pods', { user: 'nobody' })).status).toBe(200);
    const reply = await api.call('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      user: 'nobody',
      body: { spec: { resourceAttributes: { verb: 'list', resource: 'pods', namespace: 'default' } } },
    });
    expect(reply.body.status).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "r/default" of Role "r" to User "nobody"',
    });
  });
});
