import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { LABEL_RECOVERY_POINT } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { operationsWorld } from '../__testUtils__/operationsWorld';
import { Audit } from '../audit/Audit';
import { testStore, type TestStore } from '../operations/store/__testUtils__';
import { policyPermissions } from '../testing/policyPermissions';

const POINT = 'op-goodgoodgood';
const KEY = 'key-of-a-delete';
const request = { kind: 'delete', recoveryPoint: POINT } as const;
const caller = { credentials: mockCredentials.user('user:default/us') };

const withoutPoint = (objects: KubernetesObject[]) => objects.filter(({ metadata }) => metadata.labels?.[LABEL_RECOVERY_POINT] !== POINT);

describe('a start that is repeated with its key after what it was about has gone', () => {
  let store: TestStore;
  beforeEach(async () => {
    store = await testStore();
  });
  afterEach(() => store.close());

  async function operations(changed: (objects: KubernetesObject[]) => KubernetesObject[], result: AuthorizeResult.ALLOW | AuthorizeResult.DENY = AuthorizeResult.ALLOW) {
    const audit = new Audit({ auditor: mockServices.auditor.mock(), logger: mockServices.logger.mock() });
    const { doors } = await operationsWorld({ store, audit, permissions: policyPermissions({ handle: async () => ({ result }) }), changed });
    return doors.operations;
  }

  async function deleted() {
    const before = await operations(objects => objects);
    const { id, hash, safety } = await before.plan(request, caller);
    const body = { plan: id, hash, request, confirmation: { acknowledged: true, reason: 'a test', ...(safety.type !== undefined && { typed: safety.type }) } };
    expect((await before.start(body, KEY, caller)).summary.id).toBe(id);
    return body;
  }

  it('is the operation of then', async () => {
    const body = await deleted();
    const after = await operations(withoutPoint);
    await expect(after.plan(request, caller)).rejects.toMatchObject({ advice: { code: 'RECOVERY_POINT_NOT_FOUND' } });
    expect((await after.start(body, KEY, caller)).summary.id).toBe(body.plan);
    await expect(after.start({ ...body, hash: 'another' }, KEY, caller)).rejects.toMatchObject({ advice: { code: 'KEY_REUSED' } });
    await expect(after.start(body, 'another-key', caller)).rejects.toMatchObject({ advice: { code: 'RECOVERY_POINT_NOT_FOUND' } });
  });

  it('is asked about again, and is nobody else\'s', async () => {
    const body = await deleted();
    await expect((await operations(withoutPoint, AuthorizeResult.DENY)).start(body, KEY, caller)).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect((await operations(withoutPoint)).start(body, KEY, { credentials: mockCredentials.user('user:default/them') })).rejects.toMatchObject({ advice: { code: 'RECOVERY_POINT_NOT_FOUND' } });
  });

  it('keeps nobody waiting once it has ended', async () => {
    const { plan } = await deleted();
    await store.db('operations').where({ id: plan }).update({ phase: 'Cancelled', finished_at: 1 });
    const { summary } = await (await operations(withoutPoint)).get(plan, caller, { after: 1_000, seconds: 30 });
    expect(summary.phase).toBe('Cancelled');
  });
});
