import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { operationsWorld } from '../__testUtils__/operationsWorld';
import { Audit } from '../audit/Audit';
import { testStore, type TestStore } from '../operations/store/__testUtils__';
import { policyPermissions } from '../testing/policyPermissions';
import { ServiceLimits } from './ServiceLimits';

/** As docs/permissions.md has it. */
const LIMIT = {
  subject: 'nightly-checks',
  pipelines: ['orders'],
  permissions: ['data-pipelines.element.read', 'data-pipelines.operation.read', 'data-pipelines.snapshot.create'],
};

const nightly = { credentials: mockCredentials.service('nightly-checks') };
const unnamed = { credentials: mockCredentials.service('other-service') };
const snapshot = (element: string) => ({ kind: 'snapshot' as const, elements: [element], consistency: 'crash' as const });
const expand = { kind: 'expand' as const, element: 'orders-kafka', size: '600Gi' };

describe('a service that the configuration limits', () => {
  let store: TestStore;
  let doors: Awaited<ReturnType<typeof operationsWorld>>['doors'];

  beforeAll(async () => {
    store = await testStore();
    const audit = new Audit({ auditor: mockServices.auditor.mock(), logger: mockServices.logger.mock() });
    const permissions = policyPermissions({ handle: async () => ({ result: AuthorizeResult.ALLOW }) });
    const limits = ServiceLimits.fromConfig(new ConfigReader({ dataPipelines: { automation: [LIMIT] } }));
    ({ doors } = await operationsWorld({ store, audit, permissions, limits }));
  });
  afterAll(() => store.close());

  it('does in its pipelines what is named', async () => {
    expect(await doors.operations.plan(snapshot('orders-kafka'), nightly)).toMatchObject({ startable: true });
    expect((await doors.points.list({ pipeline: 'orders' }, nightly)).total).toBeGreaterThan(0);
  });

  it('does no other kind of operation, neither planned nor started', async () => {
    const denied = { name: 'NotAllowedError', advice: { code: 'PERMISSION_DENIED' } };
    await expect(doors.operations.plan(expand, nightly)).rejects.toMatchObject(denied);
    const plan = await doors.operations.plan(expand, unnamed);
    await expect(doors.operations.start({ plan: plan.id, hash: plan.hash, request: expand, confirmation: { acknowledged: true } }, 'a-key-of-ours', nightly)).rejects.toMatchObject(denied);
    expect((await doors.operations.list({}, unnamed)).total).toBe(0);
  });

  it('finds no other pipeline', async () => {
    await expect(doors.operations.plan(snapshot('clicks-kafka'), nightly)).rejects.toMatchObject({ name: 'NotFoundError', advice: { code: 'ELEMENT_NOT_FOUND' } });
  });

  it('leaves services that it does not name to Backstage', async () => {
    expect(await doors.operations.plan(snapshot('clicks-kafka'), unnamed)).toMatchObject({ startable: true });
  });

  it('refuses a permission that there is none of', () => {
    expect(() => ServiceLimits.fromConfig(new ConfigReader({ dataPipelines: { automation: [{ subject: 'x', permissions: ['data-pipelines.everything'] }] } }))).toThrow(/data-pipelines\.everything.*docs\/permissions\.md/);
  });
});
