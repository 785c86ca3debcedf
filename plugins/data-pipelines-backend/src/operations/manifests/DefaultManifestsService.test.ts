import type { KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { scriptedCluster, type Script } from '../../testing/scriptedCluster';
import { ALLOWED_KINDS } from './allowedKinds';
import { DefaultManifestsService } from './DefaultManifestsService';
import type { ElementPlace } from './existingObjects';
import type { UnreadKind } from './unreadKind';

const labels = { 'app.kubernetes.io/part-of': 'orders', 'penstock.dev/element': 'orders-kafka' };
const annotations = { 'penstock.dev/owner': 'group:default/checkout' };

const kafka = (over: object = {}): KubernetesManifest => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'Kafka',
  metadata: { name: 'orders-kafka', labels, annotations },
  spec: {},
  ...over,
});
const topic = (name = 'created', over: object = {}): KubernetesManifest => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  metadata: { name },
  spec: { partitions: 3 },
  ...over,
});
const config = (): KubernetesManifest => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'metrics' }, data: {} });
const request = (...manifests: KubernetesManifest[]) => ({ cluster: 'prod-north', namespace: 'orders', manifests });

function serviceOn(cluster: ReturnType<typeof scriptedCluster>, places: readonly ElementPlace[] = [], unread?: UnreadKind, deadline?: AbortSignal) {
  return new DefaultManifestsService({
    clusters: cluster.clusters,
    kinds: ALLOWED_KINDS,
    placesOf: () => places,
    storageClassesOf: () => ({ state: 'unknown', reason: 'not asked in this test' }),
    unreadOf: () => unread,
    ...(deadline && { deadline: () => deadline }),
  });
}

const status = (code: number, message: string, causes: object[] = []) => ({
  status: code,
  body: { kind: 'Status', message, details: { causes } },
});
const onDryRun =
  (kind: string, response: ReturnType<Script>): Script =>
  ({ method, query, path }) =>
    method === 'PATCH' && query?.dryRun === 'All' && path.includes(`/${kind}/`) ? response : undefined;
const onWrite =
  (kind: string, response: ReturnType<Script>): Script =>
  ({ method, query, path }) =>
    method === 'PATCH' && query?.dryRun === undefined && path.includes(`/${kind}/`) ? response : undefined;

