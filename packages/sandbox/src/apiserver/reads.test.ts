import { arrayAt, objectAt, stringAt } from './json';
import { Api, startApi } from '../testing/startApi';

const MAPS = '/api/v1/namespaces/pages/configmaps';
let api: Api;

beforeAll(async () => {
  api = await startApi();
  await api.call('POST', '/api/v1/namespaces', {
    body: { metadata: { name: 'pages' } },
  });
  await api.until(
    async () =>
      (await api.call('GET', `${MAPS}/kube-root-ca.crt`)).status === 200,
  );
  for (let index = 0; index < 7; index += 1) {
    await api.call('POST', MAPS, {
      body: {
        metadata: {
          name: `c${index}`,
          labels: { even: String(index % 2 === 0), one: `v${index}` },
        },
        data: { a: String(index) },
      },
    });
  }
});
afterAll(() => api.sandbox.stop());

const names = (body: Parameters<typeof arrayAt>[0]) =>
  arrayAt(body, 'items').map(item => stringAt(item, 'metadata', 'name'));
const tokenOf = (body: Parameters<typeof objectAt>[0]) =>
  encodeURIComponent(stringAt(body, 'metadata', 'continue') ?? '');

describe('lists', () => {
  it('come in pages of one revision, whatever changes in between', async () => {
    const first = await api.call('GET', `${MAPS}?limit=3`);
    expect(names(first.body)).toEqual(['c0', 'c1', 'c2']);
    expect(objectAt(first.body, 'metadata').remainingItemCount).toBe(5);
    await api.call('DELETE', `${MAPS}/c5`);
    await api.call('POST', MAPS, { body: { metadata: { name: 'c3a' } } });
    const second = await api.call(
      'GET',
      `${MAPS}?limit=3&continue=${tokenOf(first.body)}`,
    );
    expect(names(second.body)).toEqual(['c3', 'c4', 'c5']);
    const third = await api.call(
      'GET',
      `${MAPS}?limit=3&continue=${tokenOf(second.body)}`,
    );
    expect(names(third.body)).toEqual(['c6', 'kube-root-ca.crt']);
    const version = stringAt(first.body, 'metadata', 'resourceVersion');
    for (const page of [second, third]) {
      expect(stringAt(page.body, 'metadata', 'resourceVersion')).toBe(version);
    }
    expect(objectAt(third.body, 'metadata').continue).toBeUndefined();
    expect(names((await api.call('GET', MAPS)).body)).toContain('c3a');
  });

  it('answer an expired page with 410 and a token that goes on inconsistently', async () => {
    const first = await api.call('GET', `${MAPS}?limit=2`);
    await fetch(`${api.sandbox.control}/faults`, {
      method: 'POST',
      body: JSON.stringify({ cluster: 'prod-north', fault: 'expire-watches' }),
    });
    const late = await api.call(
      'GET',
      `${MAPS}?limit=2&continue=${tokenOf(first.body)}`,
    );
    expect(late.status).toBe(410);
    expect(late.body.reason).toBe('Expired');
    const rest = await api.call(
      'GET',
      `${MAPS}?limit=50&continue=${tokenOf(late.body)}`,
    );
    expect(rest.status).toBe(200);
    expect(names(rest.body)[0]).toBe('c2');
  });

  it.each([
    [
      'limit=3&continue=abc',
      400,
      'invalid continue token: continue key is not valid: invalid character \'i\' looking for beginning of value',
    ],
    [
      'resourceVersion=abc',
      400,
      'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    [
      'resourceVersionMatch=Exact',
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [
      'fieldSelector=data.a%3D1',
      400,
      '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [
      'labelSelector=a%3D%3D%3D',
      400,
      "unable to parse requirement: found '=', expected: identifier",
    ],
  ])('refuse %s with %i', async (query, status, message) => {
    const reply = await api.call('GET', `${MAPS}?${query}`);
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ kind: 'Status', message, code: status });
  });

  it('answer a version of the future with 504 and Retry-After', async () => {
    const reply = await api.call('GET', `${MAPS}?resourceVersion=99999999`);
    expect(reply.status).toBe(504);
    expect(reply.headers['retry-after']).toBe('1');
    expect(arrayAt(reply.body, 'details', 'causes')).toEqual([
      {
        reason: 'ResourceVersionTooLarge',
        message: 'Too large resource version',
      },
    ]);
  });

  it.each([
    ['even=true', ['c0', 'c2', 'c4', 'c6']],
    ['even!=true,one', ['c1', 'c3']],
    ['one in (v1,v4)', ['c1', 'c4']],
    ['one notin (v1,v4),even', ['c0', 'c2', 'c3', 'c6']],
    ['!even', ['c3a', 'kube-root-ca.crt']],
  ])('select by label %s', async (selector, expected) => {
    const reply = await api.call(
      'GET',
      `${MAPS}?labelSelector=${encodeURIComponent(selector)}`,
    );
    expect(names(reply.body)).toEqual(expected);
  });

  it('are empty in an unknown namespace, and mark every answer as simulated', async () => {
    const reply = await api.call('GET', '/api/v1/namespaces/nope/configmaps');
    expect(reply.status).toBe(200);
    expect(arrayAt(reply.body, 'items')).toEqual([]);
    expect(reply.headers['penstock-simulated']).toBe('true');
  });

  it('tell the time of the cluster, also where its clock is wrong', async () => {
    const behind = async () => {
      const { headers } = await api.call('GET', MAPS);
      return (Date.now() - Date.parse(headers.date ?? '')) / 1_000;
    };
    expect(await behind()).toBeLessThan(60);
    await fetch(`${api.sandbox.control}/faults`, {
      method: 'POST',
      body: JSON.stringify({
        cluster: 'prod-north',
        fault: 'clock-skew',
        seconds: -600,
      }),
    });
    expect(Math.abs((await behind()) - 600)).toBeLessThan(60);
    await fetch(`${api.sandbox.control}/faults`, { method: 'DELETE' });
  });

  it('leave kind and apiVersion out of items of built-in kinds only', async () => {
    const maps = await api.call('GET', `${MAPS}?limit=1`);
    expect(objectAt(arrayAt(maps.body, 'items')[0]).kind).toBeUndefined();
    await api.call('POST', '/apis/kafka.strimzi.io/v1/namespaces/pages/kafkatopics', {
      body: { metadata: { name: 't' }, spec: { partitions: 1 } },
    });
    const topics = await api.call('GET', '/apis/kafka.strimzi.io/v1/kafkatopics');
    expect(objectAt(arrayAt(topics.body, 'items')[0]).kind).toBe('KafkaTopic');
  });

  it('come as a table or as metadata when asked so', async () => {
    const table = await api.call('GET', `${MAPS}?limit=1`, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
    });
    expect(table.body.kind).toBe('Table');
    expect(arrayAt(objectAt(arrayAt(table.body, 'rows')[0]), 'cells')[0]).toBe('c0');
    const metadata = await api.call('GET', `${MAPS}?limit=1`, {
      accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    });
    expect(metadata.body.kind).toBe('PartialObjectMetadataList');
    expect(objectAt(arrayAt(metadata.body, 'items')[0]).data).toBeUndefined();
  });
});

