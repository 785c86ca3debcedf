import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult, isResourcePermission } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import express from 'express';
import request from 'supertest';
import { CLUSTER, NAMESPACE, operationsWorld } from '../__testUtils__/operationsWorld';
import { Audit } from '../audit/Audit';
import { createElementConditionalDecision, elementConditions } from '../authorization/rules';
import { testStore, type TestStore } from '../operations/store/__testUtils__';
import { policyPermissions } from '../testing/policyPermissions';
import { createApiRouter } from './createApiRouter';

/*
 * Bad input about operations, at the one door that everything passes, with the
 * product's own planners: each line is refused with a sentence, a code and a
 * remedy, no row is written, and the cluster is asked for nothing but reads.
 */

const OURS = 'group:default/us';
const TABLES = ['operations', 'operation_locks', 'operation_pauses', 'schedules'];

/** What is ours may be changed; everything may be seen. */
const ownersOnly: PermissionPolicy = {
  handle: async ({ permission }) =>
    isResourcePermission(permission, 'data-pipelines-element') && !permission.name.endsWith('.read')
      ? createElementConditionalDecision(permission, elementConditions.isOwner({ claims: [OURS] }))
      : { result: AuthorizeResult.ALLOW },
};

const logger = mockServices.logger.mock();
const app = express();
let policy = ownersOnly;
let store: TestStore;
let world: Awaited<ReturnType<typeof operationsWorld>>;

beforeAll(async () => {
  store = await testStore();
  const audit = new Audit({ auditor: mockServices.auditor.mock(), logger });
  world = await operationsWorld({ store, audit, permissions: policyPermissions({ handle: (...asked) => policy.handle(...asked) }) });
  const unused = () => Promise.reject(new Error('no manifests here'));
  app.use(
    await createApiRouter({
      ...world.doors,
      volumes: { getVolume: unused },
      manifests: { lint: unused, dryRun: unused, apply: unused },
      ...{ logger, httpAuth: mockServices.httpAuth(), userInfo: mockServices.userInfo() },
    }),
  );
});
afterAll(() => store.close());

const KEY = 'key-of-a-test';
const draw = (body: object) => request(app).post('/plans').send(body);
const start = (body: object, key: string = KEY) => request(app).post('/operations').set('idempotency-key', key).send(body);

async function rows(): Promise<string> {
  return JSON.stringify(await Promise.all(TABLES.map(table => store.db(table).select())));
}