describe('applying manifests', () => {
  it('rehearses every object before it writes the first, in order of dependency, unforced and strict', async () => {
    const cluster = scriptedCluster();
    const report = await serviceOn(cluster).apply(request(topic(), kafka(), config()));
    expect(report.outcomes.map(({ object, outcome }) => [object.kind, outcome])).toEqual([
      ['ConfigMap', 'created'],
      ['Kafka', 'created'],
      ['KafkaTopic', 'created'],
    ]);
    const patches = cluster.requests.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ query }) => query?.dryRun)).toEqual(['All', 'All', 'All', undefined, undefined, undefined]);
    for (const { query, contentType } of patches) {
      expect(query).toMatchObject({ fieldManager: 'penstock', fieldValidation: 'Strict', force: 'false' });
      expect(contentType).toBe('application/apply-patch+yaml');
    }
  });

  it('gives objects without labels those of the only element, and all the namespace', async () => {
    const cluster = scriptedCluster();
    await serviceOn(cluster).apply(request(kafka(), topic()));
    expect(cluster.written().map(({ body }) => body)).toEqual([
      expect.objectContaining({ metadata: expect.objectContaining({ namespace: 'orders', labels }) }),
      expect.objectContaining({ metadata: { name: 'created', namespace: 'orders', labels } }),
    ]);
  });

  it('leaves the same manifests unchanged the second time', async () => {
    const service = serviceOn(scriptedCluster(), [
      { cluster: 'prod-north', namespace: 'orders', kind: 'Kafka', name: 'orders-kafka' },
    ]);
    await service.apply(request(kafka(), topic()));
    const again = await service.apply(request(kafka(), topic()));
    expect(again.outcomes.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    const changed = await service.apply(request(kafka(), topic('created', { spec: { partitions: 6 } })));
    expect(changed.outcomes.map(({ outcome }) => outcome)).toEqual(['unchanged', 'changed']);
  });

  it('writes nothing when one rehearsal fails, and names the manager and field of a conflict', async () => {
    const causes = [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl-edit" using v1', field: '.spec.partitions' }];
    const cluster = scriptedCluster({ script: onDryRun('kafkatopics', status(409, 'Apply failed', causes)) });
    const applying = serviceOn(cluster).apply(request(kafka(), topic()));
    await expect(applying).rejects.toMatchObject({
      name: 'ConflictError',
      advice: { code: 'FIELD_CONFLICT', reason: expect.stringContaining('.spec.partitions (managed by kubectl-edit)') },
    });
    expect(cluster.written()).toEqual([]);
  });

  it('tells both faults that the API server finds in one manifest', async () => {
    const causes = [
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.kafka' },
      { reason: 'FieldValueInvalid', message: 'Invalid value: -1', field: 'spec.replicas' },
    ];
    const cluster = scriptedCluster({ script: onDryRun('kafkas', status(422, 'Kafka is invalid', causes)) });
    await expect(serviceOn(cluster).apply(request(kafka()))).rejects.toMatchObject({
      advice: { code: 'MANIFEST_REFUSED', reason: expect.stringMatching(/spec\.kafka: Required.*spec\.replicas: Invalid/) },
    });
  });

  it.each([
    ['failed to create typed patch object (p/orders-kafka; kafka.strimzi.io/v1, Kind=Kafka): .spec.kafkaa: field not declared in schema', /: \.spec\.kafkaa: field not declared in schema/],
    ['failed to create typed patch object (p/x; v1, Kind=Kafka): errors:\n  .spec.a: field not declared in schema\n  .spec.b: expected list, got string', /\.spec\.a: .* \.spec\.b: expected list/],
    ['failed to convert new object (p/x; /v1, Kind=PersistentVolumeClaim) to proper version: unable to convert: quantities must match', /quantities must match/],
  ])('lays a 500 that means the manifest at its door: %s', async (message, reason) => {
    const cluster = scriptedCluster({ script: onDryRun('kafkas', status(500, message)) });
    await expect(serviceOn(cluster).apply(request(kafka()))).rejects.toMatchObject({
      advice: { code: 'MANIFEST_REFUSED', reason: expect.stringMatching(reason) },
    });
  });

  it('stops at a failure half-way and lists what exists, what failed and what was not tried', async () => {
    const cluster = scriptedCluster({ script: onWrite('kafkas', status(403, 'exceeded quota: disk')) });
    const report = await serviceOn(cluster).apply(request(config(), kafka(), topic()));
    expect(report.succeeded).toBe(false);
    expect(report.outcomes).toEqual([
      expect.objectContaining({ outcome: 'created' }),
      expect.objectContaining({ outcome: 'failed', reason: expect.stringContaining('exceeded quota') }),
      expect.objectContaining({ outcome: 'not-tried', reason: expect.stringContaining('Kafka orders-kafka') }),
    ]);
    expect(cluster.written()).toHaveLength(2);
  });

  it.each([
    ['another element', { ...labels, 'penstock.dev/element': 'theirs' }, annotations],
    ['another pipeline', { ...labels, 'app.kubernetes.io/part-of': 'theirs' }, annotations],
    ['another owner', labels, { 'penstock.dev/owner': 'group:default/them' }],
    ['nobody in Penstock', undefined, undefined],
  ])('does not go over an object that belongs to %s', async (_, theirLabels, theirAnnotations) => {
    const cluster = scriptedCluster();
    const path = '/apis/kafka.strimzi.io/v1/namespaces/orders/kafkas/orders-kafka';
    cluster.objects.set(path, kafka({ metadata: { name: 'orders-kafka', labels: theirLabels, annotations: theirAnnotations } }));
    await expect(serviceOn(cluster).apply(request(kafka()))).rejects.toMatchObject({ advice: { code: 'ELEMENT_EXISTS' } });
    expect(cluster.written()).toEqual([]);
  });

  it('does not use the id of an element that runs elsewhere', async () => {
    const places = [{ cluster: 'prod-south', namespace: 'orders', kind: 'Kafka', name: 'orders-kafka' }];
    const cluster = scriptedCluster();
    await expect(serviceOn(cluster, places).apply(request(kafka()))).rejects.toMatchObject({
      advice: { code: 'ELEMENT_EXISTS', reason: expect.stringContaining('prod-south') },
    });
  });

  it.each([
    [false, /has not been read yet.*try again in a few seconds/],
    [true, /does not let Penstock read Kafka.*ask its administrator/],
  ])('does not write where whose the elements are is not known (denied: %s)', async (denied, message) => {
    const cluster = scriptedCluster();
    const service = serviceOn(cluster, [], { kind: 'Kafka', denied, reason: 'no list yet' });
    const refused = { name: 'ServiceUnavailableError', advice: { code: 'CLUSTER_UNREACHABLE' }, message: expect.stringMatching(message) };
    await expect(service.apply(request(kafka()))).rejects.toMatchObject(refused);
    await expect(service.dryRun(request(kafka()))).rejects.toMatchObject(refused);
    expect(cluster.requests).toEqual([]);
  });

  it('does not write to a cluster that is being connected to', async () => {
    const cluster = scriptedCluster();
    const state = { reachable: { state: 'unreachable', class: 'connecting', reason: 'It was not asked yet.', since: '2026-01-01T00:00:00Z' }, simulated: false } as const;
    const service = serviceOn({ ...cluster, clusters: { ...cluster.clusters, state: () => state } });
    await expect(service.apply(request(kafka()))).rejects.toMatchObject({ message: expect.stringContaining('has not been read yet') });
    expect(cluster.requests).toEqual([]);
  });

  it.each([
    ['another owner', labels, { 'penstock.dev/owner': 'group:default/them' }, 'ELEMENT_EXISTS'],
    ['another element', { ...labels, 'penstock.dev/element': 'theirs' }, annotations, 'ELEMENT_EXISTS'],
    ['the same owner and element', labels, annotations, undefined],
    ['the same element and nobody', labels, undefined, undefined],
  ])('adds a topic to a cluster that is there by element and owner: %s', async (_, theirLabels, theirAnnotations, code) => {
    const cluster = scriptedCluster();
    const path = '/apis/kafka.strimzi.io/v1/namespaces/orders/kafkas/orders-kafka';
    cluster.objects.set(path, kafka({ metadata: { name: 'orders-kafka', labels: theirLabels, annotations: theirAnnotations } }));
    const added = topic('t', { metadata: { name: 't', labels: { ...labels, 'strimzi.io/cluster': 'orders-kafka' }, annotations } });
    const outcome = await serviceOn(cluster).apply(request(added)).then(() => undefined, ({ advice }) => advice.code);
    expect(outcome).toBe(code);
    expect(cluster.written()).toHaveLength(code === undefined ? 1 : 0);
  });

  it('says which operator is missing', async () => {
    const elastic = kafka({ apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch' });
    await expect(serviceOn(scriptedCluster()).dryRun(request(elastic))).rejects.toMatchObject({
      advice: { code: 'OPERATOR_MISSING', remedy: expect.stringContaining('ECK') },
    });
  });

  it('says that the namespace is missing, or not allowed', async () => {
    const gone: Script = ({ method, path }) =>
      method === 'GET' && path === '/api/v1/namespaces/orders' ? { status: 404 } : undefined;
    await expect(serviceOn(scriptedCluster({ script: gone })).apply(request(kafka()))).rejects.toMatchObject({
      name: 'NotFoundError',
      advice: { code: 'NAMESPACE_MISSING' },
    });
    await expect(serviceOn(scriptedCluster({ allowedNamespaces: ['other'] })).apply(request(kafka()))).rejects.toMatchObject({
      name: 'NotAllowedError',
      advice: { code: 'NAMESPACE_NOT_ALLOWED', remedy: expect.stringContaining('other') },
    });
  });

  it('says of a connection that broke while writing that the object may exist', async () => {
    const cluster = scriptedCluster({
      script: ({ method, query }) => {
        if (method === 'PATCH' && query?.dryRun === undefined) throw new Error('socket hang up');
        return undefined;
      },
    });
    const report = await serviceOn(cluster).apply(request(kafka(), topic()));
    expect(report.outcomes.map(({ outcome }) => outcome)).toEqual(['failed', 'not-tried']);
    expect(report.outcomes[0].reason).toContain('may or may not exist');
  });

  it('ends with its time: every request knows it, and what is left is not tried', async () => {
    const time = new AbortController();
    const cluster = scriptedCluster({
      script: ({ method, query }) => {
        if (method === 'PATCH' && query?.dryRun === undefined) time.abort();
        return undefined;
      },
    });
    const service = serviceOn(cluster, [], undefined, time.signal);
    const { outcomes, succeeded } = await service.apply(request(config(), kafka(), topic()));
    expect(succeeded).toBe(false);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'not-tried', 'not-tried']);
    expect(outcomes[1].reason).toContain('the time for the whole request ended');
    expect(cluster.requests.every(({ signal }) => signal === time.signal)).toBe(true);
  });
});

