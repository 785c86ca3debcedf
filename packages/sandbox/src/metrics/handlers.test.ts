import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metricsHandlers } from './handlers';
import { SeriesStore } from './seriesStore';

const NOW = new Date(Date.UTC(2026, 10, 20, 14, 31));

describe('metricsHandlers', () => {
  let server: Server;
  let base: string;

  beforeAll(async () => {
    const samples = new SeriesStore();
    samples.append(NOW.getTime() - 60_000, [
      { labels: { __name__: 'm', a: '1' }, value: 1.5 },
    ]);
    samples.append(NOW.getTime(), [
      { labels: { __name__: 'm', a: '1' }, value: 2.5 },
    ]);
    const handle = metricsHandlers(
      name =>
        name === 'prod-north'
          ? { page: () => 'm{a="1"} 2.5\n', samples }
          : undefined,
      () => NOW,
    );
    server = createServer((request, response) => {
      handle(request, response).then(
        done => {
          if (!done) response.writeHead(418).end();
        },
        () => response.destroy(),
      );
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address() as AddressInfo;
    base = `http://127.0.0.1:${address.port}`;
  });
  afterAll(async () => {
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  it('serves the page in text format, marked as simulated', async () => {
    const answer = await fetch(`${base}/clusters/prod-north/metrics`);
    expect(await answer.text()).toBe('m{a="1"} 2.5\n');
    expect(answer.headers.get('penstock-simulated')).toBe('true');
    expect(answer.headers.get('content-type')).toContain('version=0.0.4');
  });

  it('answers instant queries by GET and by POST, at now or at a given time', async () => {
    const got = await fetch(
      `${base}/clusters/prod-north/prometheus/api/v1/query?query=m`,
    );
    expect(await got.json()).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [
          {
            metric: { __name__: 'm', a: '1' },
            value: [NOW.getTime() / 1_000, '2.5'],
          },
        ],
      },
    });
    const posted = await fetch(
      `${base}/clusters/prod-north/prometheus/api/v1/query`,
      {
        method: 'POST',
        body: new URLSearchParams({
          query: 'm',
          time: new Date(NOW.getTime() - 30_000).toISOString(),
        }),
      },
    );
    expect(await posted.json()).toMatchObject({
      data: { result: [{ value: [NOW.getTime() / 1_000 - 30, '1.5'] }] },
    });
  });

  it('answers range queries', async () => {
    const end = NOW.getTime() / 1_000;
    const answer = await fetch(
      `${base}/clusters/prod-north/prometheus/api/v1/query_range?query=m*2&start=${
        end - 60
      }&end=${end}&step=1m`,
    );
    expect(await answer.json()).toMatchObject({
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { a: '1' },
            values: [
              [end - 60, '3'],
              [end, '5'],
            ],
          },
        ],
      },
    });
  });

  it('says what is wrong in the shape of Prometheus', async () => {
    const wrong = await fetch(
      `${base}/clusters/prod-north/prometheus/api/v1/query?query=sum(`,
    );
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      status: 'error',
      errorType: 'bad_data',
    });
    const outside = await fetch(
      `${base}/clusters/prod-north/prometheus/api/v1/query?query=topk(1,m)`,
    );
    expect(outside.status).toBe(422);
    expect(await outside.json()).toMatchObject({
      status: 'error',
      errorType: 'execution',
      error: expect.stringContaining('subset'),
    });
    expect(
      (await fetch(`${base}/clusters/prod-north/prometheus/api/v1/labels`))
        .status,
    ).toBe(404);
    expect((await fetch(`${base}/clusters/nowhere/metrics`)).status).toBe(404);
  });

  it('leaves other paths alone', async () => {
    expect((await fetch(`${base}/healthz`)).status).toBe(418);
  });
});
