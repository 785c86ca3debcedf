import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend, type TestBackend } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import { operationsWorld } from '../__testUtils__/operationsWorld';
import { createApiRouter } from '../api/createApiRouter';
import { Audit } from '../audit/Audit';
import { testStore, type TestStore } from '../operations/store/__testUtils__';
import { doorsOfNothing } from '../testing/doorsOfNothing';
import { policyPermissions } from '../testing/policyPermissions';
import { writeModelOf } from '../testing/writeModelOf';
import { ElementAccess } from './ElementAccess';
import { ServiceLimits } from './ServiceLimits';

const NIGHTLY = 'nightly-checks-token';
const OTHER = 'other-service-token';
const token = (value: string, subject: string) => ({ type: 'static', options: { token: value, subject } });

/** As docs/permissions.md has it. */
const CONFIG = {
  backend: { auth: { externalAccess: [token(NIGHTLY, 'nightly-checks'), token(OTHER, 'other-service')] } },
  dataPipelines: {
    automation: [
      {
        subject: 'nightly-checks',
        pipelines: ['orders'],
        permissions: ['data-pipelines.element.read', 'data-pipelines.operation.read', 'data-pipelines.snapshot.create'],
      },
    ],
  },
};

const snapshot = (element: string) => ({ kind: 'snapshot', elements: [element], consistency: 'crash' });
const EXPAND = { kind: 'expand', element: 'orders-kafka', size: '600Gi' };
const SCHEDULE = { pipeline: 'orders', cron: '0 2 * * *', timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 7 } };

describe('a static token of backend.auth.externalAccess that dataPipelines.automation limits', () => {
  const auditor = mockServices.auditor.mock();
  const events: { success: jest.Mock; fail: jest.Mock }[] = [];
  let store: TestStore;
  let backend: TestBackend;

  beforeAll(async () => {
    store = await testStore();
    auditor.createEvent.mockImplementation(async () => {
      const event = { success: jest.fn(async () => {}), fail: jest.fn(async () => {}) };
      events.push(event);
      return event;
    });
    const product = createBackendPlugin({
      pluginId: 'data-pipelines',
      register: env =>
        env.registerInit({
          deps: { router: coreServices.httpRouter, httpAuth: coreServices.httpAuth, userInfo: coreServices.userInfo, logger: coreServices.logger, config: coreServices.rootConfig, auditor: coreServices.auditor },
          init: async services => {
            const { logger, config } = services;
            const permissions = policyPermissions({ handle: async () => ({ result: AuthorizeResult.ALLOW }) });
            const audit = new Audit({ auditor: services.auditor, logger });
            const { doors, reader, views } = await operationsWorld({ store, audit, permissions, limits: ServiceLimits.fromConfig(config) });
            const { manifests } = writeModelOf({ reader, views, access: new ElementAccess(permissions), audit });
            services.router.use(await createApiRouter({ ...doorsOfNothing, ...doors, ...{ manifests, logger, httpAuth: services.httpAuth, userInfo: services.userInfo } }));
          },
        }),
    });
    backend = await startTestBackend({ features: [product, authServiceFactory, httpAuthServiceFactory, auditor.factory, mockServices.rootConfig.factory({ data: CONFIG })] });
  });

  afterAll(async () => {
    await backend.stop();
    await store.close();
  });

  const call = (method: 'get' | 'post' | 'put', path: string, as: string, body?: object) =>
    request(backend.server)
      [method](`/api/data-pipelines${path}`)
      .set('authorization', `Bearer ${as}`)
      .set('idempotency-key', 'some-key-1')
      .send(body);

  it('plans and starts what its permissions name, in its pipelines', async () => {
    const planned = await call('post', '/plans', NIGHTLY, snapshot('orders-kafka'));
    expect(planned.body).toMatchObject({ kind: 'snapshot', startable: true });
    const { id, hash } = planned.body;
    const started = await call('post', '/operations', NIGHTLY, { plan: id, hash, request: snapshot('orders-kafka') });
    expect([started.status, started.body.summary]).toEqual([200, expect.objectContaining({ id, createdBy: 'nightly-checks' })]);
    expect((await call('get', `/operations/${id}`, NIGHTLY)).status).toBe(200);
  });

  it.each<[string, 'post' | 'put', string, object, string]>([
    ['another kind of operation', 'post', '/plans', EXPAND, 'data-pipelines.volume.expand'],
    ['a schedule', 'put', '/schedules/nightly', SCHEDULE, 'data-pipelines.schedule.write'],
  ])('is refused %s with the permission that it lacks, and that is audited', async (_, method, path, body, permission) => {
    const answer = await call(method, path, NIGHTLY, body);
    expect(answer.status).toBe(403);
    expect(answer.body.error).toMatchObject({ name: 'NotAllowedError', code: 'PERMISSION_DENIED', message: expect.stringContaining(permission) });
    expect(events.at(-1)?.fail).toHaveBeenCalledWith({ error: expect.objectContaining({ name: 'NotAllowedError', message: expect.stringContaining(permission) }), meta: {} });
    expect(auditor.createEvent).toHaveBeenLastCalledWith(expect.objectContaining({ meta: expect.objectContaining({ caller: 'nightly-checks' }) }));
  });

  it('does not find what is of other pipelines', async () => {
    const answer = await call('post', '/plans', NIGHTLY, snapshot('clicks-kafka'));
    expect([answer.status, answer.body.error.code]).toEqual([404, 'ELEMENT_NOT_FOUND']);
    const { body } = await call('get', '/recovery-points?pipeline=clicks', NIGHTLY);
    expect(body.items).toEqual([]);
  });

  it('is no limit for a service that is not named', async () => {
    expect((await call('post', '/plans', OTHER, EXPAND)).status).toBe(200);
    expect((await call('post', '/plans', OTHER, snapshot('clicks-kafka'))).status).toBe(200);
  });

  it('is nobody with another text', async () => {
    expect((await call('post', '/plans', 'a-token-of-nobody', EXPAND)).status).toBe(401);
  });
});
