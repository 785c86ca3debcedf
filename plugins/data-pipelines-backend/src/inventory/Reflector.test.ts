import { mockServices } from '@backstage/backend-test-utils';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { AnswerTooLargeError, ClusterUnreachableError } from '../clusters/ClusterUnreachableError';
import { CORE_KINDS } from './coreKinds';
import { KindStore } from './KindStore';
import { Reflector } from './Reflector';
import type { ReflectorState } from './ReflectorState';
import { podJson, podList, statusJson } from './__testUtils__/pods';
import { ScriptedApi, type ListStep, type WatchStep } from './__testUtils__/ScriptedApi';
import { VirtualClock } from './__testUtils__/VirtualClock';
import { trimmerOf } from './trim';

const POD = CORE_KINDS[0];
const REFUSED = new ClusterUnreachableError('prod-north', 'refused', 'Cluster prod-north refuses connections.', 'ECONNREFUSED');
const RESET = new ClusterUnreachableError('prod-north', 'other', 'The connection broke.', 'ECONNRESET');
const SILENT = new ClusterUnreachableError('prod-north', 'timeout', 'No answer in time.', 'UND_ERR_BODY_TIMEOUT');
const EXPIRED = statusJson(410, 'Expired', 'too old resource version: 1 (2)');
const TOO_LARGE = statusJson(504, 'Timeout', 'Timeout: Too large resource version', ['ResourceVersionTooLarge']);

const put = (name: string, version: string, type = 'MODIFIED') => ({ type, object: podJson(name, version) });
const bookmark = (version: string) => ({
  type: 'BOOKMARK',
  object: { apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion: version } },
});
const error = (object: unknown) => ({ type: 'ERROR', object });

/** Runs a reflector against a script until the script is over. */
async function run(lists: ListStep[], watches: WatchStep[], chance?: () => number) {
  const clock = new VirtualClock(undefined, chance);
  const ended = new AbortController();
  const api = new ScriptedApi({ lists, watches }, { pass: ms => clock.pass(ms), end: () => ended.abort() });
  const store = new KindStore();
  const logger = mockServices.logger.mock();
  const phases: ReflectorState['phase'][] = [];
  const reflector = new Reflector({
    title: 'Pod of cluster prod-north',
    kind: 'Pod',
    path: '/api/v1/pods',
    connection: api,
    trim: trimmerOf(POD, 'v1'),
    target: store,
    clock,
    logger,
    changed: () => phases.push(reflector.state().phase),
    mayAsk: async () => {},
  });
  await reflector.run(ended.signal);
  const names = () => store.list().map((object: KubernetesObject) => object.metadata.name).sort();
  return {
    api,
    clock,
    logger,
    names,
    phases,
    state: reflector.state(),
    positions: api.watches.map(query => query.resourceVersion),
    sleeps: clock.sleeps,
  };
}

