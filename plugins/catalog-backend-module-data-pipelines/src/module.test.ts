import { coreServices, createBackendPlugin, createServiceFactory } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend, type TestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import type { Cluster, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import express from 'express';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import catalogModuleDataPipelines from '.';
import { cluster, deadCluster, element, pipeline } from './testing/world';

/** The data-pipelines plugin, as far as its neighbour in the catalog can tell. */
function standIn(world: { clusters: Cluster[]; pipelines: Pipeline[] }) {
  return createBackendPlugin({
    pluginId: 'data-pipelines',
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter, httpAuth: coreServices.httpAuth },
        async init({ httpRouter, httpAuth }) {
          const router = express.Router();
          router.use((req, _res, next) => {
            httpAuth.credentials(req, { allow: ['service'] }).then(() => next(), next);
          });
          router.get('/clusters', (_req, res) => res.json({ items: world.clusters }));
          router.get('/pipelines', (req, res) => {
            const items = world.pipelines.map(({ summary }) => summary);
            const whole = req.query.expand === 'elements' ? { pipelines: world.pipelines } : {};
            res.json({ items, counts: [], total: items.length, ...whole });
          });
          httpRouter.use(router);
        },
      });
    },
  });
}

const POLL_MS = 100;
const PATIENCE_MS = 20_000;

/** Asks until the answer is as wanted; the last answer speaks when it never is. */
async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > end) return answer;
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}

describe('discovery in a catalog', () => {
  const world = {
    clusters: [cluster('prod-north')],
    pipelines: [pipeline('orders', [element('kafka-1'), element('es-1', { engine: 'elasticsearch' })], ['kafka-1>es-1'])],
  };
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'penstock-')), 'catalog-info.yaml');
  const scheduler = mockServices.scheduler();
  let backend: TestBackend;

  /** Discovers once more, then looks into the catalog. */
  const entities = async (): Promise<Map<string, Entity>> => {
    await scheduler.triggerTask('data-pipelines-discovery');
    const { body } = await request(backend.server)
      .get('/api/catalog/entities')
      .set('authorization', mockCredentials.service.header());
    return new Map(body.map((entity: Entity) => [`${entity.kind}/${entity.metadata.name}`, entity]));
  };
  const relationsOf = (entity: Entity | undefined) =>
    entity?.relations?.map(({ type, targetRef }) => `${type} ${targetRef}`) ?? [];

  beforeAll(async () => {
    writeFileSync(file, '');
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        catalogModuleDataPipelines,
        standIn(world),
        createServiceFactory({ service: coreServices.scheduler, deps: {}, factory: () => scheduler }),
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost:7007', listen: { host: '127.0.0.1', port: 0 } },
            catalog: {
              processingInterval: { seconds: 1 },
              orphanStrategy: 'delete',
              rules: [{ allow: ['Component', 'Resource', 'System', 'Location'] }],
              locations: [{ type: 'file', target: file }],
              providers: { dataPipelines: { schedule: { frequency: { seconds: 1 }, timeout: { seconds: 5 } } } },
            },
          },
        }),
      ],
    });
  }, 60_000);

  afterAll(() => backend.stop());

  it('brings in what runs', async () => {
    const found = await until(entities, all => relationsOf(all.get('Resource/es-1')).length >= 2);
    expect(relationsOf(found.get('Resource/es-1'))).toEqual(
      expect.arrayContaining(['dependsOn resource:default/kafka-1', 'partOf system:default/orders']),
    );
  }, 30_000);

  it('leaves an element to the file that describes it, and completes that', async () => {
    writeFileSync(
      file,
      JSON.stringify({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Resource',
        metadata: { name: 'search', annotations: { 'penstock.dev/element': 'es-1' } },
        spec: { type: 'search-cluster', owner: 'group:default/them' },
      }),
    );
    const found = await until(entities, all => all.has('Resource/search') && !all.has('Resource/es-1'));
    expect(found.has('Resource/es-1')).toBe(false);
    const complete = await until(entities, all => relationsOf(all.get('Resource/search')).length >= 2);
    const search = complete.get('Resource/search');
    expect(search?.metadata.annotations).toMatchObject({ 'backstage.io/kubernetes-cluster': 'prod-north' });
    expect(search?.spec).toMatchObject({ type: 'search-cluster', owner: 'group:default/them' });
    expect(relationsOf(search)).toEqual(
      expect.arrayContaining(['dependsOn resource:default/kafka-1', 'partOf system:default/orders']),
    );
  }, 60_000);

  it('takes nothing away while the cluster is dead, and what is gone when it is back', async () => {
    // A reading of the dead cluster is over when an entity of the live one has come.
    world.clusters = [deadCluster('prod-north'), cluster('prod-south')];
    const other = element('kafka-2', {
      object: { cluster: 'prod-south', apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', namespace: 'n', name: 'kafka-2' },
      pipeline: 'clicks',
    });
    world.pipelines = [pipeline('clicks', [other])];
    const during = await until(entities, all => all.has('Resource/kafka-2'));
    expect([...during.keys()]).toEqual(expect.arrayContaining(['Resource/kafka-1', 'Resource/kafka-2', 'System/orders']));
    world.clusters = [cluster('prod-north'), cluster('prod-south')];
    const after = await until(entities, all => !all.has('Resource/kafka-1'));
    expect(after.has('Resource/kafka-1')).toBe(false);
    expect(after.has('Resource/kafka-2')).toBe(true);
  }, 60_000);
});