describe('paths', () => {
  it.each([
    '/apis/autoscaling/v2/namespaces/pages/horizontalpodautoscalers',
    '/apis/storage.k8s.io/v1/volumeattachments',
    '/api/v1/namespaces/pages/podtemplates',
  ])('%s, which a real server has, is 501 in words', async path => {
    const { status, body } = await api.call('GET', path);
    expect(status).toBe(501);
    expect(body.message).toMatch(/^The sandbox does not simulate .*; use a real API server for it\.$/);
  });

  it('that nobody serves are 404, in the words of each level', async () => {
    expect((await api.call('GET', '/apis/nope.example/v1/things')).text).toBe(
      '404 page not found\n',
    );
    expect((await api.call('GET', '/api/v1/namespaces/pages/gizmos')).body).toMatchObject({
      message: 'the server could not find the requested resource',
      details: {},
    });
    expect((await api.call('GET', `${MAPS}/absent`)).body).toMatchObject({
      message: 'configmaps "absent" not found',
      details: { name: 'absent', kind: 'configmaps' },
    });
  });

  it('tell the version with its mark, and 501 in words for what is left out', async () => {
    const version = await api.call('GET', '/version');
    expect(version.body.gitVersion).toBe('v1.36.3+simulated');
    const log = await api.call('GET', '/api/v1/namespaces/pages/pods/p/log');
    expect(log.status).toBe(501);
    expect(log.body.message).toMatch(/does not simulate pods\/log/);
  });
});
