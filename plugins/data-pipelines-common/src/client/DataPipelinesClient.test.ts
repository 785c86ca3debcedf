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

interface Method {
  name: string;
  call(client: DataPipelinesClient): Promise<object>;
  asks: string;
  body?: object;
}

const LINTED = { manifests: MANIFESTS.manifests };

/** Every method with the request that it stands for. */
const METHODS: Method[] = [
  { name: 'listPipelines', call: client => client.listPipelines(), asks: 'GET /pipelines' },
  { name: 'getPipeline', call: client => client.getPipeline('orders'), asks: 'GET /pipelines/orders' },
  { name: 'getElement', call: client => client.getElement('orders-kafka'), asks: 'GET /elements/orders-kafka' },
  { name: 'listClusters', call: client => client.listClusters(), asks: 'GET /clusters' },
  { name: 'lintManifests', call: client => client.lintManifests(LINTED), asks: 'POST /manifests/lint', body: LINTED },
  { name: 'dryRunManifests', call: client => client.dryRunManifests(MANIFESTS), asks: 'POST /manifests/dry-run', body: MANIFESTS },
  { name: 'applyManifests', call: client => client.applyManifests(MANIFESTS), asks: 'POST /manifests/apply', body: MANIFESTS },
];

describe('the client', () => {
  it.each(METHODS)('$name asks and answers the body', async ({ call, asks, body }) => {
    const { client, asked } = clientOf(json(200, { told: true }));
    await expect(call(client)).resolves.toEqual({ told: true });
    expect(asked).toHaveLength(1);
    const [{ url, init }] = asked;
    expect(`${init?.method} ${url.replace('http://backstage/api/data-pipelines', '')}`).toBe(asks);
    expect(init?.body ? JSON.parse(String(init.body)) : undefined).toEqual(body);
  });

  it.each(METHODS)('$name throws a ResponseError with code, cause and remedy', async ({ call }) => {
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
