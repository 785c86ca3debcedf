import { readFileSync } from 'node:fs';
import path from 'node:path';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import { createBackendModule, type BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend, type TestBackend } from '@backstage/backend-test-utils';
import type { Config } from '@backstage/config';
import { ConfigSources } from '@backstage/config-loader';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import dataPipelinesPlugin from '@penstock/backstage-plugin-data-pipelines-backend';
import request from 'supertest';
import { parseAllDocuments } from 'yaml';
import demoAuthProvider from './demoAuthProvider';
import demoPolicyModule from './demoPolicyModule';

const ROOT = path.resolve(__dirname, '../../../..');
const STATIC_TOKEN = 'penstock-demo-token';

/** What production wants from its environment. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  APP_BASE_URL: 'https://portal.example.com',
  BACKEND_BASE_URL: 'https://portal.example.com',
  POSTGRES_HOST: 'db.example.com',
  POSTGRES_PORT: '5432',
  POSTGRES_USER: 'backstage',
  POSTGRES_PASSWORD: 'not-a-password',
};

/** The configuration files of this repository, read as the backend reads them. */
async function configurationOf(...files: string[]): Promise<Config> {
  return ConfigSources.toConfig(
    ConfigSources.default({
      rootDir: ROOT,
      argv: files.flatMap(file => ['--config', path.join(ROOT, file)]),
      env: {},
      substitutionFunc: async name => ENVIRONMENT[name],
    }),
  );
}

const people = parseAllDocuments(readFileSync(path.join(ROOT, 'packages/backend/demo/org.yaml'), 'utf8')).map(document => {
  const { metadata, spec = {}, ...rest } = document.toJS();
  const groups: string[] = spec.memberOf ?? [];
  const relations = groups.map(group => ({ type: 'memberOf', targetRef: `group:default/${group}` }));
  return { ...rest, metadata: { namespace: 'default', ...metadata }, spec, relations };
});

/** What of the backend decides who gets in and what they may do, with Backstage's real services for it. */
function start(config: Config, ...more: BackendFeature[]): Promise<TestBackend> {
  return startTestBackend({
    features: [
      authPlugin,
      permissionPlugin,
      demoAuthProvider,
      demoPolicyModule,
      dataPipelinesPlugin,
      catalogServiceMock.factory({ entities: people }),
      authServiceFactory,
      httpAuthServiceFactory,
      permissionsServiceFactory,
      userInfoServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          app: config.get('app'),
          backend: { baseUrl: 'http://localhost:7007', auth: config.get('backend.auth') },
          auth: config.get('auth'),
          permission: config.get('permission'),
        },
      }),
      ...more,
    ],
  });
}

const signIn = (backend: TestBackend, user?: string) =>
  request(backend.server).get('/api/auth/demo/refresh').set(user === undefined ? {} : { 'x-demo-user': user });

const readPipelines = (backend: TestBackend, token: string) =>
  request(backend.server).get('/api/data-pipelines/pipelines').set('authorization', `Bearer ${token}`);

/** Applies an element of this owner to a cluster that is not there: whoever may do so gets as far as being told that. */
const apply = (backend: TestBackend, token: string, owner: string) =>
  request(backend.server)
    .post('/api/data-pipelines/manifests/apply')
    .set('authorization', `Bearer ${token}`)
    .send({
      cluster: 'nowhere',
      namespace: 'orders',
      manifests: [
        {
          apiVersion: 'kafka.strimzi.io/v1',
          kind: 'Kafka',
          metadata: {
            name: 'k',
            labels: { 'penstock.dev/element': 'k', 'app.kubernetes.io/part-of': 'p' },
            annotations: { 'penstock.dev/owner': owner },
          },
        },
      ],
    });

describe('with the demo configuration', () => {
  let backend: TestBackend;
  beforeAll(async () => {
    backend = await start(await configurationOf('app-config.yaml'));
  }, 60_000);
  afterAll(() => backend.stop());

  const tokenOf = async (user?: string): Promise<string> => (await signIn(backend, user)).body.backstageIdentity.token;

  it('signs in without a form, as the owner where no user is named, and as no other', async () => {
    const refOf = async (user?: string) => (await signIn(backend, user)).body.backstageIdentity.identity;
    expect(await refOf()).toMatchObject({
      userEntityRef: 'user:default/owner',
      ownershipEntityRefs: expect.arrayContaining(['group:default/checkout']),
    });
    expect(await refOf('viewer')).toMatchObject({ userEntityRef: 'user:default/viewer' });
    const { status, body } = await signIn(backend, 'root');
    expect(status).toBe(400);
    expect(body.error.message).toContain('owner, viewer');
  });

  it('lets both users and the static token read, and nobody else', async () => {
    for (const token of [await tokenOf(), await tokenOf('viewer'), STATIC_TOKEN]) {
      expect((await readPipelines(backend, token)).status).toBe(200);
    }
    expect((await readPipelines(backend, 'another-token')).status).toBe(401);
    expect((await request(backend.server).get('/api/data-pipelines/pipelines')).status).toBe(401);
  });

  it('lets the owner create what their groups own, and nothing else', async () => {
    const token = await tokenOf('owner');
    const own = await apply(backend, token, 'group:default/checkout');
    expect([own.status, own.body.error.code]).toEqual([404, 'CLUSTER_UNKNOWN']);
    const foreign = await apply(backend, token, 'group:default/others');
    expect([foreign.status, foreign.body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('lets the viewer create nothing, whoever they say owns it', async () => {
    const token = await tokenOf('viewer');
    for (const owner of ['group:default/checkout', 'group:default/viewers', 'user:default/viewer']) {
      const { status, body } = await apply(backend, token, owner);
      expect([status, body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
    }
  });
});

describe('with the production configuration', () => {
  const production = () => configurationOf('app-config.yaml', 'app-config.production.yaml');

  /** A policy as an adopter adds it. */
  const theirPolicy = createBackendModule({
    pluginId: 'permission',
    moduleId: 'their-policy',
    register(reg) {
      reg.registerInit({
        deps: { policy: policyExtensionPoint },
        init: async ({ policy }) => policy.setPolicy({ handle: async () => ({ result: AuthorizeResult.DENY }) }),
      });
    },
  });

  it('nothing of the demo is left: no sign-in, no token, no users, no in-memory database', async () => {
    const config = await production();
    expect(config.has('auth.providers.demo')).toBe(false);
    expect(config.getOptionalConfigArray('backend.auth.externalAccess')).toEqual([]);
    expect(config.getOptionalBoolean('app.demo')).toBe(false);
    expect(config.getConfigArray('catalog.locations').map(location => location.getString('target'))).not.toContainEqual(
      expect.stringContaining('demo'),
    );
    expect(config.get('backend.database')).toEqual({
      client: 'pg',
      connection: { host: 'db.example.com', port: '5432', user: 'backstage', password: 'not-a-password' },
    });
    expect(JSON.stringify(config.get())).not.toContain(STATIC_TOKEN);
  });

  it('the backend does not start without a policy of the adopter', async () => {
    await expect(start(await production())).rejects.toThrow(/No policy module installed/);
  }, 60_000);

  it("with the adopter's policy it starts, the demo's doors are shut", async () => {
    const backend = await start(await production(), theirPolicy);
    expect((await signIn(backend, 'owner')).status).toBe(404);
    expect((await readPipelines(backend, STATIC_TOKEN)).status).toBe(401);
    await backend.stop();
  }, 60_000);
});
