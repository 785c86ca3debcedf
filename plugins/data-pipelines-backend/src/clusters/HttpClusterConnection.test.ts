import { createServer, type Server } from 'node:net';
import { AnswerTooLargeError } from './ClusterUnreachableError';
import { aggregated, ApiServerDouble } from './__testUtils__/ApiServerDouble';
import { backstage, ClustersFixture, failureOf, TOKEN } from './__testUtils__/ClustersFixture';

let fixture: ClustersFixture;

beforeEach(async () => {
  fixture = await ClustersFixture.open();
});

afterEach(() => fixture.close());

async function linesOf(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const line of stream) lines.push(line);
  return lines;
}

describe('HttpClusterConnection: discovery and state', () => {
  const KAFKA = { group: 'kafka.strimzi.io', version: 'v1', kind: 'Kafka', resource: 'kafkas' };

  it('is connecting before the first answer and reachable after it', async () => {
    const { connection, clusters, reachable } = await fixture.north();
    expect(reachable()).toMatchObject({ state: 'unreachable', class: 'connecting' });
    await connection.discover();
    expect(clusters.state('prod-north')).toMatchObject({
      reachable: { state: 'reachable', latencyMs: expect.any(Number) },
      version: 'v1.36.3',
      simulated: false,
      lastSeenAt: expect.any(String),
    });
  });

  it.each([
    ['v1.36.0+simulated', true],
    ['v1.36.0+penstock.simulated', true],
    ['v1.36.0-simulated', false],
    ['v1.36.3', false],
  ])('takes version %s for simulated: %s', async (gitVersion, simulated) => {
    fixture.server.json('/version', { gitVersion });
    const { connection, clusters } = await fixture.north();
    await connection.discover();
    expect(clusters.state('prod-north').simulated).toBe(simulated);
  });

  it('reads aggregated discovery, and asks again only for what has changed', async () => {
    fixture.server.answers.set('/apis', (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { 'content-type': 'application/json', etag: '"1"' }).end(JSON.stringify(aggregated([KAFKA])));
    });
    const { connection } = await fixture.north();
    const first = await connection.discover();
    expect(first).toEqual([{ ...KAFKA, namespaced: true, verbs: ['list', 'watch'] }]);
    expect(await connection.discover()).toEqual(first);
    expect(fixture.server.asked).toHaveLength(3);
    expect(await connection.discover({ refresh: true })).toEqual(first);
    expect(fixture.server.asked).toHaveLength(4);
  });

  it('reads the older discovery group by group, and leaves out a group that is down', async () => {
    fixture.server.json('/api', { kind: 'APIVersions', versions: ['v1'] });
    fixture.server.json('/api/v1', {
      kind: 'APIResourceList',
      resources: [
        { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['list', 'watch'] },
        { name: 'pods/status', kind: 'Pod', namespaced: true, verbs: ['get'] },
      ],
    });
    fixture.server.json('/apis', {
      kind: 'APIGroupList',
      groups: [
        { name: 'kafka.strimzi.io', versions: [{ groupVersion: 'kafka.strimzi.io/v1', version: 'v1' }] },
        { name: 'metrics.k8s.io', versions: [{ groupVersion: 'metrics.k8s.io/v1beta1', version: 'v1beta1' }] },
      ],
    });
    fixture.server.json('/apis/kafka.strimzi.io/v1', {
      resources: [{ name: 'kafkas', kind: 'Kafka', namespaced: true, verbs: ['list', 'watch'] }],
    });
    fixture.server.json('/apis/metrics.k8s.io/v1beta1', {}, 503);
    let now = 0;
    const { connection } = await fixture.north({}, { now: () => now });
    const kinds = (await connection.discover()).map(({ kind, resource }) => `${kind} ${resource}`).sort();
    expect(kinds).toEqual(['Kafka kafkas', 'Pod pods']);
    const asked = async () => {
      const before = fixture.server.asked.length;
      await connection.discover({ refresh: true });
      return fixture.server.asked.length - before;
    };
    now = 59_999;
    // The names of the groups, and the one that was down.
    expect(await asked()).toBe(2);
    fixture.server.json('/apis/metrics.k8s.io/v1beta1', { resources: [] });
    expect(await asked()).toBe(2);
    expect(await asked()).toBe(1);
    now = 60_000;
    expect(await asked()).toBe(3);
  });

  it.each([429, 503])('takes %d for one group of the older discovery for no news about it', async status => {
    fixture.server.json('/api', { kind: 'APIVersions', versions: ['v1'] });
    fixture.server.json('/api/v1', {}, status);
    const pods = { resources: [{ name: 'pods', kind: 'Pod', namespaced: true, verbs: ['list', 'watch'] }] };
    const groups = (...names: string[]) => ({
      kind: 'APIGroupList',
      groups: names.map(name => ({ name, versions: [{ groupVersion: `${name}/v1`, version: 'v1' }] })),
    });
    fixture.server.json('/apis', groups('kafka.strimzi.io', 'apps'));
    const kafkas = { resources: [{ name: 'kafkas', kind: 'Kafka', namespaced: true, verbs: ['list', 'watch'] }] };
    const sets = { resources: [{ name: 'statefulsets', kind: 'StatefulSet', namespaced: true, verbs: ['list', 'watch'] }] };
    fixture.server.json('/apis/kafka.strimzi.io/v1', kafkas);
    fixture.server.json('/apis/apps/v1', sets);
    let now = 0;
    const { connection } = await fixture.north({}, { now: () => now });
    const kinds = async () => (await connection.discover({ refresh: true })).map(({ kind }) => kind).sort();
    expect(await kinds()).toEqual(['Kafka', 'StatefulSet']);
    fixture.server.json('/api/v1', pods);
    expect(await kinds()).toEqual(['Kafka', 'Pod', 'StatefulSet']);
    now = 60_000;
    fixture.server.json('/apis/kafka.strimzi.io/v1', {}, status);
    expect(await kinds()).toEqual(['Kafka', 'Pod', 'StatefulSet']);
    // One that is no longer announced is gone, and one that answers again is read again.
    fixture.server.json('/apis', groups('kafka.strimzi.io'));
    expect(await kinds()).toEqual(['Kafka', 'Pod']);
    fixture.server.json('/apis/kafka.strimzi.io/v1', { resources: [] });
    expect(await kinds()).toEqual(['Pod']);
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [500, 'server-error'],
    [503, 'server-error'],
  ])('is unreachable when discovery answers %d', async (status, failure) => {
    fixture.server.json('/apis', { kind: 'Status', reason: 'Because', message: `no ${TOKEN}` }, status);
    const { connection, reachable } = await fixture.north();
    await failureOf(connection.discover());
    expect(reachable()).toMatchObject({ state: 'unreachable', class: failure });
  });

  it('keeps the instant at which a failure began', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const { connection, reachable } = await fixture.north({}, { now: () => now });
    fixture.server.json('/apis', {}, 503);
    await failureOf(connection.discover());
    now += 60_000;
    await failureOf(connection.discover({ refresh: true }));
    expect(reachable()).toMatchObject({ since: '2026-01-01T00:00:00.000Z' });
  });
});

