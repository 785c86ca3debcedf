import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult, isPermission } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import type { KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { elementCreatePermission } from '@penstock/backstage-plugin-data-pipelines-common';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import express from 'express';
import request from 'supertest';
import { Audit } from '../audit/Audit';
import { createElementConditionalDecision, elementConditions } from '../authorization/rules';
import { ElementAccess } from '../authorization/ElementAccess';
import { createManifestsService } from '../createManifestsService';
import { engines } from '../engines';
import type { ManifestsService } from '../operations/manifests/ManifestsService';
import { widget } from '../testing/fakeEngine';
import { policyPermissions } from '../testing/policyPermissions';
import { doorsOfNothing } from '../testing/doorsOfNothing';
import { noFacts, readModelOf } from '../testing/readModelOf';
import { scriptedCluster, type Script } from '../testing/scriptedCluster';
import { createApiRouter } from './createApiRouter';

/*
 * Bad input at the one door that everything passes: each line is refused with
 * a sentence, a code and a remedy, and nothing is written.
 */

const OURS = 'group:default/us';
const KAFKAS = '/apis/kafka.strimzi.io/v1/namespaces/orders/kafkas';

const labels = { 'app.kubernetes.io/part-of': 'orders', 'penstock.dev/element': 'queue' };
const annotations = { 'penstock.dev/owner': OURS };
const kafka = (over: object = {}, metadata: object = {}): KubernetesManifest => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'Kafka',
  metadata: { name: 'queue', labels, annotations, ...metadata },
  spec: {},
  ...over,
});
const pool = (size: unknown, metadata: object = {}): KubernetesManifest => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaNodePool',
  metadata: { name: 'queue-broker', ...metadata, labels: { 'strimzi.io/cluster': 'queue', ...('labels' in metadata ? Object(metadata.labels) : {}) } },
  spec: { replicas: 3, storage: { type: 'jbod', volumes: [{ id: 0, size }] } },
});

/** Owners may do what they like with what is theirs, and nothing else. */
const ownersOnly: PermissionPolicy = {
  handle: async ({ permission }) =>
    isPermission(permission, elementCreatePermission)
      ? createElementConditionalDecision(permission, elementConditions.isOwner({ claims: [OURS] }))
      : { result: AuthorizeResult.ALLOW },
};

/** One router for all lines, because reading the API document takes time; each line brings its own services. */
const logger = mockServices.logger.mock();
let manifests: ManifestsService;
const app = express();
beforeAll(async () => {
  const { service } = readModelOf([inventoryOf([])]);
  app.use(
    await createApiRouter({
      pipelines: service,
      manifests: {
        lint: (...given) => manifests.lint(...given),
        dryRun: (...given) => manifests.dryRun(...given),
        apply: (...given) => manifests.apply(...given),
      },
      ...doorsOfNothing,
      ...{ logger, httpAuth: mockServices.httpAuth(), userInfo: mockServices.userInfo() },
    }),
  );
});

interface World {
  script?: Script;
  allowedNamespaces?: string[];
  /** Objects of the cluster by path. */
  objects?: Record<string, object>;
}

function door({ objects = {}, ...options }: World = {}) {
  const reader = inventoryOf([widget('theirs', { owner: 'them' }), widget('ours', { owner: 'us' })]);
  const { views } = readModelOf([reader]);
  const cluster = scriptedCluster(options);
  for (const [path, object] of Object.entries(objects)) cluster.objects.set(path, object);
  manifests = createManifestsService({
    ...{ engines, views, clusters: cluster.clusters, facts: noFacts, inventory: { reader: () => reader } },
    access: new ElementAccess(policyPermissions(ownersOnly)),
    audit: new Audit({ auditor: mockServices.auditor.mock(), logger }),
  });
  return {
    ...cluster,
    apply: (given: readonly unknown[], target: object = {}) =>
      request(app)
        .post('/manifests/apply')
        .send({ cluster: 'prod-north', namespace: 'orders', manifests: given, ...target }),
  };
}