describe('a request whose time ends before the first write', () => {
  it('is told as one that wrote nothing', async () => {
    const time = new AbortController();
    const cluster = scriptedCluster({
      script: () => {
        time.abort();
        throw new Error('aborted');
      },
    });
    await expect(serviceOn(cluster, [], undefined, time.signal).apply(request(kafka()))).rejects.toMatchObject({
      ...{ name: 'ServiceUnavailableError', advice: { code: 'CLUSTER_UNREACHABLE' } },
      message: expect.stringContaining('took too long'),
    });
    expect(cluster.written()).toEqual([]);
  });
});

describe('what needs no cluster', () => {
  const problemsOf = async (...manifests: KubernetesManifest[]) => {
    const cluster = scriptedCluster();
    const error: unknown = await serviceOn(cluster).apply(request(...manifests)).catch((caught: unknown) => caught);
    expect(cluster.requests).toEqual([]);
    expect(error).toMatchObject({ advice: { problems: expect.any(Array) } });
    return error;
  };

  it('is told before any is asked, every fault of one manifest', async () => {
    const bad = kafka({
      metadata: { name: 'Orders_Kafka', labels, namespace: 'elsewhere' },
      spec: { kafka: { storage: { size: '100 gigs' } } },
    });
    expect(await problemsOf(bad)).toMatchObject({
      advice: {
        code: 'NAME_INVALID',
        problems: [
          { code: 'NAME_INVALID', path: 'metadata.name' },
          { code: 'INPUT_INVALID', path: 'metadata.namespace' },
          { code: 'QUANTITY_INVALID', path: 'spec.kafka.storage.size' },
        ],
      },
    });
  });

  it.each([
    ['a Secret', kafka({ apiVersion: 'v1', kind: 'Secret' }), 'MANIFEST_REFUSED'],
    ['a Namespace', kafka({ apiVersion: 'v1', kind: 'Namespace' }), 'MANIFEST_REFUSED'],
    ['no name', kafka({ metadata: { generateName: 'x', labels } }), 'INPUT_INVALID'],
    ['no element', kafka({ metadata: { name: 'x' } }), 'INPUT_INVALID'],
    ['a label that cannot be', kafka({ metadata: { name: 'x', labels: { ...labels, 'penstock.dev/element': 'a b' } } }), 'NAME_INVALID'],
    ['an empty size', kafka({ spec: { kafka: { storage: { size: '0' } } } }), 'QUANTITY_INVALID'],
    ['a negative size', kafka({ spec: { kafka: { storage: { volumes: [{ size: '-1Gi' }] } } } }), 'QUANTITY_INVALID'],
    [
      'Spark memory in Kubernetes units',
      kafka({ apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', spec: { driver: { memory: '4Gi' } } }),
      'QUANTITY_INVALID',
    ],
    [
      'rights beyond the namespace',
      kafka({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ kind: 'User', name: 'me' }],
      }),
      'MANIFEST_REFUSED',
    ],
  ])('refuses %s', async (_, manifest, code) => {
    expect(await problemsOf(manifest)).toMatchObject({ advice: { code } });
  });

  it('refuses an object given twice, and two owners of one element', async () => {
    expect(await problemsOf(kafka(), kafka())).toMatchObject({ advice: { code: 'INPUT_INVALID' } });
    const other = topic('t', { metadata: { name: 't', annotations: { 'penstock.dev/owner': 'them' } } });
    expect(await problemsOf(kafka(), other)).toMatchObject({ advice: { reason: expect.stringContaining('two owners') } });
  });
});
