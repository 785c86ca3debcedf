import { createServiceFactory, coreServices } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend, type TestBackend } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import { actionsRegistryServiceRef } from '../actions/alphaActions';
import { spec } from '../schema/openapi/generated/router';
import { denyAll, policyPermissions } from '../testing/policyPermissions';
import dataPipelinesPlugin from '..';

const MANIFESTS = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }];
const REQUEST = { kind: 'snapshot', pipeline: 'orders', consistency: 'crash' };
const SCHEDULE = { pipeline: 'orders', cron: '0 */6 * * *', timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 4 } };
const NO_POINTS = { items: [], total: 0, summary: { newestAge: { state: 'not-measured' }, timeline: [] } };
const NO_RIGHTS = ['expand', 'snapshot', 'restore', 'clone', 'delete', 'undo', 'remove-leftovers'].map(kind => ({ kind, allowed: false }));
const TARGET = { cluster: 'prod-north', namespace: 'orders', manifests: MANIFESTS };

/** The lists, and what a caller without any permission gets. */
const LISTS: Readonly<Record<string, object>> = {
  listPipelines: { items: [], counts: [], total: 0, access: { allowed: false, permission: 'data-pipelines.element.read' } },
  listClusters: { items: [], creation: { allowed: false, permission: 'data-pipelines.element.create' } },
  listOperations: { items: [], total: 0, rights: NO_RIGHTS },
  listRecoveryPoints: NO_POINTS,
  listSchedules: { items: [], uncovered: [] },
  listLeftovers: { items: [] },
};

/** What is refused to a caller without any permission, with a body where one is needed. */
const REFUSALS: Readonly<Record<string, object | undefined>> = {
  getPipeline: undefined,
  getElement: undefined,
  getVolume: undefined,
  lintManifests: { manifests: MANIFESTS },
  dryRunManifests: TARGET,
  applyManifests: TARGET,
  createPlan: REQUEST,
  startOperation: { plan: 'op-aaaaaaaaaaaa', hash: 'x', request: REQUEST },
  getOperation: undefined,
  cancelOperation: undefined,
  getRecoveryPoint: undefined,
  putSchedule: SCHEDULE,
  deleteSchedule: undefined,
};

/** The same for actions, by name. */
const ACTION_LISTS: Readonly<Record<string, object>> = {
  'list-pipelines': { items: [], total: 0 },
  'list-clusters': { items: [] },
  'list-operations': { items: [], total: 0, rights: NO_RIGHTS },
  'list-recovery-points': NO_POINTS,
  'list-schedules': { items: [], uncovered: [] },
  'list-leftovers': { items: [] },
};
const ACTION_REFUSALS: Readonly<Record<string, object>> = {
  'get-pipeline': { name: 'orders' },
  'get-element': { id: 'orders-kafka' },
  'lint-manifests': { manifests: MANIFESTS },
  'dry-run-manifests': TARGET,
  'apply-manifests': TARGET,
  'plan-operation': { request: REQUEST },
  'start-operation': { plan: 'op-aaaaaaaaaaaa', hash: 'x', request: REQUEST, idempotencyKey: 'some-key-1' },
  'get-operation': { id: 'op-aaaaaaaaaaaa' },
  'cancel-operation': { id: 'op-aaaaaaaaaaaa' },
  'get-recovery-point': { id: 'op-aaaaaaaaaaaa' },
  'put-schedule': { name: 'nightly', spec: SCHEDULE },
  'delete-schedule': { name: 'nightly' },
};

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
  METHODS.flatMap(method => {
    const operation = method in item ? Object.entries(item).find(([key]) => key === method)?.[1] : undefined;
    return operation ? [{ path, method, id: operation.operationId }] : [];
  }),
);

describe('without any permission', () => {
  const auditor = mockServices.auditor.mock();
  const actions = actionsRegistryServiceMock();
  let backend: TestBackend;

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        dataPipelinesPlugin,
        catalogServiceMock.factory(),
        auditor.factory,
        createServiceFactory({ service: actionsRegistryServiceRef, deps: {}, factory: () => actions }),
        createServiceFactory({
          service: coreServices.permissions,
          deps: {},
          factory: () => policyPermissions(denyAll),
        }),
      ],
    });
  });

  afterAll(() => backend.stop());

  const call = ({ path, method }: (typeof operations)[number], body?: object) =>
    request(backend.server)
      [method](`/api/data-pipelines${path.replace(/\{[^}]*\}/g, 'orders')}`)
      .set('authorization', mockCredentials.user.header())
      .set('idempotency-key', 'some-key-1')
      .send(body);

  it('every operation of the API document has its line here', () => {
    expect(operations.map(({ id }) => id).sort()).toEqual([...Object.keys(LISTS), ...Object.keys(REFUSALS)].sort());
  });

  it.each(operations.filter(({ id }) => id in LISTS))('$method $path is empty', async operation => {
    const { status, body } = await call(operation);
    expect(status).toBe(200);
    expect(body).toMatchObject(LISTS[operation.id]);
    expect(body.items).toEqual([]);
  });

  it.each(operations.filter(({ id }) => !(id in LISTS)))('$method $path is refused', async operation => {
    const { status, body } = await call(operation, REFUSALS[operation.id]);
    expect(status).toBe(403);
    expect(body.error).toMatchObject({ code: 'PERMISSION_DENIED', remedy: expect.any(String), cause: expect.any(String) });
  });

  it.each(operations)('$method $path refuses a caller without credentials', async ({ path, method }) => {
    const url = `/api/data-pipelines${path.replace(/\{[^}]*\}/g, 'orders')}`;
    const response = await request(backend.server)[method](url).set('authorization', mockCredentials.none.header());
    expect(response.status).toBe(401);
  });

  const invoke = (name: string, input: object) =>
    actions.invoke({ id: `test:${name}`, input: JSON.parse(JSON.stringify(input)), credentials: mockCredentials.user() });

  it('every action has its line here', async () => {
    const registered = (await actions.list()).actions.map(({ name }) => name);
    expect(registered.sort()).toEqual([...Object.keys(ACTION_LISTS), ...Object.keys(ACTION_REFUSALS)].sort());
  });

  it.each(Object.entries(ACTION_LISTS))('the action %s is empty', async (name, empty) => {
    await expect(invoke(name, {})).resolves.toMatchObject({ output: empty });
  });

  it.each(Object.entries(ACTION_REFUSALS))('the action %s is refused', async (name, input) => {
    await expect(invoke(name, input)).rejects.toMatchObject({ advice: { code: 'PERMISSION_DENIED' } });
  });

  it('is written to the audit, reads and writes alike', async () => {
    const events = new Map(auditor.createEvent.mock.calls.map(([event]) => [event.eventId, event]));
    expect([...events.keys()].sort()).toEqual([
      'cluster-list',
      'element-read',
      'leftover-list',
      'manifest-apply',
      'manifest-dry-run',
      'manifest-lint',
      'operation-cancel',
      'operation-list',
      'operation-plan',
      'operation-read',
      'operation-start',
      'pipeline-list',
      'pipeline-read',
      'recovery-point-list',
      'recovery-point-read',
      'schedule-delete',
      'schedule-list',
      'schedule-put',
      'volume-read',
    ]);
    expect(events.get('manifest-apply')).toMatchObject({ severityLevel: 'medium', meta: { cluster: 'prod-north' } });
  });
});
