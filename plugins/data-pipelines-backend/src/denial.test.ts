import { createServiceFactory, coreServices } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend, type TestBackend } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import { actionsRegistryServiceRef } from './actions/alphaActions';
import { spec } from './schema/openapi/generated/router';
import { denyAll, policyPermissions } from './testing/policyPermissions';
import dataPipelinesPlugin from '.';

const MANIFESTS = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }];
const TARGET = { cluster: 'prod-north', namespace: 'orders', manifests: MANIFESTS };

/** What a caller without any permission gets: nothing in a list, or a refusal. */
type Expected = { refusal: 'empty'; empty: object } | { refusal: 'forbidden'; body?: object };

/** One line per operation of the API document; an operation without a line fails the test. */
const ROUTES: Readonly<Record<string, Expected>> = {
  listPipelines: { refusal: 'empty', empty: { items: [], counts: [], total: 0 } },
  getPipeline: { refusal: 'forbidden' },
  getElement: { refusal: 'forbidden' },
  listClusters: {
    refusal: 'empty',
    empty: { items: [], creation: { allowed: false, permission: 'data-pipelines.element.create' } },
  },
  lintManifests: { refusal: 'forbidden', body: { manifests: MANIFESTS } },
  dryRunManifests: { refusal: 'forbidden', body: TARGET },
  applyManifests: { refusal: 'forbidden', body: TARGET },
};

/** One line per action; an action without a line fails the test. */
const ACTIONS: Readonly<Record<string, { input: object; empty?: object }>> = {
  'list-pipelines': { input: {}, empty: { items: [], total: 0 } },
  'get-pipeline': { input: { name: 'orders' } },
  'get-element': { input: { id: 'orders-kafka' } },
  'list-clusters': { input: {}, empty: { items: [] } },
  'lint-manifests': { input: { manifests: MANIFESTS } },
  'dry-run-manifests': { input: TARGET },
  'apply-manifests': { input: TARGET },
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

  it.each(operations)('$method $path tells nothing', async ({ path, method, id }) => {
    const expected = ROUTES[id];
    expect(expected).toBeDefined();
    const url = `/api/data-pipelines${path.replace(/\{[^}]*\}/g, 'orders')}`;
    const call = request(backend.server)[method](url).set('authorization', mockCredentials.user.header());
    const response = await (expected.refusal === 'forbidden' && expected.body ? call.send(expected.body) : call);
    if (expected.refusal === 'empty') {
      expect(response.status).toBe(200);
      expect(response.body).toEqual(expected.empty);
    } else {
      expect(response.status).toBe(403);
      expect(response.body.error).toMatchObject({
        code: 'PERMISSION_DENIED',
        remedy: expect.any(String),
        cause: expect.any(String),
      });
    }
  });

  it.each(operations)('$method $path refuses a caller without credentials', async ({ path, method }) => {
    const url = `/api/data-pipelines${path.replace(/\{[^}]*\}/g, 'orders')}`;
    const response = await request(backend.server)[method](url).set('authorization', mockCredentials.none.header());
    expect(response.status).toBe(401);
  });

  it('tells nothing through any action', async () => {
    const registered = (await actions.list()).actions;
    expect(registered.map(({ name }) => name).sort()).toEqual(Object.keys(ACTIONS).sort());
    for (const { id, name } of registered) {
      const { input, empty } = ACTIONS[name];
      const call = actions.invoke({
        id,
        input: JSON.parse(JSON.stringify(input)),
        credentials: mockCredentials.user(),
      });
      if (empty) await expect(call).resolves.toMatchObject({ output: empty });
      else await expect(call).rejects.toMatchObject({ advice: { code: 'PERMISSION_DENIED' } });
    }
  });

  it('is written to the audit, reads and writes alike', async () => {
    const events = new Map(auditor.createEvent.mock.calls.map(([event]) => [event.eventId, event]));
    expect([...events.keys()].sort()).toEqual([
      'cluster-list',
      'element-read',
      'manifest-apply',
      'manifest-dry-run',
      'manifest-lint',
      'pipeline-list',
      'pipeline-read',
    ]);
    expect(events.get('manifest-apply')).toMatchObject({ severityLevel: 'medium', meta: { cluster: 'prod-north' } });
  });
});