describe('HttpClusterConnection: requests', () => {
  it('returns any HTTP status as data', async () => {
    fixture.server.json('/api/v1/pods', { kind: 'Status', reason: 'Forbidden' }, 403);
    const { connection, reachable } = await fixture.north();
    const response = await connection.request({ method: 'GET', path: '/api/v1/pods', query: { limit: '500', continue: 'a+b' } });
    expect(response).toMatchObject({ status: 403, body: { reason: 'Forbidden' } });
    expect(fixture.server.asked[0].line).toBe('GET /api/v1/pods?limit=500&continue=a%2Bb');
    expect(reachable().state).toBe('reachable');
  });

  it('sends bodies with their content type', async () => {
    fixture.server.json('/x', {});
    const { connection } = await fixture.north();
    await connection.request({ method: 'PATCH', path: '/x', body: { a: 1 }, contentType: 'application/apply-patch+yaml' });
    expect(fixture.server.asked[0].headers['content-type']).toBe('application/apply-patch+yaml');
  });

  it('asks for JSON, or for what the request accepts', async () => {
    fixture.server.json('/x', {});
    const { connection } = await fixture.north();
    await connection.request({ method: 'GET', path: '/x' });
    await connection.request({ method: 'GET', path: '/x', accept: 'application/json;as=PartialObjectMetadata' });
    expect(fixture.server.asked.map(({ headers }) => headers.accept)).toEqual(['application/json', 'application/json;as=PartialObjectMetadata']);
  });

  it('reuses its sockets', async () => {
    const { connection } = await fixture.north();
    for (let request = 0; request < 5; request += 1) await connection.request({ method: 'GET', path: '/version' });
    // The pool may open a second one while it still tidies up the first.
    expect(fixture.server.sockets).toBeLessThanOrEqual(2);
  });

  it('refuses an answer beyond its bound and can go on', async () => {
    fixture.server.json('/big', { text: 'x'.repeat(10_000) });
    const { connection } = await fixture.north();
    await expect(connection.request({ method: 'GET', path: '/big', maxBytes: 1000 })).rejects.toBeInstanceOf(AnswerTooLargeError);
    expect((await connection.request({ method: 'GET', path: '/big' })).status).toBe(200);
  });

  it('gives up on a server that connects and never answers', async () => {
    fixture.server.answers.set('/silent', () => {});
    const { connection } = await fixture.north();
    const error = await failureOf(connection.request({ method: 'GET', path: '/silent', timeoutMs: 50 }));
    expect(error.failure).toBe('timeout');
    expect(error.message).toBe(`Cluster prod-north: ${new URL(fixture.server.url).host} did not answer in time.`);
  });

  it('gives up on an answer that begins and never ends', async () => {
    fixture.server.answers.set('/slow', (_, response) => {
      response.writeHead(200);
      response.write('{"items":[');
    });
    const { connection } = await fixture.north();
    expect((await failureOf(connection.request({ method: 'GET', path: '/slow', timeoutMs: 50 }))).failure).toBe('timeout');
  });

  it('says refused for a port that nobody listens on', async () => {
    const { connection, reachable } = await fixture.north();
    await fixture.server.stop();
    expect((await failureOf(connection.discover())).failure).toBe('refused');
    expect(reachable()).toMatchObject({ class: 'refused' });
    fixture.server = await ApiServerDouble.start();
  });

  it('says tls for a server that speaks none', async () => {
    const { connection } = await fixture.north({ url: fixture.server.url.replace('http:', 'https:') });
    expect((await failureOf(connection.discover())).failure).toBe('tls');
  });

  it('lets a dead neighbour be and serves the living', async () => {
    const dead: Server = createServer();
    await new Promise<void>(resolve => {
      dead.listen(0, '127.0.0.1', resolve);
    });
    const address = dead.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const clusters = await fixture.fromConfig({
      kubernetes: backstage(fixture.cluster(), fixture.cluster({ name: 'silent', url: `http://127.0.0.1:${port}` })),
    });
    const silent = failureOf(clusters.connection('silent').request({ method: 'GET', path: '/apis', timeoutMs: 200 }));
    await clusters.connection('prod-north').discover();
    expect(clusters.state('prod-north').reachable.state).toBe('reachable');
    expect((await silent).failure).toBe('timeout');
    dead.close();
  });
});

