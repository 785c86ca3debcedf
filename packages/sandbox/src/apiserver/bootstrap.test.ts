import { Api, startApi } from '../testing/startApi';

let api: Api;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.sandbox.stop());

describe('the product', () => {
  it.each([
    ['create', 'snapshot.storage.k8s.io', 'volumesnapshots', true],
    ['delete', 'snapshot.storage.k8s.io', 'volumesnapshotcontents', true],
    ['create', 'groupsnapshot.storage.k8s.io', 'volumegroupsnapshots', true],
    ['watch', 'groupsnapshot.storage.k8s.io', 'volumegroupsnapshots', true],
    ['create', 'snapshot.storage.k8s.io', 'volumesnapshotclasses', false],
    ['patch', '', 'persistentvolumes', true],
    ['delete', '', 'persistentvolumes', false],
    ['delete', '', 'persistentvolumeclaims', true],
    ['delete', '', 'pods', true],
    ['create', '', 'pods', false],
    ['delete', 'apps', 'statefulsets', true],
    ['patch', 'core.strimzi.io', 'strimzipodsets', true],
    ['list', '', 'resourcequotas', true],
    ['list', '', 'events', true],
    ['list', 'storage.k8s.io', 'volumeattributesclasses', true],
    ['get', '', 'secrets', false],
  ])('may %s %s %s: %s', async (verb, group, resource, allowed) => {
    const reply = await api.call(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      {
        user: 'penstock',
        body: {
          spec: {
            resourceAttributes: {
              verb,
              group,
              resource,
              namespace: 'orders',
            },
          },
        },
      },
    );
    expect(reply.body).toMatchObject({ status: { allowed } });
  });
});
