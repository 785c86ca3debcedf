import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import express from 'express';
import request from 'supertest';
import { ContradictionError } from '../errors';
import type { ManifestsService } from '../operations/manifests/ManifestsService';
import type { PipelinesService } from '../pipelines/PipelinesService';
import { widget } from '../testing/fakeEngine';
import { doorsOfNothing } from '../testing/doorsOfNothing';
import { readModelOf } from '../testing/readModelOf';
import { createApiRouter } from './createApiRouter';

const manifests: ManifestsService = {
  lint: async () => ({ findings: [], rulesChecked: 0 }),
  dryRun: jest.fn(),
  apply: jest.fn(),
};

async function appWith(over: { pipelines?: PipelinesService; manifests?: ManifestsService } = {}) {
  const { service } = readModelOf([
    inventoryOf([widget('a', { owner: 'us', severity: 'critical' }), widget('b', { pipeline: 'b' })]),
  ]);
  const logger = mockServices.logger.mock();
  const router = await createApiRouter({
    pipelines: over.pipelines ?? service,
    manifests: over.manifests ?? manifests,
    ...doorsOfNothing,
    httpAuth: mockServices.httpAuth(),
    userInfo: mockServices.userInfo({ ownershipEntityRefs: ['group:default/us'] }),
    logger,
  });
  const app = express().use(router);
  return { logger, get: (url: string) => request(app).get(url), post: (url: string) => request(app).post(url) };
}

describe('the API', () => {
  it.each([
    ['/pipelines?limit=abc', /limit/],
    ['/pipelines?limit=0', /limit/],
    ['/pipelines?limit=501', /limit/],
    ['/pipelines?status=Splendid', /status/],
    ['/pipelines?colour=red', /colour/],
    ['/pipelines?expand=everything', /expand/],
    ['/pipelines?owner=group:default/', /owner/],
  ])('refuses GET %s with code and remedy', async (url, message) => {
    const { status, body } = await (await appWith()).get(url);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ name: 'InputError', code: 'INPUT_INVALID', remedy: expect.any(String) });
    expect(body.error.message).toMatch(message);
    expect(body.response).toEqual({ statusCode: 400 });
  });

  it('takes one status or several, and "me" for the caller and their groups', async () => {
    const { get } = await appWith();
    const names = async (query: string) =>
      (await get(`/pipelines${query}`)).body.items.map(({ name }: { name: string }) => name);
    expect(await names('')).toEqual(['orders', 'b']);
    expect(await names('?status=Critical')).toEqual(['orders']);
    expect(await names('?status=Critical&status=Healthy')).toEqual(['orders', 'b']);
    expect(await names('?owner=me')).toEqual(['orders']);
    expect(await names('?owner=Group:default/us')).toEqual(['orders']);
  });

  it('answers the pipelines in whole with expand=elements', async () => {
    const { get } = await appWith();
    const { body } = await get('/pipelines?expand=elements&limit=1');
    expect(body.pipelines).toEqual([(await get('/pipelines/orders')).body]);
    expect((await get('/pipelines')).body).not.toHaveProperty('pipelines');
  });

  it('says of an unknown name what to check', async () => {
    const { status, body } = await (await appWith()).get('/pipelines/a%2Fb');
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: 'PIPELINE_NOT_FOUND', cause: expect.stringContaining('a/b') });
  });

  it('hands every problem on', async () => {
    const problems = [{ code: 'ELEMENT_EXISTS', sentence: 's', remedy: 'r' }] as const;
    const apply = async () => {
      throw new ContradictionError('no', { code: 'ELEMENT_EXISTS', problems });
    };
    const { post } = await appWith({ manifests: { ...manifests, apply } });
    const { status, body } = await post('/manifests/apply').send({ cluster: 'c', namespace: 'n', manifests: [{}] });
    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: 'ELEMENT_EXISTS', problems });
  });

  it('bounds what it reads', async () => {
    const { post } = await appWith();
    const many = Array.from({ length: 101 }, () => ({}));
    expect((await post('/manifests/lint').send({ manifests: many })).status).toBe(400);
    expect((await post('/manifests/lint').send({ manifests: [] })).status).toBe(400);
    const large = await post('/manifests/lint').send({ manifests: [{ text: 'x'.repeat(1_100_000) }] });
    expect(large.status).toBe(400);
    expect(large.body.error).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('too large') });
  });

  it('tells an error that nobody foresaw as 500 with an id of the log, and nothing of what it said', async () => {
    const { service } = readModelOf([]);
    const broken: PipelinesService = {
      listPipelines: async () => {
        throw new Error('token=hunter2');
      },
      getPipeline: (name, options) => service.getPipeline(name, options),
      getElement: (id, options) => service.getElement(id, options),
      listClusters: options => service.listClusters(options),
    };
    const { get, logger } = await appWith({ pipelines: broken });
    const { status, body } = await get('/pipelines').set('authorization', mockCredentials.user.header());
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(body.error.message).toContain(body.error.requestId);
    expect(logger.error).toHaveBeenCalledWith(expect.stringContaining(body.error.requestId), expect.anything());
  });
});
