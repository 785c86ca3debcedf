import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusClient } from './PrometheusClient';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

async function prometheus(handler: Handler): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => handler(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/prometheus/`, server };
}

const open: Server[] = [];

async function clientOf(handler: Handler, options: { timeoutMs?: number; authorization?: string } = {}) {
  const { url, server } = await prometheus(handler);
  open.push(server);
  return new PrometheusClient({ cluster: 'prod-north', url, refreshMs: 1000, timeoutMs: 5000, ...options });
}

function answer(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function vector(result: unknown[]) {
  return { status: 'success', data: { resultType: 'vector', result } };
}

const never = new AbortController().signal;

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
});

describe('PrometheusClient', () => {
  it('posts the query and drops NaN and infinite samples', async () => {
    const asked: string[] = [];
    const client = await clientOf((request, response, body) => {
      asked.push(`${request.method} ${request.url} ${new URLSearchParams(body).get('query')} ${request.headers.authorization}`);
      answer(response, 200, vector([
        { metric: { namespace: 'a' }, value: [1, '12.5'] },
        { metric: { namespace: 'b' }, value: [1, 'NaN'] },
        { metric: { namespace: 'c' }, value: [1, '+Inf'] },
        { metric: { namespace: 'd' }, value: [1, '0'] },
      ]));
    }, { authorization: 'Bearer secret' });
    expect(await client.query('up{a="b"}', never)).toEqual({
      state: 'answered',
      samples: [
        { labels: { namespace: 'a' }, value: 12.5 },
        { labels: { namespace: 'd' }, value: 0 },
      ],
    });
    expect(asked).toEqual(['POST /prometheus/api/v1/query up{a="b"} Bearer secret']);
  });

  it('says what Prometheus says, and never the credentials', async () => {
    const client = await clientOf((_request, response) => answer(response, 400, { status: 'error', errorType: 'bad_data', error: 'parse error' }), { authorization: 'Bearer secret' });
    expect(await client.query('((', never)).toEqual({ state: 'failed', reason: 'Prometheus (prod-north) answered HTTP 400: parse error' });
    const refused = await clientOf((_request, response) => answer(response, 401, {}), { authorization: 'Bearer secret' });
    expect(await refused.query('up', never)).toEqual({ state: 'failed', reason: 'Prometheus (prod-north) refused the credentials (HTTP 401)' });
  });

  it('fails in words for pages that are no JSON, and for matrices', async () => {
    const html = await clientOf((_request, response) => response.end('<html>'));
    expect(await html.query('up', never)).toMatchObject({ state: 'failed', reason: expect.stringContaining('not JSON') });
    const matrix = await clientOf((_request, response) => answer(response, 200, { status: 'success', data: { resultType: 'matrix', result: [] } }));
    expect(await matrix.query('up', never)).toMatchObject({ state: 'failed', reason: expect.stringContaining('matrix') });
  });

  it('gives up a source that hangs, is too long, or is not there', async () => {
    const hanging = await clientOf(() => undefined, { timeoutMs: 50 });
    expect(await hanging.query('up', never)).toEqual({ state: 'failed', reason: 'Prometheus (prod-north) did not answer within 0.05 s' });
    const endless = await clientOf((_request, response) => response.end(Buffer.alloc(9 * 1024 * 1024, ' ')));
    expect(await endless.query('up', never)).toMatchObject({ state: 'failed', reason: expect.stringContaining('more than') });
    const gone = new PrometheusClient({ cluster: 'x', url: 'http://127.0.0.1:9', refreshMs: 1000, timeoutMs: 5000 });
    expect(await gone.query('up', never)).toMatchObject({ state: 'failed', reason: expect.stringContaining('cannot be reached') });
  });
});
