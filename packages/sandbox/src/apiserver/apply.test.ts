import { arrayAt, JsonObject, objectAt } from './json';
import { Api, startApi } from '../testing/startApi';

const BASE = '/api/v1/namespaces/default';
const TYPE = 'application/apply-patch+yaml';
let api: Api;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.sandbox.stop());

function applyMap(
  name: string,
  manager: string,
  data: JsonObject,
  query = '',
) {
  return api.call(
    'PATCH',
    `${BASE}/configmaps/${name}?fieldManager=${manager}${query}`,
    {
      type: TYPE,
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data },
    },
  );
}

describe('server-side apply', () => {
  it('creates with 201, then changes with 200', async () => {
    expect((await applyMap('made', 'alpha', { k: '1' })).status).toBe(201);
    const again = await applyMap('made', 'alpha', { k: '2' });
    expect(again.status).toBe(200);
    expect(again.body.data).toEqual({ k: '2' });
  });

  it('keeps the version when nothing changes', async () => {
    const first = await applyMap('same', 'alpha', { k: '1' });
    const second = await applyMap('same', 'alpha', { k: '1' });
    expect(objectAt(second.body, 'metadata').resourceVersion).toBe(
      objectAt(first.body, 'metadata').resourceVersion,
    );
  });

  it('refuses a field of another manager, as recorded', async () => {
    await applyMap('ssa', 'alpha', { k: '1' });
    const reply = await applyMap('ssa', 'beta', { k: '2' });
    expect(reply.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Apply failed with 1 conflict: conflict with "alpha": .data.k',
      reason: 'Conflict',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "alpha"',
            field: '.data.k',
          },
        ],
      },
      code: 409,
    });
  });

  it('shares a field of the same value and takes one by force', async () => {
    await applyMap('shared', 'alpha', { k: '1' });
    expect((await applyMap('shared', 'beta', { k: '1' })).status).toBe(200);
    const forced = await applyMap('shared', 'gamma', { k: '3' }, '&force=true');
    expect(forced.body.data).toEqual({ k: '3' });
    const owners = arrayAt(forced.body, 'metadata', 'managedFields').map(
      entry => objectAt(entry).manager,
    );
    expect(owners).toEqual(['gamma']);
  });

  it('names a manager that updated, with its version', async () => {
    await applyMap('edited', 'alpha', { k: '1' });
    await api.call('PATCH', `${BASE}/configmaps/edited?fieldManager=kubectl-edit`, {
      type: 'application/merge-patch+json',
      body: { data: { k: '5' } },
    });
    const reply = await applyMap('edited', 'alpha', { k: '6' });
    expect(reply.body.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-edit" using v1: .data.k',
    );
  });

  it('takes away what its manager no longer applies and nobody else holds', async () => {
    await applyMap('less', 'alpha', { a: '1', b: '1', c: '1' });
    await applyMap('less', 'beta', { b: '1' });
    const reply = await applyMap('less', 'alpha', { c: '1' });
    expect(reply.body.data).toEqual({ b: '1', c: '1' });
  });

  it('merges keyed lists item by item and removes dropped items', async () => {
    const pod = (containers: JsonObject[], manager: string) =>
      api.call('PATCH', `${BASE}/pods/keyed?fieldManager=${manager}`, {
        type: TYPE,
        body: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'keyed' },
          spec: { containers },
        },
      });
    await pod(
      [
        { name: 'app', image: 'app:1' },
        { name: 'side', image: 'side:1' },
      ],
      'alpha',
    );
    await pod([{ name: 'probe', image: 'probe:1' }], 'beta');
    const conflict = await pod([{ name: 'app', image: 'app:2' }], 'beta');
    expect(conflict.body.message).toBe(
      'Apply failed with 1 conflict: conflict with "alpha": .spec.containers[name="app"].image',
    );
    const reply = await pod([{ name: 'app', image: 'app:1' }], 'alpha');
    expect(
      arrayAt(reply.body, 'spec', 'containers').map(item => objectAt(item).name),
    ).toEqual(['app', 'probe']);
  });

  it('demands a field manager, and tries only under dryRun', async () => {
    const reply = await api.call('PATCH', `${BASE}/configmaps/x`, {
      type: TYPE,
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } },
    });
    expect(reply.body.message).toBe(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
    expect((await applyMap('dry', 'alpha', {}, '&dryRun=All')).status).toBe(201);
    expect((await api.call('GET', `${BASE}/configmaps/dry`)).status).toBe(404);
  });

  it('reads YAML and refuses unknown fields when strict', async () => {
    const reply = await api.call(
      'PATCH',
      '/apis/kafka.strimzi.io/v1/namespaces/default/kafkanodepools/p?fieldManager=t&fieldValidation=Strict&dryRun=All',
      {
        type: TYPE,
        raw: [
          'apiVersion: kafka.strimzi.io/v1',
          'kind: KafkaNodePool',
          'metadata: {name: p}',
          'spec: {replicas: 1, roles: [broker], storage: {type: ephemeral}, storageClass: fast}',
        ].join('\n'),
      },
    );
    expect(reply.status).toBe(500);
    expect(reply.body.message).toBe(
      'failed to create typed patch object (default/p; kafka.strimzi.io/v1, Kind=KafkaNodePool): .spec.storageClass: field not declared in schema',
    );
  });
});