describe('HttpClusterConnection: streams', () => {
  it('hands over a watch line by line, also when lines and chunks differ', async () => {
    fixture.server.answers.set('/watch', (_, response) => {
      response.writeHead(200);
      response.write('{"type":"ADDED","object":{"n":"é');
      response.write('"}}\n\n{"type":"BOOKMARK"}\n{"type":');
      response.end('"DELETED"}\n');
    });
    const { connection } = await fixture.north();
    const answer = await connection.stream({ method: 'GET', path: '/watch' });
    if (!answer.opened) throw new Error('refused');
    expect(await linesOf(answer.lines)).toEqual([{ type: 'ADDED', object: { n: 'é' } }, { type: 'BOOKMARK' }, { type: 'DELETED' }]);
  });

  it('hands over the refusal of a watch', async () => {
    fixture.server.json('/watch', { kind: 'Status', reason: 'Expired' }, 410);
    const { connection } = await fixture.north();
    expect(await connection.stream({ method: 'GET', path: '/watch' })).toMatchObject({
      opened: false,
      response: { status: 410, body: { reason: 'Expired' } },
    });
  });

  it.each<[string, string, Partial<{ maxBytes: number }>]>([
    ['a line that is no JSON', 'garbage\n', {}],
    ['a line beyond the bound', `{"a":"${'x'.repeat(2000)}`, { maxBytes: 1000 }],
  ])('throws for %s, without repeating it', async (_, text, bound) => {
    fixture.server.answers.set('/watch', (_request, response) => {
      response.writeHead(200);
      response.write(text);
    });
    const { connection } = await fixture.north();
    const answer = await connection.stream({ method: 'GET', path: '/watch', ...bound });
    if (!answer.opened) throw new Error('refused');
    const error: unknown = await linesOf(answer.lines).catch(caught => caught);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain('garbage');
  });

  it('throws when the connection breaks under way', async () => {
    fixture.server.answers.set('/watch', (request, response) => {
      response.writeHead(200);
      response.write('{"type":"ADDED"}\n', () => request.socket.destroy());
    });
    const { connection } = await fixture.north();
    const answer = await connection.stream({ method: 'GET', path: '/watch' });
    if (!answer.opened) throw new Error('refused');
    const error = await failureOf(linesOf(answer.lines));
    expect(error.failure).toBe('other');
  });

  it('counts a watch as dead after silence', async () => {
    fixture.server.answers.set('/watch', (_, response) => {
      response.writeHead(200);
      response.flushHeaders();
    });
    const { connection } = await fixture.north({}, { limits: { watchIdleMs: 100 } });
    const answer = await connection.stream({ method: 'GET', path: '/watch' });
    if (!answer.opened) throw new Error('refused');
    expect((await failureOf(linesOf(answer.lines))).failure).toBe('timeout');
  });
});
