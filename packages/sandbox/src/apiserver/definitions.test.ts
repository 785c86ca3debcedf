import { arrayAt, Json, objectAt } from './json';
import { Api, startApi } from '../testing/startApi';

const ES =
  '/apis/elasticsearch.k8s.elastic.co/v1/namespaces/default/elasticsearches?dryRun=All';
let api: Api;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.sandbox.stop());

describe('a custom resource', () => {
  it('is checked against its schema, in the order and words recorded', async () => {
    const reply = await api.call('POST', ES, {
      body: {
        metadata: { name: 'bad' },
        spec: { nodeSets: [{ name: 'a', count: 'three' }] },
      },
    });
    expect(reply.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message:
        'Elasticsearch.elasticsearch.k8s.elastic.co "bad" is invalid: [spec.nodeSets[0].count: Invalid value: "string": spec.nodeSets[0].count in body must be of type integer: "string", spec.version: Required value]',
      reason: 'Invalid',
      details: {
        name: 'bad',
        group: 'elasticsearch.k8s.elastic.co',
        kind: 'Elasticsearch',
        causes: [
          {
            reason: 'FieldValueTypeInvalid',
            message:
              'Invalid value: "string": spec.nodeSets[0].count in body must be of type integer: "string"',
            field: 'spec.nodeSets[0].count',
          },
          {
            reason: 'FieldValueRequired',
            message: 'Required value',
            field: 'spec.version',
          },
        ],
      },
      code: 422,
    });
  });

  const claim = (storage: string): Json => ({
    metadata: { name: 'elasticsearch-data' },
    spec: { resources: { requests: { storage } } },
  });
  const cases: [string, Json, number, RegExp][] = [
    ['an unsupported value', { volumeClaimDeletePolicy: 'Nope' }, 422, /spec\.volumeClaimDeletePolicy: Unsupported value: "Nope": supported values: "DeleteOnScaledownOnly", "DeleteOnScaledownAndClusterDeletion"$/],
    ['a wrong quantity', { nodeSets: [{ name: 'a', volumeClaimTemplates: [claim('10GB!')] }] }, 422, /requests\.storage: Invalid value: "10GB!": spec\.nodeSets\[0\]\.volumeClaimTemplates\[0\]\.spec\.resources\.requests\.storage in body should match/],
    ['an unknown field', { nodeSetz: [] }, 400, /strict decoding error: unknown field "spec\.nodeSetz"$/],
    ['an unknown field in a list', { nodeSets: [{ name: 'a', storage: '1Gi' }] }, 400, /unknown field "spec\.nodeSets\[0\]\.storage"$/],
    ['an empty list', { nodeSets: [] }, 422, /should have at least 1 items/],
  ];
  it.each(cases)('is refused with %s', async (_what, spec, status, message) => {
    const reply = await api.call('POST', `${ES}&fieldValidation=Strict`, {
      body: {
        metadata: { name: 'bad' },
        spec: { version: '8.19.6', nodeSets: [{ name: 'a', count: 1 }], ...objectAt(spec) },
      },
    });
    expect(reply.status).toBe(status);
    expect(reply.body.message).toMatch(message);
  });

  it('keeps everything where the schema is open', async () => {
    const reply = await api.call('POST', `${ES}&fieldValidation=Strict`, {
      body: {
        metadata: { name: 'ok' },
        spec: {
          version: '8.19.6',
          nodeSets: [{ name: 'a', count: 1, config: { 'node.roles': ['data'] } }],
        },
      },
    });
    expect(reply.status).toBe(201);
    expect(objectAt(arrayAt(reply.body, 'spec', 'nodeSets')[0]).config).toEqual({
      'node.roles': ['data'],
    });
  });
});

describe('a definition', () => {
  it('is served as soon as it is created, with defaults, and not once it is deleted', async () => {
    const gizmos = '/apis/example.test/v1/namespaces/default/gizmos';
    const definitions =
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    expect((await api.call('GET', gizmos)).text).toBe('404 page not found\n');
    const made = await api.call('POST', definitions, {
      body: {
        metadata: { name: 'gizmos.example.test' },
        spec: {
          group: 'example.test',
          scope: 'Namespaced',
          names: { kind: 'Gizmo', plural: 'gizmos', singular: 'gizmo' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  type: 'object',
                  properties: {
                    spec: {
                      type: 'object',
                      properties: { size: { type: 'integer', default: 3 } },
                    },
                  },
                },
              },
            },
          ],
        },
      },
    });
    expect(made.status).toBe(201);
    const discovery = await api.call('GET', '/apis/example.test/v1');
    expect(objectAt(arrayAt(discovery.body, 'resources')[0]).kind).toBe('Gizmo');
    const gizmo = await api.call('POST', gizmos, {
      body: { metadata: { name: 'g' }, spec: {} },
    });
    expect(gizmo.body.spec).toEqual({ size: 3 });
    await api.call('DELETE', `${definitions}/gizmos.example.test`);
    expect((await api.call('GET', gizmos)).status).toBe(404);
  });
});
