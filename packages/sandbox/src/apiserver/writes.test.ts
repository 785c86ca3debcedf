import { Json, objectAt } from './json';
import { Api, startApi } from '../testing/startApi';

const MAPS = '/api/v1/namespaces/default/configmaps';
const TOPICS = '/apis/kafka.strimzi.io/v1/namespaces/default/kafkatopics';
const MERGE = 'application/merge-patch+json';
let api: Api;

beforeAll(async () => {
  api = await startApi();
  await api.call('POST', MAPS, {
    body: { metadata: { name: 'new' }, data: { a: '1' } },
  });
});
afterAll(() => api.sandbox.stop());

describe('a create', () => {
  const cases: [string, string, Json, number, string][] = [
    ['exists', MAPS, { metadata: { name: 'new' } }, 409, 'configmaps "new" already exists'],
    ['no name', MAPS, { metadata: {} }, 422, 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required'],
    ['other namespace', MAPS, { metadata: { name: 'x', namespace: 'y' } }, 400, 'the namespace of the provided object does not match the namespace sent on the request'],
    ['bad dry run', `${MAPS}?dryRun=Yes`, { metadata: { name: 'x' } }, 422, 'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Yes"]: supported values: "All"'],
    ['wrong kind', MAPS, { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'x' } }, 400, 'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion'],
    ['missing namespace', '/api/v1/namespaces/nope/configmaps', { metadata: { name: 'x' } }, 404, 'namespaces "nope" not found'],
    ['unknown field', `${MAPS}?fieldValidation=Strict`, { metadata: { name: 'x' }, datta: {} }, 400, 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "datta"'],
    ['bad name', MAPS, { metadata: { name: 'Bad_Name' } }, 422, `ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`],
    ['long name', MAPS, { metadata: { name: 'x'.repeat(254) } }, 422, `ConfigMap "${'x'.repeat(254)}" is invalid: metadata.name: Invalid value: "${'x'.repeat(254)}": must be no more than 253 characters`],
    ['unknown root', TOPICS, { metadata: { name: 't' }, spec: { partitions: 'many' } }, 422, 'KafkaTopic.kafka.strimzi.io "t" is invalid: spec.partitions: Invalid value: "string": spec.partitions in body must be of type integer: "string"'],
  ];
  it.each(cases)('is refused: %s', async (_what, path, body, status, message) => {
    const reply = await api.call('POST', path, { body });
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ message, code: status });
  });

  it('refuses a body that is no JSON, and other media types', async () => {
    const text = await api.call('POST', MAPS, { raw: '{nope' });
    expect(text.body.message).toBe(
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'n' looking for beginning of object key string ({nope)",
    );
    expect((await api.call('POST', MAPS, { raw: 'x', type: 'text/plain' })).status).toBe(415);
  });

  it('finds duplicate fields when strict, warns of unknown ones otherwise', async () => {
    const twice = await api.call('POST', `${MAPS}?fieldValidation=Strict`, {
      raw: '{"metadata":{"name":"d"},"data":{"a":"1","a":"2"}}',
    });
    expect(twice.body.message).toMatch(/strict decoding error: duplicate field "data.a"$/);
    const warned = await api.call('POST', `${MAPS}?dryRun=All`, {
      body: { metadata: { name: 'd' }, datta: {} },
    });
    expect(warned.status).toBe(201);
    expect(warned.headers.warning).toBe('299 - "unknown field \\"datta\\""');
    expect(warned.body.datta).toBeUndefined();
  });

  it('names by prefix, and keeps nothing of a dry run', async () => {
    const made = await api.call('POST', `${MAPS}?dryRun=All`, {
      body: { metadata: { generateName: 'g-' } },
    });
    const { name, resourceVersion } = objectAt(made.body, 'metadata');
    expect(name).toMatch(/^g-[a-z0-9]{5}$/);
    expect(resourceVersion).toBeUndefined();
    expect((await api.call('GET', `${MAPS}/${String(name)}`)).status).toBe(404);
  });
});

