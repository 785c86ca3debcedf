import { dataPipelinesPermissions } from '@penstock/backstage-plugin-data-pipelines-common';
import { coreServices, createBackendModule, createServiceFactory } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { dataPipelinesEnginesExtensionPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import request from 'supertest';
import { fakeEngine } from './testing/fakeEngine';
import { denyAll, policyPermissions } from './testing/policyPermissions';
import dataPipelinesPlugin from '.';

const engineModule = (id: string) =>
  createBackendModule({
    pluginId: 'data-pipelines',
    moduleId: `engine-${id}`,
    register(reg) {
      reg.registerInit({
        deps: { engines: dataPipelinesEnginesExtensionPoint },
        init: async ({ engines }) => engines.addEngine({ ...fakeEngine, id }),
      });
    },
  });

/** Port 1 of this machine answers nobody. */
const deadCluster = {
  data: {
    backend: { baseUrl: 'http://localhost:7007' },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [{ name: 'gone', url: 'https://127.0.0.1:1', authProvider: 'serviceAccount', serviceAccountToken: 't' }],
        },
      ],
    },
  },
};

describe('the plugin', () => {
  it('starts without any configuration and answers', async () => {
    const backend = await startTestBackend({ features: [dataPipelinesPlugin, catalogServiceMock.factory()] });
    const { status, body } = await request(backend.server).get('/api/data-pipelines/pipelines');
    expect(status).toBe(200);
    expect(body).toEqual({ items: [], counts: [], total: 0, access: { allowed: true, permission: 'data-pipelines.element.read' } });
    await backend.stop();
  });

  it('starts with a dead cluster, tells it as unreachable, and refuses to write there with 503', async () => {
    const backend = await startTestBackend({
      features: [dataPipelinesPlugin, catalogServiceMock.factory(), engineModule('widget'), mockServices.rootConfig.factory(deadCluster)],
    });
    const { body } = await request(backend.server).get('/api/data-pipelines/clusters');
    expect(body.items).toMatchObject([{ name: 'gone', reachable: { state: 'unreachable' }, freshness: { state: 'unknown' } }]);
    const ids = body.items[0].capabilities.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(['engine:kafka', 'engine:elasticsearch', 'engine:spark', 'engine:statefulset', 'engine:widget', 'metrics', 'snapshots', 'group-snapshots', 'volume-attributes']);

    const metadata = { name: 'k', labels: { 'penstock.dev/element': 'k', 'app.kubernetes.io/part-of': 'p' } };
    const send = (cluster: string) =>
      request(backend.server)
        .post('/api/data-pipelines/manifests/apply')
        .send({ cluster, namespace: 'n', manifests: [{ apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', metadata }] });
    const refused = await send('gone');
    expect(refused.status).toBe(503);
    expect(refused.body.error).toMatchObject({ code: 'CLUSTER_UNREACHABLE', remedy: expect.any(String) });
    const unknown = await send('nowhere');
    expect(unknown.status).toBe(404);
    expect(unknown.body.error).toMatchObject({ code: 'CLUSTER_UNKNOWN', cause: expect.stringContaining('gone') });
    await backend.stop();
  });

  it('refuses two engines of one id', async () => {
    const starting = startTestBackend({ features: [dataPipelinesPlugin, catalogServiceMock.factory(), engineModule('kafka')] });
    await expect(starting).rejects.toThrow(/two engines with the id kafka/);
  });

  it('tells the permission system its rules and permissions', async () => {
    const backend = await startTestBackend({
      features: [
        dataPipelinesPlugin,
        catalogServiceMock.factory(),
        createServiceFactory({ service: coreServices.permissions, deps: {}, factory: () => policyPermissions(denyAll) }),
      ],
    });
    const { body } = await request(backend.server)
      .get('/api/data-pipelines/.well-known/backstage/permissions/metadata')
      .set('authorization', mockCredentials.service.header());
    expect(body.rules.map(({ name }: { name: string }) => name).sort()).toEqual(['IN_CLUSTER', 'IN_NAMESPACE', 'IN_PIPELINE', 'IS_OWNER']);
    expect(body.permissions).toHaveLength(dataPipelinesPermissions.length);
    await backend.stop();
  });
});