/** Sends it, and expects a refusal that says all it must and has written nothing. */
async function refused(sent: () => request.Test) {
  const before = await rows();
  const { status, body } = await sent();
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(body.error).toMatchObject({ code: expect.any(String), cause: expect.any(String), remedy: expect.any(String), message: expect.stringMatching(/; /) });
  expect(JSON.stringify(body)).not.toMatch(/\bat \S+ \(|node_modules/);
  // one sentence, said once
  expect(body.error.message.match(/cannot be used|compare it with/g) ?? []).toEqual([...new Set(body.error.message.match(/cannot be used|compare it with/g))]);
  expect(JSON.stringify(body).length).toBeLessThan(5_000);
  expect(await rows()).toBe(before);
  expect(world.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(logger.error).not.toHaveBeenCalled();
  return { status, code: body.error.code, message: body.error.message };
}

const expandTo = (size: string, more: object = {}) => ({ kind: 'expand', element: 'orders-kafka', size, ...more });
const snapshotOf = (more: object) => ({ kind: 'snapshot', consistency: 'crash', ...more });

describe('a plan of what is possible', () => {
  it.each<[string, object]>([
    ['expand', expandTo('600Gi')],
    ['snapshot', snapshotOf({ elements: ['orders-kafka'] })],
    ['snapshot of a pipeline', snapshotOf({ pipeline: 'orders' })],
    ['restore', { kind: 'restore', recoveryPoint: 'op-goodgoodgood', where: 'new-namespace', namespace: 'orders-new' }],
    ['delete', { kind: 'delete', recoveryPoint: 'op-goodgoodgood' }],
  ])('%s is drawn, so that what follows is refused for its own reason', async (_, body) => {
    const { status, body: plan } = await draw(body);
    expect({ status, error: plan.error }).toEqual({ status: 200, error: undefined });
    expect(plan.preflight.filter(({ result }: { result: string }) => result === 'block')).toEqual([]);
    expect(plan.startable).toBe(true);
  });
});

describe('a size', () => {
  it.each<[string, string]>([
    ['0', 'QUANTITY_INVALID'],
    ['-1Gi', 'QUANTITY_INVALID'],
    ['1e30', 'QUANTITY_INVALID'],
    ['1E400', 'QUANTITY_INVALID'],
    ['8Ei', 'QUANTITY_INVALID'],
    ['ten', 'QUANTITY_INVALID'],
    ['600 GB', 'QUANTITY_INVALID'],
    ['600gib', 'QUANTITY_INVALID'],
    ['NaN', 'QUANTITY_INVALID'],
    ['0.5', 'QUANTITY_INVALID'],
    ['600Gi\u0000', 'QUANTITY_INVALID'],
    ['100Gi', 'INPUT_INVALID'],
    ['500Gi', 'INPUT_INVALID'],
    ['1', 'INPUT_INVALID'],
    ['', 'INPUT_INVALID'],
    ['1'.repeat(41), 'INPUT_INVALID'],
  ])('%j is refused', async (size, code) => {
    expect(await refused(() => draw(expandTo(size)))).toMatchObject({ status: 400, code });
  });

  it.each([null, 0, 600, true, ['600Gi'], {}])('%j is no text', async size => {
    expect(await refused(() => draw({ kind: 'expand', element: 'orders-kafka', size }))).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });

  it('or a class must be asked for', async () => {
    expect(await refused(() => draw({ kind: 'expand', element: 'orders-kafka' }))).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });
});

describe('what is not there, or not of this element', () => {
  it.each<[string, object, object]>([
    ['an element', expandTo('600Gi', { element: 'nobody' }), { status: 404, code: 'ELEMENT_NOT_FOUND' }],
    ['an element with a name like a path', expandTo('600Gi', { element: '../../orders' }), { status: 404, code: 'ELEMENT_NOT_FOUND' }],
    ['an element with a name that no database can hold', expandTo('600Gi', { element: 'a\u0000' }), { status: 404, code: 'ELEMENT_NOT_FOUND' }],
    ['an element called __proto__', expandTo('600Gi', { element: '__proto__' }), { status: 404, code: 'ELEMENT_NOT_FOUND' }],
    ['a volume', expandTo('600Gi', { volumes: ['data-0-orders-broker-9'] }), { status: 404, code: 'VOLUME_NOT_FOUND' }],
    ["another team's volume", expandTo('600Gi', { volumes: ['data-0-clicks-broker-0'] }), { status: 404, code: 'VOLUME_NOT_FOUND' }],
    ["another team's element", expandTo('600Gi', { element: 'clicks-kafka' }), { status: 403, code: 'PERMISSION_DENIED' }],
    ['elements of ours and of another team', snapshotOf({ elements: ['orders-kafka', 'clicks-kafka'] }), { status: 403, code: 'PERMISSION_DENIED' }],
    ['a volume, of a snapshot', snapshotOf({ elements: ['orders-kafka'], volumes: ['data-0-clicks-broker-0'] }), { status: 404, code: 'VOLUME_NOT_FOUND' }],
    ['an element, of a snapshot', snapshotOf({ elements: ['orders-kafka', 'nobody'] }), { status: 404, code: 'ELEMENT_NOT_FOUND' }],
    ['a pipeline', snapshotOf({ pipeline: 'nowhere' }), { status: 404, code: 'PIPELINE_NOT_FOUND' }],
    ['a point', { kind: 'delete', recoveryPoint: 'op-nonononono' }, { status: 404, code: 'RECOVERY_POINT_NOT_FOUND' }],
    ['a point, to restore', { kind: 'restore', recoveryPoint: '../x', where: 'in-place' }, { status: 404, code: 'RECOVERY_POINT_NOT_FOUND' }],
    ['a point, to clone', { kind: 'clone', element: 'orders-kafka', name: 'copy', recoveryPoint: 'op-nonononono' }, { status: 404, code: 'RECOVERY_POINT_NOT_FOUND' }],
    ['an element of the point', { kind: 'restore', recoveryPoint: 'op-goodgoodgood', where: 'in-place', elements: ['clicks-kafka'] }, { status: 400, code: 'INPUT_INVALID' }],
    ['an operation to take back', { kind: 'undo', operation: 'op-nonononono' }, { status: 404, code: 'OPERATION_NOT_FOUND' }],
  ])('%s', async (_, body, expected) => {
    expect(await refused(() => draw(body))).toMatchObject(expected);
  });

  const leftover = (object: object) => ({ kind: 'remove-leftovers', element: 'orders-kafka', objects: [{ cluster: CLUSTER, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: NAMESPACE, name: 'data-0-orders-broker-0', ...object }] });
  it.each<[string, object, object]>([
    ['a claim that no operation made', leftover({}), { status: 404, code: 'LEFTOVER_NOT_FOUND' }],
    ["another team's claim", leftover({ namespace: 'pipeline-clicks', name: 'data-0-clicks-broker-0' }), { status: 404, code: 'LEFTOVER_NOT_FOUND' }],
    ['one that is not there', leftover({ name: 'gone' }), { status: 404, code: 'LEFTOVER_NOT_FOUND' }],
    ['one without its namespace', leftover({ namespace: undefined }), { status: 404, code: 'LEFTOVER_NOT_FOUND' }],
    ['in another cluster', leftover({ cluster: 'elsewhere' }), { status: 404, code: 'LEFTOVER_NOT_FOUND' }],
  ])('no leftover: %s', async (_, body, expected) => {
    expect(await refused(() => draw(body))).toMatchObject(expected);
  });

  it("another team's objects are not even read", async () => {
    const before = world.requests.length;
    await refused(() => draw(leftover({ kind: 'Kafka', apiVersion: 'kafka.strimzi.io/v1', namespace: 'pipeline-clicks', name: 'clicks' })));
    expect(world.requests.length).toBe(before);
  });

  it.each<[string, object]>([
    ['/operations/op-nonononono', { status: 404, code: 'OPERATION_NOT_FOUND' }],
    ['/operations/op%00', { status: 404, code: 'OPERATION_NOT_FOUND' }],
    ['/recovery-points/%00', { status: 404, code: 'RECOVERY_POINT_NOT_FOUND' }],
    ['/operations/..%2F..%2Fpipelines', { status: 404, code: 'OPERATION_NOT_FOUND' }],
    ['/recovery-points/op-nonononono', { status: 404, code: 'RECOVERY_POINT_NOT_FOUND' }],
    [`/operations/${'x'.repeat(64)}`, { status: 400, code: 'INPUT_INVALID' }],
  ])('GET %s', async (path, expected) => {
    expect(await refused(() => request(app).get(path))).toMatchObject(expected);
  });

  it('nothing can be cancelled that is not there', async () => {
    expect(await refused(() => request(app).post('/operations/op-nonononono/cancel'))).toMatchObject({ status: 404, code: 'OPERATION_NOT_FOUND' });
  });
});

describe('a request that contradicts itself or what is there', () => {
  it.each<[string, object, object]>([
    ['no kind', { element: 'orders-kafka' }, { status: 400, code: 'INPUT_INVALID' }],
    ['an unknown kind', { kind: 'shrink', element: 'orders-kafka' }, { status: 400, code: 'INPUT_INVALID' }],
    ['a kind that every object has', { kind: 'constructor' }, { status: 400, code: 'INPUT_INVALID' }],
    ['a field of another kind', expandTo('600Gi', { where: 'in-place' }), { status: 400, code: 'INPUT_INVALID' }],
    ['both a pipeline and elements', snapshotOf({ pipeline: 'orders', elements: ['orders-kafka'] }), { status: 400, code: 'INPUT_INVALID' }],
    ['neither a pipeline nor elements', snapshotOf({}), { status: 400, code: 'INPUT_INVALID' }],
    ['volumes of no one element', snapshotOf({ pipeline: 'orders', volumes: ['data-0-orders-broker-0'] }), { status: 400, code: 'INPUT_INVALID' }],
    ['a consistency that is none', { kind: 'snapshot', pipeline: 'orders', consistency: 'perfect' }, { status: 400, code: 'INPUT_INVALID' }],
    ['a pause of an hour', snapshotOf({ pipeline: 'orders', longestPauseSeconds: 3600 }), { status: 400, code: 'INPUT_INVALID' }],
    ['a note of 1 MB', snapshotOf({ pipeline: 'orders', note: 'x'.repeat(1_100_000) }), { status: 400, code: 'INPUT_INVALID' }],
    ['no namespace', { kind: 'restore', recoveryPoint: 'op-goodgoodgood', where: 'new-namespace' }, { status: 400, code: 'NAME_INVALID' }],
    ['a namespace that exists', { kind: 'restore', recoveryPoint: 'op-goodgoodgood', where: 'new-namespace', namespace: 'orders-copy' }, { status: 409, code: 'NAMESPACE_EXISTS' }],
    ['a namespace that is none', { kind: 'restore', recoveryPoint: 'op-goodgoodgood', where: 'new-namespace', namespace: '../default' }, { status: 400, code: 'NAME_INVALID' }],
    ['a namespace in place', { kind: 'restore', recoveryPoint: 'op-goodgoodgood', where: 'in-place', namespace: 'orders-new' }, { status: 400, code: 'INPUT_INVALID' }],
    ['a copy called like the original', { kind: 'clone', element: 'orders-kafka', name: 'orders' }, { status: 409, code: 'ELEMENT_EXISTS' }],
    ['a copy with a name that is none', { kind: 'clone', element: 'orders-kafka', name: 'My Copy' }, { status: 400, code: 'INPUT_INVALID' }],
  ])('%s', async (_, body, expected) => {
    expect(await refused(() => draw(body))).toMatchObject(expected);
  });

  it('elements of several pipelines, of a caller who may change both', async () => {
    policy = { handle: async () => ({ result: AuthorizeResult.ALLOW }) };
    try {
      expect(await refused(() => draw(snapshotOf({ elements: ['orders-kafka', 'clicks-kafka'] })))).toMatchObject({ status: 400, code: 'INPUT_INVALID', message: expect.stringContaining('several pipelines') });
    } finally {
      policy = ownersOnly;
    }
  });

  it('says of an unknown kind which there are', async () => {
    expect((await refused(() => draw({ kind: 'shrink' }))).message).toContain('expand, snapshot, restore');
  });
});

describe('a plan that a check blocks', () => {
  it.each<[string, object, string]>([
    ['a class of another driver', { kind: 'expand', element: 'orders-kafka', volumeAttributesClass: 'gold-of-others' }, 'ATTRIBUTES_CLASS'],
    ['a class that is not there', { kind: 'expand', element: 'orders-kafka', volumeAttributesClass: 'nothing' }, 'ATTRIBUTES_CLASS'],
    ['a point that is being deleted, restored', { kind: 'restore', recoveryPoint: 'op-goingoingoin', where: 'new-namespace', namespace: 'orders-new' }, 'POINT_READY'],
    ['a point that is being deleted, restored in place', { kind: 'restore', recoveryPoint: 'op-goingoingoin', where: 'in-place' }, 'POINT_READY'],
    ['a point that is being deleted, cloned', { kind: 'clone', element: 'orders-kafka', name: 'copy', recoveryPoint: 'op-goingoingoin' }, 'POINT_READY'],
    ['one volume of several that belong together, from a snapshot that somebody else made', { kind: 'restore', recoveryPoint: 'vs-uid-by-hand', where: 'in-place' }, 'POINT_COMPLETE'],
  ])('%s cannot be started', async (_, body, check) => {
    const { body: plan } = await draw(body);
    expect(plan.startable).toBe(false);
    expect(plan.preflight).toContainEqual(expect.objectContaining({ code: check, result: 'block', remedy: expect.any(String) }));
    const confirmation = { acknowledged: true, typed: plan.safety.type, reason: 'a test' };
    expect(await refused(() => start({ plan: plan.id, hash: plan.hash, request: body, confirmation }))).toMatchObject({ status: 409, code: 'PLAN_BLOCKED' });
  });
});

describe('a start', () => {
  const body = snapshotOf({ elements: ['orders-kafka'] });
  const planned = async (over: object = {}) => {
    const { body: plan } = await draw(body);
    return { plan: plan.id, hash: plan.hash, request: body, ...over };
  };

  it('needs a key', async () => {
    const given = await planned();
    expect(await refused(() => request(app).post('/operations').send(given))).toMatchObject({ status: 400, code: 'INPUT_INVALID', message: expect.stringMatching(/idempotency-key/i) });
  });

  it.each(['short', 'x'.repeat(101), 'with space', 'a/b/c/d/e/f'])('refuses the key %s', async key => {
    const given = await planned();
    expect(await refused(() => start(given, key))).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });

  it.each<[string, object, object]>([
    ['a hash of yesterday', { hash: 'a'.repeat(64) }, { status: 409, code: 'PLAN_CHANGED' }],
    ['no hash', { hash: undefined }, { status: 400, code: 'INPUT_INVALID' }],
    ['a plan id that is none', { plan: 'my-plan' }, { status: 400, code: 'INPUT_INVALID' }],
    ['another request than was planned', { request: snapshotOf({ pipeline: 'orders', note: 'other' }) }, { status: 409, code: 'PLAN_CHANGED' }],
    ['a request of an unknown kind', { request: { kind: 'shrink' } }, { status: 400, code: 'INPUT_INVALID' }],
    ['a field too many', { force: true }, { status: 400, code: 'INPUT_INVALID' }],
  ])('refuses %s', async (_, over, expected) => {
    const given = await planned(over);
    expect(await refused(() => start(given))).toMatchObject(expected);
  });

  it('refuses one without the confirmation that its plan asks for', async () => {
    const expand = expandTo('600Gi');
    const { body: plan } = await draw(expand);
    const given = { plan: plan.id, hash: plan.hash, request: expand };
    expect(await refused(() => start(given))).toMatchObject({ status: 400, code: 'CONFIRMATION_MISSING' });
    expect(await refused(() => start({ ...given, confirmation: { acknowledged: false } }))).toMatchObject({ status: 400, code: 'CONFIRMATION_MISSING' });
  });

  it('takes a key once: the same body is the same operation, another body is refused, and so is a second one on its volumes', async () => {
    const given = await planned();
    const first = await start(given, 'key-used-once');
    expect(first.status).toBe(200);
    const again = await start(given, 'key-used-once');
    expect(again.body.summary.id).toBe(first.body.summary.id);
    const other = await planned();
    expect(await refused(() => start(other, 'key-used-once'))).toMatchObject({ status: 409, code: 'KEY_REUSED' });
    expect(await refused(() => start(given, 'another-key-1'))).toMatchObject({ status: 409, code: 'PLAN_STARTED' });
    expect(await refused(() => start(other, 'another-key-2'))).toMatchObject({ status: 409, code: expect.stringMatching(/^(VOLUMES_BUSY|PLAN_CHANGED|PLAN_BLOCKED)$/) });
    expect(await refused(() => draw({ kind: 'undo', operation: first.body.summary.id }))).toMatchObject({ status: 400, code: 'NOT_POSSIBLE' });
  });
});

describe('a list', () => {
  const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each(['nonsense', '%00', text([]), text(['o1']), text(['o1', '[null,null,null]', 'now', 7]), text(['r1', '[null,null,null,null]', {}, 'x']), text(['o1', '["other",null,null]', 1, 'op-x'])])('with the cursor %s', async cursor => {
    for (const path of ['/operations', '/recovery-points']) {
      expect(await refused(() => request(app).get(`${path}?cursor=${cursor}`))).toMatchObject({ status: 400, code: 'CURSOR_INVALID' });
    }
  });

  it.each(['/operations?limit=0', '/operations?limit=201', '/operations?limit=ten', '/operations?state=asleep', '/recovery-points?day=today', '/recovery-points?day=2026-02-31', '/recovery-points?day=2026-13-01', '/recovery-points?state=Splendid', `/operations?cursor=${'x'.repeat(1001)}`, '/leftovers?colour=red', '/operations/op-nonononono?after=0&wait=31', '/operations/op-nonononono?after=-1'])('%s', async path => {
    expect(await refused(() => request(app).get(path))).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });
});

describe('a name that no database can hold', () => {
  it.each(['/operations', '/leftovers', '/recovery-points', '/schedules'])('of %s has nothing', async path => {
    for (const query of ['pipeline=a%00', 'element=a%00', 'element=a&pipeline=%00', 'pipeline=a&element=%00']) {
      const { status, body } = await request(app).get(`${path}?${query}`);
      expect({ status, items: body.items }).toEqual({ status: 200, items: [] });
    }
  });
});

describe('a caller who may see a part', () => {
  it('is told of that part', async () => {
    policy = {
      handle: async ({ permission }) =>
        isResourcePermission(permission, 'data-pipelines-element')
          ? createElementConditionalDecision(permission, elementConditions.isOwner({ claims: ['group:default/them'] }))
          : { result: AuthorizeResult.ALLOW },
    };
    try {
      const { status, body } = await request(app).get('/operations');
      expect({ status, total: body.total, items: body.items }).toEqual({ status: 200, total: 0, items: [] });
      expect(await refused(() => draw({ kind: 'delete', recoveryPoint: 'op-goodgoodgood' }))).toMatchObject({ status: 404, code: 'RECOVERY_POINT_NOT_FOUND' });
    } finally {
      policy = ownersOnly;
    }
  });
});

describe('a schedule', () => {
  const good = { pipeline: 'orders', cron: '0 2 * * *', timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 7 } };
  const put = (body: object, name = 'nightly') => request(app).put(`/schedules/${name}`).send(body);

  it.each<[string, object, object]>([
    ['a cron that is none', { cron: 'every night' }, { status: 400, code: 'INPUT_INVALID' }],
    ['a cron that never comes', { cron: '0 2 31 2 *' }, { status: 400, code: 'INPUT_INVALID' }],
    ['a cron with seconds', { cron: '0 0 2 * * *' }, { status: 400, code: 'INPUT_INVALID' }],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, { status: 400, code: 'INPUT_INVALID' }],
    ['a retention that keeps nothing', { retention: {} }, { status: 400, code: 'INPUT_INVALID' }],
    ['a retention below zero', { retention: { keepLast: -1 } }, { status: 400, code: 'INPUT_INVALID' }],
    ['a pause that has ended', { paused: { reason: 'r', until: '2020-01-01T00:00:00Z' } }, { status: 400, code: 'INPUT_INVALID' }],
    ['a pause that ends at no time', { paused: { reason: 'r', until: 'some time soon' } }, { status: 400, code: 'INPUT_INVALID' }],
    ['a pipeline that is not there', { pipeline: 'nowhere' }, { status: 404, code: 'PIPELINE_NOT_FOUND' }],
    ["another team's pipeline", { pipeline: 'clicks' }, { status: 403, code: 'PERMISSION_DENIED' }],
    ['elements of another pipeline than it names', { pipeline: 'clicks', elements: ['orders-kafka'] }, { status: 400, code: 'INPUT_INVALID' }],
    ['an element that is not there', { elements: ['nobody'] }, { status: 404, code: 'ELEMENT_NOT_FOUND' }],
  ])('with %s', async (_, over, expected) => {
    expect(await refused(() => put({ ...good, ...over }))).toMatchObject(expected);
  });

  it.each(['Nightly', 'a_b', '-a', 'x'.repeat(64)])('called %s', async name => {
    expect(await refused(() => put(good, name))).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });

  it('cannot be removed when it is not there', async () => {
    expect(await refused(() => request(app).delete('/schedules/nothing'))).toMatchObject({ status: 404, code: 'SCHEDULE_NOT_FOUND' });
  });

  it('rehearsed writes nothing', async () => {
    const before = await rows();
    expect((await request(app).put('/schedules/nightly?dryRun=true').send(good)).status).toBe(200);
    expect(await rows()).toBe(before);
  });
});

it('a body of 1 MB, one that is no JSON, and one that is none', async () => {
  const big = JSON.stringify({ ...snapshotOf({ elements: ['orders-kafka'] }), labels: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`label-${index}`, 'x'.repeat(50)])) });
  const deep = `{"kind":"expand","element":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  for (const text of [big, deep, '{"kind":', 'null', '[]', '"expand"']) {
    expect(await refused(() => request(app).post('/plans').set('content-type', 'application/json').send(text))).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
    expect(await refused(() => request(app).post('/operations').set('idempotency-key', KEY).set('content-type', 'application/json').send(text))).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  }
});