/** Sends it, and expects a refusal that says all it must and has written nothing. */
async function refused(given: readonly unknown[], { target, ...world }: World & { target?: object } = {}) {
  const { apply, written } = door(world);
  const { status, body } = await apply(given, target);
  expect(written()).toEqual([]);
  expect(logger.error).not.toHaveBeenCalled();
  expect(JSON.stringify(body)).not.toMatch(/\bat \S+ \(|node_modules/);
  expect(body.error).toMatchObject({ message: expect.stringMatching(/; | since /), code: expect.any(String), cause: expect.any(String), remedy: expect.any(String) });
  return { status, code: body.error.code, message: body.error.message, problems: body.error.problems };
}

describe('a size that is none', () => {
  it.each(['0', '-1', '1e30', 'ten', '1 GB', '100gb', '', '1Gi ', '1E400', 'NaN', '0.0000001n', null, 0, true])('%j', async size => {
    expect(await refused([kafka(), pool(size)])).toMatchObject({ status: 400, code: 'QUANTITY_INVALID', message: expect.stringContaining('spec.storage.volumes[0].size') });
  });
});

describe('a name that Kubernetes or the operator refuses', () => {
  it.each(['Queue', 'my_queue', 'q'.repeat(64), 'my.queue', '-queue', 'my queue', 'a/b', '..', '__proto__', 'ü'])('Kafka %s', async name => {
    expect(await refused([kafka({}, { name })])).toMatchObject({ status: 400, code: 'NAME_INVALID', problems: [{ path: 'metadata.name' }] });
  });

  it.each(['Orders', 'my_orders', 'or.ders', '-orders', '../default'])('namespace %s', async namespace => {
    expect(await refused([kafka()], { target: { namespace } })).toMatchObject({ status: 400, code: 'NAME_INVALID' });
  });

  it.each([
    ['penstock.dev/element', 'q'.repeat(64)],
    ['penstock.dev/element', 'q'.repeat(100_000)],
    ['app.kubernetes.io/part-of', 'my orders'],
    ['app.kubernetes.io/part-of', '__proto__'],
  ])('label %s', async (label, value) => {
    const { status, code, message } = await refused([kafka({}, { labels: { ...labels, [label]: value } })]);
    expect({ status, code }).toEqual({ status: 400, code: 'NAME_INVALID' });
    expect(message.length).toBeLessThan(400);
  });

  it('but a topic may have dots', async () => {
    const { apply } = door();
    const topic = { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaTopic', metadata: { name: 'queue.events', labels: { 'strimzi.io/cluster': 'queue' } }, spec: {} };
    expect((await apply([kafka(), topic])).body).toMatchObject({ succeeded: true });
  });
});

describe('a manifest of another shape', () => {
  it.each<[string, KubernetesManifest]>([
    ['nothing in it', {}],
    ['null for metadata', { apiVersion: 'v1', kind: 'ConfigMap', metadata: null }],
    ['lists for texts', { apiVersion: ['v1'], kind: {}, metadata: { name: [] } }],
    ['labels that are a list', kafka({}, { labels: [labels] })],
    ['a label that is null', kafka({}, { labels: { ...labels, note: null } })],
    ['annotations that are a list', kafka({}, { annotations: [1] })],
    ['an owner that is a number', kafka({}, { annotations: { 'penstock.dev/owner': 5 } })],
    ['an owner that is no reference', kafka({}, { annotations: { 'penstock.dev/owner': '::/' } })],
    ['finalizers', kafka({}, { finalizers: ['mine'] })],
    ['owner references', kafka({}, { ownerReferences: [{ uid: 'x' }] })],
    ['a resource version', kafka({}, { resourceVersion: '1' })],
    ['another namespace', kafka({}, { namespace: 'elsewhere' })],
  ])('%s', async (_, manifest) => {
    expect(await refused([manifest])).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });

  it.each([[null], ['text'], [[]]])('%j is no manifest', async manifest => {
    expect(await refused([manifest])).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });

  it('is no surprise by the names of its keys', async () => {
    const { apply, written } = door();
    const data = JSON.parse('{"__proto__":"a","constructor":"b"}');
    const response = await apply([kafka(), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rules' }, data }]);
    expect(response.body).toMatchObject({ succeeded: true });
    expect(JSON.stringify(written()[0].body)).toContain('"__proto__":"a"');
  });

  it('tells both faults', async () => {
    const { problems } = await refused([kafka({}, { name: 'Queue' }), pool('ten')]);
    expect(problems).toMatchObject([{ code: 'NAME_INVALID' }, { code: 'QUANTITY_INVALID' }]);
  });
});

describe('a place that takes nothing', () => {
  const namespace = (response: ReturnType<Script>): Script => ({ path }) => (path === '/api/v1/namespaces/orders' ? response : undefined);

  it.each<[string, World & { target?: object }, object]>([
    ['a namespace that is not allowed', { allowedNamespaces: ['other'] }, { status: 403, code: 'NAMESPACE_NOT_ALLOWED' }],
    ['a namespace that is missing', { script: namespace({ status: 404 }) }, { status: 404, code: 'NAMESPACE_MISSING' }],
    [
      'a namespace that is being deleted',
      { script: namespace({ body: { status: { phase: 'Terminating' } } }) },
      { status: 404, code: 'NAMESPACE_MISSING', message: expect.stringContaining('being deleted') },
    ],
    [
      'an object that may not be read',
      { script: ({ method, path }) => (method === 'GET' && path.startsWith(KAFKAS) ? { status: 403 } : undefined) },
      { status: 400, code: 'MANIFEST_REFUSED', message: expect.stringContaining("somebody else's") },
    ],
    [
      'the same object while it is being deleted',
      { objects: { [`${KAFKAS}/queue`]: kafka({}, { deletionTimestamp: '2026-01-01T00:00:00Z' }) } },
      { status: 409, code: 'ELEMENT_EXISTS', message: expect.stringContaining('being deleted') },
    ],
  ])('%s', async (_, world, expected) => {
    expect(await refused([kafka()], world)).toMatchObject(expected);
  });

  it('a cluster that has lost the operator since it was asked what it serves', async () => {
    const gone: Script = ({ method }) => (method === 'PATCH' ? { status: 404, body: '404 page not found' } : undefined);
    expect(await refused([kafka()], { script: gone })).toMatchObject({ status: 409, code: 'OPERATOR_MISSING', message: expect.stringContaining('no longer knows') });
  });

  it('a cluster without the operator', async () => {
    const search = { ...kafka(), apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch' };
    expect(await refused([search])).toMatchObject({ status: 409, code: 'OPERATOR_MISSING', message: expect.stringContaining('install') });
  });
});

describe('what is not ours', () => {
  const theirs = kafka({}, { labels: { ...labels, 'penstock.dev/element': 'theirs-queue' }, annotations: { 'penstock.dev/owner': 'group:default/them' } });
  const cluster = { objects: { [`${KAFKAS}/queue`]: theirs } };

  it.each<[string, readonly KubernetesManifest[], object]>([
    ['their object, under our element and our owner', [kafka()], { status: 409, code: 'ELEMENT_EXISTS' }],
    ['their object, under its own element and our owner', [kafka({}, { labels: { ...labels, 'penstock.dev/element': 'theirs-queue' } })], { status: 409, code: 'ELEMENT_EXISTS' }],
    ['the id of their element, of another kind and with our owner', [kafka({}, { name: 'mine', labels: { ...labels, 'penstock.dev/element': 'theirs' } })], { status: 403, code: 'PERMISSION_DENIED' }],
    ['a pool that would join their Kafka', [pool('1Gi', { annotations, labels })], { status: 409, code: 'ELEMENT_EXISTS', message: expect.stringContaining('become a part of Kafka queue') }],
  ])('%s', async (_, given, expected) => {
    expect(await refused(given, cluster)).toMatchObject(expected);
  });

  it('the id of our own element, of another kind', async () => {
    const second = kafka({}, { labels: { ...labels, 'penstock.dev/element': 'ours' } });
    expect(await refused([second])).toMatchObject({ status: 409, code: 'ELEMENT_EXISTS', message: expect.stringContaining('taken by Widget ours') });
  });

  it('one id for two elements of a request', async () => {
    const connect = { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaConnect', metadata: { name: 'sink' }, spec: {} };
    expect(await refused([kafka(), connect])).toMatchObject({ status: 400, message: expect.stringContaining('would both be the element queue') });
  });

  it('the same twice changes nothing', async () => {
    const { apply } = door();
    await apply([kafka(), pool('1Gi')]);
    const { body } = await apply([kafka(), pool('1Gi')]);
    expect(body.outcomes.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['unchanged', 'unchanged']);
  });
});

describe('a request that is none', () => {
  it.each([
    ['{"cluster":', 'application/json', /no JSON object/],
    ['null', 'application/json', /no JSON object/],
    ['[]', 'application/json', /must be object/],
    ['a: 1', 'application/yaml', /unsupported media type/],
    [JSON.stringify({ cluster: 'c', namespace: 'n', manifests: [{}], force: true }), 'application/json', /additional properties/],
    [JSON.stringify({ cluster: 'c', namespace: 'n', manifests: Array.from({ length: 101 }, () => ({})) }), 'application/json', /more than 100/],
    [JSON.stringify({ cluster: 'c', namespace: 'n', manifests: [{ text: 'x'.repeat(1_100_000) }] }), 'application/json', /send fewer manifests/],
    [`{"cluster":"c","namespace":"n","manifests":[{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`, 'application/json', /nested deeper/],
  ])('%.40s', async (text, type, message) => {
    const { written } = door();
    const { status, body } = await request(app).post('/manifests/apply').set('content-type', type).send(text);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'INPUT_INVALID' });
    expect(body.error.message).toMatch(message);
    expect(written()).toEqual([]);
  });

  it.each([
    ['put', '/pipelines'],
    ['get', '/manifests/apply'],
    ['get', '/nothing'],
  ] as const)('%s %s', async (method, path) => {
    const { status, body } = await request(app)[method](path);
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(path), remedy: expect.any(String) });
  });
});
