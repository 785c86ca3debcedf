import { stringAt } from './json';
import { Api, startApi } from '../testing/startApi';

const MAPS = '/api/v1/namespaces/flow/configmaps';
let api: Api;

const create = (name: string, labels: Record<string, string> = {}) =>
  api.call('POST', MAPS, { body: { metadata: { name, labels } } });

beforeAll(async () => {
  api = await startApi();
  await api.call('POST', '/api/v1/namespaces', {
    body: { metadata: { name: 'flow' } },
  });
  await api.until(
    async () =>
      (await api.call('GET', `${MAPS}/kube-root-ca.crt`)).status === 200,
  );
  await create('a');
  await create('b');
});
afterAll(() => api.sandbox.stop());

const expireWatches = () =>
  fetch(`${api.sandbox.control}/faults`, {
    method: 'POST',
    body: JSON.stringify({ cluster: 'prod-north', fault: 'expire-watches' }),
  });
const version = async () =>
  stringAt((await api.call('GET', MAPS)).body, 'metadata', 'resourceVersion');
const seen = (events: Awaited<ReturnType<Api['watch']>>) =>
  events.map(event => [event.type, stringAt(event.object, 'metadata', 'name')]);

describe('a watch', () => {
  it('follows from a version: added, modified, deleted', async () => {
    const events = await api.watch(
      `${MAPS}?watch=1&resourceVersion=${await version()}`,
      3,
      async () => {
        await create('w');
        await api.call('PATCH', `${MAPS}/w`, {
          body: { data: { x: '1' } },
          type: 'application/merge-patch+json',
        });
        await api.call('DELETE', `${MAPS}/w`);
      },
    );
    expect(seen(events)).toEqual([
      ['ADDED', 'w'],
      ['MODIFIED', 'w'],
      ['DELETED', 'w'],
    ]);
    const versions = events.map(event =>
      Number(stringAt(event.object, 'metadata', 'resourceVersion')),
    );
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(events[0]?.object).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1' });
  });

  it('replays what happened since an older version', async () => {
    const before = await version();
    await create('late');
    const events = await api.watch(
      `${MAPS}?watch=1&resourceVersion=${before}`,
      1,
    );
    expect(seen(events)).toEqual([['ADDED', 'late']]);
    await api.call('DELETE', `${MAPS}/late`);
  });

  it('without a version starts with all there is', async () => {
    const events = await api.watch(`${MAPS}?watch=1&timeoutSeconds=1`, 3);
    expect(seen(events)).toEqual([
      ['ADDED', 'a'],
      ['ADDED', 'b'],
      ['ADDED', 'kube-root-ca.crt'],
    ]);
  });

  it('ends silently at its timeout', async () => {
    const events = await api.watch(
      `${MAPS}?watch=1&timeoutSeconds=1&resourceVersion=${await version()}`,
      1,
    );
    expect(events).toEqual([]);
  });

  it('sends bookmarks when allowed', async () => {
    const events = await api.watch(
      `${MAPS}?watch=1&timeoutSeconds=3&allowWatchBookmarks=true&resourceVersion=${await version()}`,
      1,
    );
    expect(events[0]?.type).toBe('BOOKMARK');
    expect(
      Number(stringAt(events[0]?.object, 'metadata', 'resourceVersion')),
    ).toBeGreaterThanOrEqual(Number(await version()));
  });

  it('sends the initial events and marks their end', async () => {
    const events = await api.watch(
      `${MAPS}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=5`,
      4,
    );
    expect(events.map(event => event.type)).toEqual([
      'ADDED',
      'ADDED',
      'ADDED',
      'BOOKMARK',
    ]);
    expect(events[3]?.object).toMatchObject({
      kind: 'ConfigMap',
      metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
    });
    const refused = await api.call(
      'GET',
      `${MAPS}?watch=1&sendInitialEvents=true&allowWatchBookmarks=true`,
    );
    expect(refused.status).toBe(422);
  });

  it('deletes for the watcher what leaves its selection', async () => {
    await create('chosen', { team: 'x' });
    const events = await api.watch(
      `${MAPS}?watch=1&labelSelector=team%3Dx&resourceVersion=${await version()}`,
      2,
      async () => {
        for (const team of ['y', 'x']) {
          await api.call('PATCH', `${MAPS}/chosen`, {
            body: { metadata: { labels: { team } } },
            type: 'application/merge-patch+json',
          });
        }
      },
    );
    expect(seen(events)).toEqual([
      ['DELETED', 'chosen'],
      ['ADDED', 'chosen'],
    ]);
  });

  it('from too old a version answers 200 and one ERROR with 410', async () => {
    const old = await version();
    await expireWatches();
    const events = await api.watch(
      `${MAPS}?watch=1&resourceVersion=${old}`,
      1,
    );
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', reason: 'Expired', code: 410 },
    });
    expect(String(events[0]?.object.message)).toMatch(
      new RegExp(`^too old resource version: ${old} \\(\\d+\\)$`),
    );
  });

  it('of a version that is no number is a 500', async () => {
    const reply = await api.call('GET', `${MAPS}?watch=1&resourceVersion=abc`);
    expect(reply.status).toBe(500);
  });

  it('of an expired history ends with 410 and can start anew', async () => {
    const events = await api.watch(
      `${MAPS}?watch=1&resourceVersion=${await version()}`,
      1,
      expireWatches,
    );
    expect(events[0]).toMatchObject({ type: 'ERROR', object: { code: 410 } });
    const anew = await api.watch(
      `${MAPS}?watch=1&timeoutSeconds=1&resourceVersion=${await version()}`,
      1,
    );
    expect(anew).toEqual([]);
  });
});
