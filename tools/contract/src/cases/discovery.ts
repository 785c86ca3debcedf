import { randomUUID } from 'node:crypto';
import { until } from 'control-plane';
import type { ContractCase } from '../ContractCase';

const SERVED_TIMEOUT_MS = 90_000;

const roots: ContractCase = {
  id: 'discovery-roots',
  title: 'lists versions, groups and the resources of each',
  async run({ admin }) {
    expect((await admin.get('/api')).body).toMatchObject({
      kind: 'APIVersions',
      versions: ['v1'],
    });
    expect((await admin.get('/apis')).body).toMatchObject({
      kind: 'APIGroupList',
      groups: expect.arrayContaining([
        expect.objectContaining({
          name: 'kafka.strimzi.io',
          preferredVersion: {
            groupVersion: 'kafka.strimzi.io/v1',
            version: 'v1',
          },
        }),
        expect.objectContaining({ name: 'apps' }),
      ]),
    });
    expect((await admin.get('/api/v1')).body).toMatchObject({
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: expect.arrayContaining([
        expect.objectContaining({
          name: 'persistentvolumeclaims',
          kind: 'PersistentVolumeClaim',
          namespaced: true,
          shortNames: ['pvc'],
          verbs: expect.arrayContaining(['get', 'list', 'patch', 'watch']),
        }),
        expect.objectContaining({
          name: 'persistentvolumeclaims/status',
          kind: 'PersistentVolumeClaim',
        }),
        expect.objectContaining({ name: 'nodes', namespaced: false }),
      ]),
    });
    expect((await admin.get('/apis/kafka.strimzi.io/v1')).body).toMatchObject({
      kind: 'APIResourceList',
      resources: expect.arrayContaining([
        expect.objectContaining({
          name: 'kafkas',
          kind: 'Kafka',
          shortNames: ['k'],
          categories: ['strimzi'],
        }),
      ]),
    });
  },
};

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const aggregated: ContractCase = {
  id: 'discovery-aggregated',
  title: 'tells all resources in one document to those who accept it',
  async run({ admin }) {
    const named = async (root: string) => {
      const reply = await admin.get(root, {
        accept: `${AGGREGATED},application/json`,
      });
      expect(reply.headers['content-type']).toBe(AGGREGATED);
      return reply.body;
    };
    expect(await named('/api')).toMatchObject({
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      items: [
        {
          versions: [
            {
              version: 'v1',
              freshness: 'Current',
              resources: expect.arrayContaining([
                expect.objectContaining({
                  resource: 'pods',
                  singularResource: 'pod',
                  scope: 'Namespaced',
                  shortNames: ['po'],
                  verbs: expect.arrayContaining(['get', 'list', 'watch']),
                }),
                expect.objectContaining({
                  resource: 'nodes',
                  scope: 'Cluster',
                }),
              ]),
            },
          ],
        },
      ],
    });
    expect(await named('/apis')).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          metadata: expect.objectContaining({ name: 'kafka.strimzi.io' }),
          versions: expect.arrayContaining([
            expect.objectContaining({
              version: 'v1',
              resources: expect.arrayContaining([
                expect.objectContaining({
                  resource: 'kafkas',
                  responseKind: {
                    group: 'kafka.strimzi.io',
                    version: 'v1',
                    kind: 'Kafka',
                  },
                  shortNames: ['k'],
                  categories: ['strimzi'],
                  subresources: expect.arrayContaining([
                    expect.objectContaining({ subresource: 'status' }),
                  ]),
                }),
              ]),
            }),
          ]),
        }),
      ]),
    });
  },
};

const health: ContractCase = {
  id: 'version-and-health',
  title: 'tells its version and that it is ready',
  async run({ admin }) {
    expect((await admin.get('/version')).body).toMatchObject({
      major: '1',
      minor: '36',
      gitVersion: expect.stringMatching(/^v1\.36\.\d+/),
    });
    for (const path of ['/readyz', '/livez']) {
      const reply = await admin.get(path);
      expect([reply.status, reply.text]).toEqual([200, 'ok']);
    }
  },
};

const lateDefinition: ContractCase = {
  id: 'discovery-late-definition',
  title: 'serves a kind as soon as it is defined, and no longer when it is not',
  async run({ admin, namespace }) {
    const group = `g${randomUUID().slice(0, 8)}.example.org`;
    const name = `gizmos.${group}`;
    const definitions =
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const path = `/apis/${group}/v1/namespaces/${namespace}/gizmos`;
    expect((await admin.get(path)).status).toBe(404);
    const made = await admin.post(definitions, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind: 'Gizmo', plural: 'gizmos' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
          },
        ],
      },
    });
    expect(made.status).toBe(201);
    await until('gizmos to be served', SERVED_TIMEOUT_MS, async () =>
      (await admin.get(path)).status === 200 ? true : undefined,
    );
    await until('gizmos to be discovered', SERVED_TIMEOUT_MS, async () =>
      (await admin.get('/apis')).text.includes(group) ? true : undefined,
    );
    const definition = (await admin.get(`${definitions}/${name}`)).object;
    expect(definition.status).toMatchObject({
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'Established', status: 'True' }),
      ]),
    });
    await admin.delete(`${definitions}/${name}`);
    await until('gizmos to be gone', SERVED_TIMEOUT_MS, async () =>
      (await admin.get(path)).status === 404 ? true : undefined,
    );
  },
};

/** What the server says it serves. */
export const discoveryCases: ContractCase[] = [
  roots,
  aggregated,
  health,
  lateDefinition,
];
