import type { JsonObject } from '../json';
import { Api, startApi } from '../../testing/startApi';

const MERGE = 'application/merge-patch+json';
let api: Api;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.sandbox.stop());

describe('a claim', () => {
  const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
  const claim = (name: string, spec: JsonObject) => ({
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      ...spec,
    },
  });
  const source = {
    apiGroup: 'snapshot.storage.k8s.io',
    kind: 'VolumeSnapshot',
    name: 'one',
  };

  it.each(['dataSource', 'dataSourceRef'])(
    'says its source in both fields when told in %s',
    async field => {
      const reply = await api.call('POST', CLAIMS, {
        body: claim(field.toLowerCase(), { [field]: source }),
      });
      expect(reply.body).toMatchObject({
        spec: { dataSource: source, dataSourceRef: source },
      });
    },
  );

  it('says other kinds only in the newer field, and never two sources', async () => {
    const other = { apiGroup: 'example.dev', kind: 'Archive', name: 'one' };
    const reply = await api.call('POST', CLAIMS, {
      body: claim('other', { dataSourceRef: other, dataSource: other }),
    });
    expect(reply.body).toMatchObject({ spec: { dataSourceRef: other } });
    expect(reply.text).not.toContain('"dataSource":');
    const two = await api.call('POST', CLAIMS, {
      body: claim('two', {
        dataSource: source,
        dataSourceRef: { ...source, name: 'two' },
      }),
    });
    expect(two.body).toMatchObject({ code: 422 });
  });

  it('is counted by a quota with the size that is still being tried', async () => {
    const path = '/api/v1/namespaces/tried/persistentvolumeclaims';
    await api.call('POST', '/api/v1/namespaces', {
      body: { metadata: { name: 'tried' } },
    });
    await api.call('POST', '/api/v1/namespaces/tried/resourcequotas', {
      body: {
        metadata: { name: 'disk' },
        spec: { hard: { 'requests.storage': '8Gi' } },
      },
    });
    await api.call('POST', path, { body: claim('a', {}) });
    await api.call('PATCH', `${path}/a/status`, {
      type: MERGE,
      body: { status: { allocatedResources: { storage: '6Gi' } } },
    });
    const reply = await api.call('POST', path, {
      body: claim('b', { resources: { requests: { storage: '3Gi' } } }),
    });
    expect(reply.body).toMatchObject({
      code: 403,
      message: expect.stringContaining('used: requests.storage=6Gi'),
    });
  });
});