describe('Reflector', () => {
  it('asks first for a list that the server may serve from its cache', async () => {
    const { api, names } = await run([podList('10', [podJson('a', '5')])], []);
    expect(api.lists).toEqual([{ resourceVersion: '0', limit: '500' }]);
    expect(names()).toEqual(['a']);
  });

  it('asks later lists never to be older than what was seen', async () => {
    const { api } = await run(
      [podList('10', []), podList('30', [])],
      [{ events: [put('a', '20'), error(EXPIRED)] }],
    );
    expect(api.lists).toEqual([
      { resourceVersion: '0', limit: '500' },
      { resourceVersion: '20', resourceVersionMatch: 'NotOlderThan', limit: '500' },
    ]);
  });

  it.each([
    ['410 Expired', { status: 410, body: EXPIRED }],
    ['version too large', { status: 504, body: TOO_LARGE }],
  ])('lists from the store of record at once after a list answered %s', async (_, refusal) => {
    const { api, sleeps, names } = await run(
      [podList('10', []), refusal, podList('7', [podJson('b', '6')])],
      [{ events: [error(EXPIRED)] }],
    );
    expect(api.lists[2]).toEqual({ limit: '500' });
    expect(api.lists).toHaveLength(3);
    expect(api.watches).toHaveLength(2);
    expect(sleeps).toEqual([]);
    expect(names()).toEqual(['b']);
  });

  it('lists at once when a watch says that its position has expired', async () => {
    const { api, sleeps } = await run(
      [podList('10', []), podList('50', [])],
      [{ events: [error(EXPIRED)] }],
    );
    expect([api.lists.length, api.watches.length]).toEqual([2, 2]);
    expect(sleeps).toEqual([]);
  });

  it('pauses when a server declares every position expired', async () => {
    const { api, sleeps } = await run(
      [podList('10', []), podList('11', []), podList('12', [])],
      [{ events: [error(EXPIRED)], lastsMs: 0 }, { events: [error(EXPIRED)], lastsMs: 0 }],
    );
    expect(api.lists).toHaveLength(3);
    expect(sleeps).toHaveLength(1);
  });

  it('follows pages to the end', async () => {
    const { api, names } = await run(
      [
        podList('10', [podJson('a', '1')], 'page-2'),
        podList('10', [podJson('b', '2')], 'page-3'),
        podList('10', [podJson('c', '3')]),
      ],
      [],
    );
    expect(api.lists).toEqual([
      { resourceVersion: '0', limit: '500' },
      { limit: '500', continue: 'page-2' },
      { limit: '500', continue: 'page-3' },
    ]);
    expect(names()).toEqual(['a', 'b', 'c']);
  });

  it('falls back to a full list when a page has expired', async () => {
    const { api, names, positions } = await run(
      [
        podList('10', [podJson('a', '1'), podJson('gone', '1')], 'page-2'),
        { status: 410, body: EXPIRED },
        podList('15', [podJson('a', '1'), podJson('b', '14')]),
      ],
      [],
    );
    expect(api.lists[2]).toEqual({ resourceVersion: '0' });
    expect(names()).toEqual(['a', 'b']);
    expect(positions).toEqual(['15']);
  });

  it('reads a list that is too large for one answer in pages from the store', async () => {
    const { api, sleeps } = await run(
      [new AnswerTooLargeError('prod-north', '/api/v1/pods', 8), podList('10', [], 'page-2'), podList('10', [])],
      [],
    );
    expect(api.lists.slice(1)).toEqual([{ limit: '500' }, { limit: '500', continue: 'page-2' }]);
    expect(sleeps).toEqual([]);
  });

  it('asks for bookmarks, which advance the position without objects', async () => {
    const { api, positions, names } = await run([podList('10', [])], [{ events: [bookmark('99')] }]);
    expect(api.watches[0].allowWatchBookmarks).toBe('true');
    expect(positions).toEqual(['10', '99']);
    expect(names()).toEqual([]);
  });

  it('bounds a watch by a random time between five and ten minutes', async () => {
    const timeout = async (chance: number) => {
      const { api } = await run([podList('10', [])], [], () => chance);
      return Number(api.watches[0].timeoutSeconds);
    };
    expect([await timeout(0), await timeout(0.5), await timeout(0.999)]).toEqual([300, 450, 600]);
  });

  it('opens five watches after one list when the server only ends them', async () => {
    const { api, sleeps, positions } = await run(
      [podList('10', [])],
      [{ events: [put('a', '11')] }, {}, { events: [put('a', '12', 'DELETED')] }, {}],
    );
    expect(api.lists).toHaveLength(1);
    expect(positions).toEqual(['10', '11', '11', '12', '12']);
    expect(sleeps).toEqual([]);
  });

  it.each<[string, WatchStep]>([
    ['connection refused', { fail: REFUSED }],
    ['429', { refuse: { status: 429, body: 'Too many requests, please try again later.\n' } }],
    ['429 inside the watch', { events: [error(statusJson(429, 'TooManyRequests'))] }],
    ['a connection that breaks under way', { breaks: RESET }],
  ])('backs off and watches again without a list after %s', async (_, failure) => {
    const { api, sleeps, positions } = await run([podList('10', [])], [failure, failure, {}]);
    expect(api.lists).toHaveLength(1);
    expect(positions).toEqual(['10', '10', '10', '10']);
    expect(sleeps).toHaveLength(2);
  });

  it('says that it is broken while it backs off, and live again afterwards', async () => {
    const { phases } = await run([podList('10', [])], [{ fail: REFUSED }, {}]);
    expect([...new Set(phases)]).toEqual(['starting', 'live', 'broken']);
    expect(phases.at(-1)).toBe('live');
  });

  it('waits as long as a 429 asks for', async () => {
    const body = { ...statusJson(429, 'TooManyRequests'), details: { retryAfterSeconds: 20 } };
    const { sleeps } = await run([podList('10', [])], [{ refuse: { status: 429, body } }]);
    expect(sleeps).toEqual([20_000]);
  });

  it('retries internal errors without a list until a deadline', async () => {
    const internal: WatchStep = { events: [error(statusJson(500, 'InternalError'))] };
    const { api, sleeps } = await run(
      [podList('10', []), podList('20', [])],
      [internal, internal, internal, internal, internal, internal, internal],
    );
    // 1.2 + 2.4 + 4.8 + 9.6 s, then 19.2 s cross the 30 s: the sixth error makes a list.
    expect(sleeps.slice(0, 5).map(ms => Math.round(ms))).toEqual([1200, 2400, 4800, 9600, 19_200].map(ms => expect.closeTo(ms, -3)));
    expect(api.lists).toHaveLength(2);
    expect(api.watches.length).toBeGreaterThan(5);
  });

  it('treats a watch that ends in under a second without an event as an error', async () => {
    const { api, sleeps } = await run([podList('10', []), podList('10', [])], [{ lastsMs: 999 }]);
    expect(api.lists).toHaveLength(2);
    expect(sleeps).toHaveLength(1);
  });

  it('takes a watch that ends in under a second after an event for a good one', async () => {
    const { api, sleeps } = await run([podList('10', [])], [{ lastsMs: 10, events: [bookmark('11')] }]);
    expect(api.lists).toHaveLength(1);
    expect(sleeps).toEqual([]);
  });

  it('lists again after a silent watch, since its position may lie in the future', async () => {
    const { api } = await run([podList('10', []), podList('3', [])], [{ breaks: SILENT, lastsMs: 180_000 }]);
    expect(api.lists).toHaveLength(2);
  });

  it('logs unknown event types and applies nothing of them', async () => {
    const { names, positions, logger } = await run(
      [podList('10', [])],
      [{ events: [put('a', '11', 'RENAMED'), { type: 'ADDED', object: { ...podJson('b', '12'), kind: 'Node' } }, 17] }],
    );
    expect(names()).toEqual([]);
    expect(positions).toEqual(['10', '10']);
    expect(logger.warn).toHaveBeenCalledTimes(3);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('event type RENAMED'));
  });

  it('keeps its position during the synthetic adds of a watch without one', async () => {
    const adds = [put('a', '50', 'ADDED'), put('b', '20', 'ADDED')];
    const { positions, names } = await run(
      [podList('', [])],
      [{ events: adds }, { events: [...adds, bookmark('60'), put('c', '61', 'ADDED')] }],
    );
    expect(positions).toEqual([undefined, undefined, '61']);
    expect(names()).toEqual(['a', 'b', 'c']);
  });

  it('replaces by a list, so that missed deletions show', async () => {
    const { names } = await run(
      [podList('10', [podJson('a', '1'), podJson('b', '2')]), podList('20', [podJson('b', '2'), podJson('c', '15')])],
      [{ events: [error(EXPIRED)] }],
    );
    expect(names()).toEqual(['b', 'c']);
  });

  it('keeps what it has while lists fail', async () => {
    const { names, state } = await run(
      [podList('10', [podJson('a', '1')]), { status: 500, body: 'boom' }],
      [{ events: [error(EXPIRED)] }],
    );
    expect(names()).toEqual(['a']);
    expect(state).toMatchObject({ phase: 'broken', reason: expect.stringContaining('refused to list (500)') });
  });

  it('says which right is missing, asks again soon and then only every five to ten minutes', async () => {
    const message = 'pods is forbidden: User "dev" cannot list resource "pods" in API group "" at the cluster scope';
    const denial = { status: 403, body: statusJson(403, 'Forbidden', message) };
    const { state, sleeps } = await run(Array(7).fill(denial), []);
    expect(state).toEqual({
      phase: 'denied',
      reason:
        'Pod of cluster prod-north: the configured credentials may not read it (cannot list resource "pods" in API group "" at the cluster scope); grant list and watch.',
    });
    expect(sleeps.map(ms => Math.round(ms / 1000)).slice(2)).toEqual([16, 64, 450, 450, 450]);
  });

  it('takes the first denials of what it could read for a server that has just started', async () => {
    const denial: WatchStep = { refuse: { status: 403, body: statusJson(403, 'Forbidden') } };
    const denied = { status: 403, body: statusJson(403, 'Forbidden') };
    const recovered = await run([podList('10', []), denied, podList('10', [])], [denial]);
    expect(recovered.phases).not.toContain('denied');
    expect(recovered.clock.now() - Date.parse('2026-01-01T00:00:00Z')).toBeLessThan(10_000);
    const lost = await run([podList('10', []), denied, denied], [denial]);
    expect(lost.state.phase).toBe('denied');
  });

  it('stays denied while it may list but not watch', async () => {
    const denial: WatchStep = { refuse: { status: 403, body: statusJson(403, 'Forbidden') } };
    const { state, sleeps, api } = await run(Array(7).fill(podList('10', [])), Array(6).fill(denial));
    expect(state.phase).toBe('denied');
    expect(api.watches).toHaveLength(7);
    expect(sleeps.at(-1)).toBe(450_000);
  });

  it('recovers from a denial when the right is granted', async () => {
    const { state, names } = await run(
      [{ status: 403, body: statusJson(403, 'Forbidden') }, podList('10', [podJson('a', '1')])],
      [{}],
    );
    expect(names()).toEqual(['a']);
    expect(state.phase).not.toBe('denied');
  });
});
