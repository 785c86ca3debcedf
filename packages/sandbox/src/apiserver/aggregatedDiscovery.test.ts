import { Api, startApi } from '../testing/startApi';
import { wantsAggregated } from './aggregatedDiscovery';
import { JsonObject } from './json';

const V2 =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const V2BETA1 =
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';

describe('wantsAggregated', () => {
  it.each([
    [`${V2},${V2BETA1},application/json`, true],
    [
      'application/json;v=v2;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList',
      true,
    ],
    [`${V2BETA1},application/json`, false],
    [`application/json,${V2}`, false],
    ['*/*', false],
    ['', false],
  ])('%s: %s', (accept, wanted) => {
    expect(wantsAggregated(accept)).toBe(wanted);
  });
});

describe('discovery in one document', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.sandbox.stop());

  it('names every resource of every group that the plain documents name', async () => {
    const plain: string[] = [];
    const groups = (await api.call('GET', '/apis')).body.groups as JsonObject[];
    const versions = groups.flatMap(group => group.versions as JsonObject[]);
    for (const path of [
      '/api/v1',
      ...versions.map(({ groupVersion }) => `/apis/${String(groupVersion)}`),
    ]) {
      const { body } = await api.call('GET', path);
      for (const { name, kind, namespaced } of body.resources as JsonObject[]) {
        plain.push([path, name, kind, namespaced].join(' '));
      }
    }
    const aggregated: string[] = [];
    for (const root of ['/api', '/apis']) {
      const { body, headers } = await api.call('GET', root, { accept: V2 });
      expect(headers['content-type']).toBe(V2);
      expect(body).toMatchObject({
        kind: 'APIGroupDiscoveryList',
        apiVersion: 'apidiscovery.k8s.io/v2',
      });
      aggregated.push(...flattened(root, body));
    }
    expect(aggregated.sort()).toEqual(plain.sort());
    expect(aggregated).toContain(
      '/apis/kafka.strimzi.io/v1 kafkas/status Kafka true',
    );
  });

  it('answers the plain form to those who do not ask for it', async () => {
    expect((await api.call('GET', '/apis')).body.kind).toBe('APIGroupList');
    expect((await api.call('GET', '/api')).body.kind).toBe('APIVersions');
    expect(
      (await api.call('GET', '/apis/apps', { accept: V2 })).body.kind,
    ).toBe('APIGroup');
  });
});

function flattened(root: string, body: JsonObject): string[] {
  return (body.items as JsonObject[]).flatMap(group =>
    (group.versions as JsonObject[]).flatMap(
      ({ version, freshness, resources }) => {
        expect(freshness).toBe('Current');
        const { name } = group.metadata as JsonObject;
        const path = [root, name, version].filter(Boolean).join('/');
        return (resources as JsonObject[]).flatMap(one => {
          const namespaced = one.scope === 'Namespaced';
          const line = (resource: string, kind: JsonObject) =>
            [path, resource, kind.kind, namespaced].join(' ');
          return [
            line(String(one.resource), one.responseKind as JsonObject),
            ...((one.subresources ?? []) as JsonObject[]).map(sub =>
              line(
                `${String(one.resource)}/${String(sub.subresource)}`,
                sub.responseKind as JsonObject,
              ),
            ),
          ];
        });
      },
    ),
  );
}
