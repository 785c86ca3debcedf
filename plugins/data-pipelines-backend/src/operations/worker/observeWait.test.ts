import type { ObserveInput, Watched, WatchedMetrics } from '@penstock/backstage-plugin-data-pipelines-node';
import { observeWait, saysTheSame, type LookContext } from './observeWait';
import { FakeApiServer } from './testing/FakeApiServer';

const COPY = { cluster: 'east', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop' };
const named = (name: string): Watched => ({ by: 'name', ...COPY, name });
const labelled: Watched = { by: 'labels', ...COPY, labels: { part: 'a' } };

function look(server: FakeApiServer, objects: readonly Watched[], signal = new AbortController().signal, more: Pick<LookContext, 'measure'> & { metrics?: readonly WatchedMetrics[] } = {}) {
  const { measure, metrics } = more;
  const given: ObserveInput[] = [];
  const context: LookContext = {
    connection: cluster => {
      if (cluster !== 'east') throw new Error(`No cluster is called ${cluster}.`);
      return server;
    },
    clock: { now: () => 0 },
    ...(measure && { measure }),
    observers: new Map([
      [
        'test.sees',
        input => {
          given.push(input);
          return { state: 'done' };
        },
      ],
    ]),
  };
  const wait = { observer: 'test.sees', objects, params: { wanted: 1 }, ...(metrics && { metrics }) };
  return { given, looked: observeWait(context, wait, { operation: 'op-1', facts: { before: { found: 1 } }, signal }) };
}

const copies = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `copy-${index}`, namespace: 'shop', labels: { part: index % 2 === 0 ? 'a' : 'b' } } }));

describe('a look', () => {
  it('shows the observer each object in its order, and what is not there as nothing', async () => {
    const { given, looked } = look(new FakeApiServer('east', copies(3)), [named('copy-1'), named('copy-9'), labelled]);
    expect(await looked).toEqual({ observation: { state: 'done' }, readable: true });
    expect(given[0].seen.map(({ objects }) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`))).toEqual([['ConfigMap copy-1'], [], ['ConfigMap copy-0', 'ConfigMap copy-2']]);
    expect(given[0]).toMatchObject({ operation: 'op-1', params: { wanted: 1 }, facts: { before: { found: 1 } }, now: new Date(0) });
  });

  it('shows the observer the clock of each cluster, as its answers tell it', async () => {
    const server = new FakeApiServer('east', copies(2));
    const { given, looked } = look(server, [named('copy-1'), labelled]);
    await looked;
    expect(given[0].serverTimes).toEqual({});
    const asked = server.request.bind(server);
    server.request = async request => ({ ...(await asked(request)), headers: { date: 'Fri, 20 Nov 2026 14:33:00 GMT' } });
    const told = look(server, [named('copy-1'), labelled]);
    await told.looked;
    expect(told.given[0].serverTimes).toEqual({ east: new Date('2026-11-20T14:33:00Z') });
  });

  it('reads lists page by page', async () => {
    const server = new FakeApiServer('east', copies(2_400));
    const { given, looked } = look(server, [labelled]);
    await looked;
    expect(given[0].seen[0].objects).toHaveLength(1_200);
    expect(server.asked).toHaveLength(3);
  });

  it.each([
    ['a right is missing', { fault: 'refused' as const, status: 403, message: 'configmaps is forbidden' }, 'Cluster east answers 403 when Penstock reads ConfigMap: configmaps is forbidden', {}],
    ['the server is at fault', { fault: 'refused' as const, status: 500, message: '' }, 'Cluster east answers 500 when Penstock reads ConfigMap.', { away: true }],
    ['the connection breaks', { fault: 'unreachable' as const }, 'Cluster east: the API server did not answer in time.', { away: true }],
  ])('knows nothing when %s', async (_, fault, reason, away) => {
    const server = new FakeApiServer('east', copies(1));
    server.order(fault, () => true);
    const { given, looked } = look(server, [named('copy-0')]);
    expect(await looked).toEqual({ observation: { state: 'unknown', reason }, readable: false, ...away });
    expect(given).toEqual([]);
  });

  it('knows nothing of a kind that is not served, or of a cluster that is not configured', async () => {
    const server = new FakeApiServer('east', copies(1));
    server.removeKind('ConfigMap');
    expect((await look(server, [named('copy-0')]).looked).observation).toEqual({ state: 'unknown', reason: 'Cluster east does not serve the kind ConfigMap of v1.' });
    expect((await look(server, [{ ...named('copy-0'), cluster: 'west' }]).looked).observation).toEqual({ state: 'unknown', reason: 'No cluster is called west.' });
  });

  it('shows measures that were asked for after the objects, and says where nobody can be asked', async () => {
    const server = new FakeApiServer('east', copies(1));
    const asked: string[] = [];
    const metrics = [{ cluster: 'east', element: 'log', keys: ['age', 'ends'] }];
    const answer = { state: 'not-measured' as const, reason: 'no such series' };
    const measure: LookContext['measure'] = async ({ element, keys }) => {
      asked.push(`${element} ${keys.join(' ')} after ${server.asked.length}`);
      return { answer: () => answer };
    };
    const { given, looked } = look(server, [named('copy-0')], undefined, { metrics, measure });
    await looked;
    expect(asked).toEqual(['log age ends after 1']);
    expect(given[0].measured?.map(each => [each.watched.element, each.metrics.answer('ends')])).toEqual([['log', answer]]);
    const without = look(server, [], undefined, { metrics });
    await without.looked;
    expect(without.given[0].measured?.[0].metrics.answer('ends')).toMatchObject({ state: 'not-measured', reason: expect.stringContaining('configured') });
    const unasked = look(server, [], undefined, { measure });
    await unasked.looked;
    expect(unasked.given[0].measured).toBeUndefined();
  });

  it('ends when the work is called off', async () => {
    const off = new AbortController();
    off.abort(new Error('called off'));
    await expect(look(new FakeApiServer('east', copies(1)), [named('copy-0')], off.signal).looked).rejects.toThrow('called off');
  });

  it('says the same as one that was stored and read again', () => {
    expect(saysTheSame({ state: 'waiting', waitsFor: 'it' }, { state: 'waiting', waitsFor: 'it', progress: undefined })).toBe(true);
    expect(saysTheSame({ state: 'waiting', waitsFor: 'it' }, { state: 'waiting', waitsFor: 'her' })).toBe(false);
  });
});
