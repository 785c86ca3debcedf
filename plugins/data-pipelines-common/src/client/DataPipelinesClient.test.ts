import { ResponseError } from '@backstage/errors';
import type { OperationRequest, ScheduleSpec, StartRequest } from '../schema/openapi';
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

const EXPAND: OperationRequest = { kind: 'expand', element: 'orders-kafka', size: '200Gi' };

const START: StartRequest = { plan: 'p-1', hash: 'h-1', request: EXPAND, confirmation: { acknowledged: true } };

const SCHEDULE: ScheduleSpec = { pipeline: 'orders', cron: '0 */6 * * *', timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 4 } };

const LINTED = { manifests: MANIFESTS.manifests };

/** Every method with the request that it stands for. */
const METHODS: Method[] = [
  { name: 'listPipelines', call: client => client.listPipelines(), asks: 'GET /pipelines' },
  { name: 'getPipeline', call: client => client.getPipeline('orders'), asks: 'GET /pipelines/orders' },
  { name: 'getElement', call: client => client.getElement('orders-kafka'), asks: 'GET /elements/orders-kafka' },
  { name: 'getVolume', call: client => client.getVolume('orders-kafka', 'data-0'), asks: 'GET /elements/orders-kafka/volumes/data-0' },
  { name: 'listClusters', call: client => client.listClusters(), asks: 'GET /clusters' },
  { name: 'lintManifests', call: client => client.lintManifests(LINTED), asks: 'POST /manifests/lint', body: LINTED },
  { name: 'dryRunManifests', call: client => client.dryRunManifests(MANIFESTS), asks: 'POST /manifests/dry-run', body: MANIFESTS },
  { name: 'applyManifests', call: client => client.applyManifests(MANIFESTS), asks: 'POST /manifests/apply', body: MANIFESTS },
  { name: 'createPlan', call: client => client.createPlan(EXPAND), asks: 'POST /plans', body: EXPAND },
  { name: 'startOperation', call: client => client.startOperation(START, 'key-0001'), asks: 'POST /operations', body: START },
  { name: 'listOperations', call: client => client.listOperations({ state: 'running' }), asks: 'GET /operations?state=running' },
  { name: 'getOperation', call: client => client.getOperation('op-1', { after: 0, wait: 20 }), asks: 'GET /operations/op-1?after=0&wait=20' },
  { name: 'cancelOperation', call: client => client.cancelOperation('op-1'), asks: 'POST /operations/op-1/cancel' },
  { name: 'listRecoveryPoints', call: client => client.listRecoveryPoints({ element: 'a' }), asks: 'GET /recovery-points?element=a' },
  { name: 'getRecoveryPoint', call: client => client.getRecoveryPoint('p-1'), asks: 'GET /recovery-points/p-1' },
  { name: 'listSchedules', call: client => client.listSchedules(), asks: 'GET /schedules' },
  { name: 'putSchedule', call: client => client.putSchedule('six', SCHEDULE, true), asks: 'PUT /schedules/six?dryRun=true', body: SCHEDULE },
  { name: 'listLeftovers', call: client => client.listLeftovers(), asks: 'GET /leftovers' },
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

  it('sends the key of an intent under the name that the server reads', async () => {
    const { client, asked } = clientOf(json(200, {}));
    await client.startOperation(START, 'key-0001');
    const headers = new Headers(asked[0].init?.headers);
    expect(headers.get('idempotency-key')).toBe('key-0001');
    expect(headers.get('content-type')).toBe('application/json');
  });

  it('hands on the signal that ends a request', async () => {
    const { client, asked } = clientOf(json(200, {}));
    const stop = new AbortController();
    await client.getOperation('op-1', undefined, { signal: stop.signal });
    expect(asked[0].init?.signal).toBe(stop.signal);
    expect(asked[0].url).toBe('http://backstage/api/data-pipelines/operations/op-1');
  });

  it('reads no body where a schedule was removed', async () => {
    const { client, asked } = clientOf(() => new Response(null, { status: 204 }));
    await expect(client.deleteSchedule('six')).resolves.toBeUndefined();
    expect(asked[0].init?.method).toBe('DELETE');
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
