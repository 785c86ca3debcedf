import { ResponseError } from '@backstage/errors';
import { DataPipelinesClient } from './DataPipelinesClient';

/** A client of a server that gives one answer, and what it was asked. */
function clientOf(answer: () => Response) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const client = new DataPipelinesClient({
    discoveryApi: { getBaseUrl: async pluginId => `http://backstage/api/${pluginId}` },
    fetchApi: {
      fetch: async (input, init) => {
        asked.push({ url: String(input), init });
        return answer();
      },
    },
  });
  return { client, asked };
}

const json = (status: number, body: object) => () =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

const REFUSAL = {
  error: {
    name: 'NotAllowedError',
    message: 'You may not see data pipelines',
    code: 'PERMISSION_DENIED',
    cause: 'The permission data-pipelines.element.read is denied to you.',
    remedy: 'Ask whoever keeps the policy.',
  },
  request: { method: 'GET', url: '/pipelines' },
  response: { statusCode: 403 },
};

const MANIFESTS = { cluster: 'prod-north', namespace: 'orders', manifests: [{ kind: 'Kafka' }] };

/** Every method with the request that it stands for. */
const METHODS: [name: string, call: (client: DataPipelinesClient) => Promise<object>, method: string, path: string, body?: object][] = [
  ['listPipelines', client => client.listPipelines(), 'GET', '/pipelines'],
  ['getPipeline', client => client.getPipeline('orders'), 'GET', '/pipelines/orders'],
  ['getElement', client => client.getElement('orders-kafka'), 'GET', '/elements/orders-kafka'],
  ['listClusters', client => client.listClusters(), 'GET', '/clusters'],
  ['lintManifests', client => client.lintManifests({ manifests: MANIFESTS.manifests }), 'POST', '/manifests/lint', { manifests: MANIFESTS.manifests }],
  ['dryRunManifests', client => client.dryRunManifests(MANIFESTS), 'POST', '/manifests/dry-run', MANIFESTS],
  ['applyManifests', client => client.applyManifests(MANIFESTS), 'POST', '/manifests/apply', MANIFESTS],
];

describe('the client', () => {
  it.each(METHODS)('%s asks and answers the body', async (_, call, method, path, body) => {
    const { client, asked } = clientOf(json(200, { told: true }));
    await expect(call(client)).resolves.toEqual({ told: true });
    expect(asked).toHaveLength(1);
    expect(new URL(asked[0].url).pathname).toBe(`/api/data-pipelines${path}`);
    expect(asked[0].init?.method).toBe(method);
    expect(asked[0].init?.body ? JSON.parse(String(asked[0].init.body)) : undefined).toEqual(body);
  });

  it.each(METHODS)('%s throws a ResponseError with code, cause and remedy', async (_, call) => {
    const { client } = clientOf(json(403, REFUSAL));
    const error = await call(client).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      statusCode: 403,
      cause: { name: 'NotAllowedError', message: REFUSAL.error.message },
      body: { error: { code: 'PERMISSION_DENIED', cause: REFUSAL.error.cause, remedy: REFUSAL.error.remedy } },
    });
  });

  it('throws a ResponseError also for an answer that is not from the API', async () => {
    const { client } = clientOf(() => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' }));
    await expect(client.listClusters()).rejects.toMatchObject({ name: 'ResponseError', statusCode: 502 });
  });

  it('escapes names, repeats a status and leaves out what is not asked', async () => {
    const { client, asked } = clientOf(json(200, {}));
    await client.getPipeline('a/../b?c');
    await client.listPipelines({ status: ['Critical', 'Warning'], owner: 'group:default/us', limit: 5 });
    expect(asked[0].url).toBe('http://backstage/api/data-pipelines/pipelines/a%2F..%2Fb%3Fc');
    const { searchParams } = new URL(asked[1].url);
    expect(searchParams.getAll('status')).toEqual(['Critical', 'Warning']);
    expect(searchParams.get('owner')).toBe('group:default/us');
    expect([...new Set(searchParams.keys())].sort()).toEqual(['limit', 'owner', 'status']);
  });

  it('sends a token where it is given one', async () => {
    const { client, asked } = clientOf(json(200, {}));
    await client.listClusters({ token: 'abc' });
    await client.listClusters();
    const tokens = asked.map(({ init }) => new Headers(init?.headers).get('authorization'));
    expect(tokens).toEqual(['Bearer abc', null]);
  });
});