describe('a change', () => {
  it.each([
    ['stale version', MERGE, { metadata: { resourceVersion: '1' } }, 409],
    ['another uid', MERGE, { metadata: { uid: 'x' } }, 422],
    ['failing test', 'application/json-patch+json', [{ op: 'test', path: '/data/a', value: 'no' }], 422],
    ['bad path', 'application/json-patch+json', [{ op: 'replace', path: '/no/where', value: 1 }], 422],
    ['plain JSON', 'application/json', {}, 415],
  ])('is refused: %s', async (_what, type, body, status) => {
    const reply = await api.call('PATCH', `${MAPS}/new`, { type, body });
    expect(reply.status).toBe(status);
  });

  it('says which object was modified meanwhile', async () => {
    const reply = await api.call('PUT', `${MAPS}/new`, {
      body: { metadata: { name: 'new', resourceVersion: '1' } },
    });
    expect(reply.body).toMatchObject({
      message:
        'Operation cannot be fulfilled on configmaps "new": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'new', kind: 'configmaps' },
      code: 409,
    });
  });

  it('keeps the version when nothing changes, overwrites by a PUT without one', async () => {
    const before = await api.call('GET', `${MAPS}/new`);
    const noop = await api.call('PATCH', `${MAPS}/new`, {
      type: MERGE,
      body: { data: objectAt(before.body, 'data') },
    });
    expect(objectAt(noop.body, 'metadata').resourceVersion).toBe(
      objectAt(before.body, 'metadata').resourceVersion,
    );
    const put = await api.call('PUT', `${MAPS}/new`, {
      body: { metadata: { name: 'new' }, data: { a: '77' } },
    });
    expect(put.body.data).toEqual({ a: '77' });
    expect(objectAt(put.body, 'metadata').uid).toBe(objectAt(before.body, 'metadata').uid);
  });

  it('parts status from spec and counts generations of custom resources', async () => {
    const made = await api.call('POST', TOPICS, {
      body: { metadata: { name: 'gen' }, spec: { partitions: 1 }, status: { x: 1 } },
    });
    expect(made.body.status).toBeUndefined();
    expect(objectAt(made.body, 'metadata').generation).toBe(1);
    const main = await api.call('PATCH', `${TOPICS}/gen`, {
      type: MERGE,
      body: { status: { x: 1 } },
    });
    expect(main.status).toBe(200);
    expect(main.body.status).toBeUndefined();
    const status = await api.call('PATCH', `${TOPICS}/gen/status`, {
      type: MERGE,
      body: { spec: { partitions: 9 }, status: { observedGeneration: 1 } },
    });
    expect(status.body).toMatchObject({
      spec: { partitions: 1 },
      status: { observedGeneration: 1 },
      metadata: { generation: 1 },
    });
    const spec = await api.call('PATCH', `${TOPICS}/gen`, {
      type: MERGE,
      body: { spec: { partitions: 2 }, metadata: { labels: { a: 'b' } } },
    });
    expect(objectAt(spec.body, 'metadata').generation).toBe(2);
    const label = await api.call('PATCH', `${TOPICS}/gen`, {
      type: MERGE,
      body: { metadata: { labels: { a: 'c' } } },
    });
    expect(objectAt(label.body, 'metadata').generation).toBe(2);
  });

  it('merges strategically for built-in kinds and refuses that for custom ones', async () => {
    const type = 'application/strategic-merge-patch+json';
    await api.call('POST', '/api/v1/namespaces/default/pods', {
      body: {
        metadata: { name: 'smp' },
        spec: { containers: [{ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:1' }] },
      },
    });
    const merged = await api.call('PATCH', '/api/v1/namespaces/default/pods/smp', {
      type,
      body: { spec: { containers: [{ name: 'b', image: 'b:2' }, { name: 'a', $patch: 'delete' }] } },
    });
    expect(objectAt(merged.body, 'spec').containers).toEqual([{ name: 'b', image: 'b:2' }]);
    const refused = await api.call('PATCH', `${TOPICS}/gen`, { type, body: {} });
    expect(refused.body.message).toBe(
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    );
  });
});
