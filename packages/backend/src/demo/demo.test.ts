import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult, createPermission } from '@backstage/plugin-permission-common';
import {
  clusterReadPermission,
  elementCreatePermission,
  elementReadPermission,
  manifestLintPermission,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { DemoPermissionPolicy } from './DemoPermissionPolicy';
import { demoUserRef, VIEWERS_GROUP } from './demoUsers';

const userIn = (name: string, groups: string[]) => ({
  credentials: mockCredentials.user(`user:default/${name}`),
  info: { userEntityRef: `user:default/${name}`, ownershipEntityRefs: [`user:default/${name}`, ...groups] },
});
const owner = userIn('owner', ['group:default/checkout']);
const viewer = userIn('viewer', [VIEWERS_GROUP]);
const policy = new DemoPermissionPolicy();

describe('the demo policy', () => {
  it.each([elementReadPermission, clusterReadPermission, manifestLintPermission])('lets both read: $name', async permission => {
    for (const user of [owner, viewer]) {
      expect(await policy.handle({ permission }, user)).toEqual({ result: AuthorizeResult.ALLOW });
    }
  });

  it('lets the owner create what they or their groups own, and the viewer nothing', async () => {
    expect(await policy.handle({ permission: elementCreatePermission }, owner)).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      conditions: { rule: 'IS_OWNER', params: { claims: ['user:default/owner', 'group:default/checkout'] } },
    });
    expect(await policy.handle({ permission: elementCreatePermission }, viewer)).toEqual({ result: AuthorizeResult.DENY });
  });

  it('lets the viewer do nothing else either, and nobody without a name anything', async () => {
    const permission = createPermission({ name: 'scaffolder.task.create', attributes: { action: 'create' } });
    expect(await policy.handle({ permission }, owner)).toEqual({ result: AuthorizeResult.ALLOW });
    expect(await policy.handle({ permission }, viewer)).toEqual({ result: AuthorizeResult.DENY });
    expect(await policy.handle({ permission: elementReadPermission })).toEqual({ result: AuthorizeResult.DENY });
  });
});

it('knows its users, and takes the owner where none is named', () => {
  expect(demoUserRef(undefined)).toBe('user:default/owner');
  expect(demoUserRef('viewer')).toBe('user:default/viewer');
  expect(demoUserRef('root')).toBeUndefined();
});
