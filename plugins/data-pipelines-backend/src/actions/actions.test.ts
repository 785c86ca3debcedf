import { NEW_KAFKA, openDoors } from '../__testUtils__/doors';
import { oneOperation, onePoint, oneSchedule } from '../testing/oneOperation';

const LINTED = { manifests: NEW_KAFKA.manifests };

/** Each action with its input and the request of the API that asks the same. */
const ACTIONS: [name: string, input: object, ask: (doors: Awaited<ReturnType<typeof openDoors>>) => Promise<{ status: number; body: object }>][] = [
  ['list-pipelines', { status: ['Critical'], limit: 1 }, doors => doors.get('/pipelines?status=Critical&limit=1')],
  ['get-pipeline', { name: 'orders' }, doors => doors.get('/pipelines/orders')],
  ['get-element', { id: 'orders-source' }, doors => doors.get('/elements/orders-source')],
  ['list-clusters', {}, doors => doors.get('/clusters')],
  ['lint-manifests', LINTED, doors => doors.post('/manifests/lint', LINTED)],
  ['dry-run-manifests', NEW_KAFKA, doors => doors.post('/manifests/dry-run', NEW_KAFKA)],
  ['apply-manifests', NEW_KAFKA, doors => doors.post('/manifests/apply', NEW_KAFKA)],
];

const ID = 'op-aaaaaaaaaaaa';
const REQUEST = { kind: 'snapshot', pipeline: 'orders', consistency: 'crash' };
const START = { plan: ID, hash: 'hash', request: REQUEST };
const SPEC = { pipeline: 'orders', cron: '0 2 * * *', timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 7 } };

/** The same for what is done to data, in a place where there is one of everything; an action names what it answers. */
const DATA_ACTIONS: [name: string, input: object, ask: (doors: Awaited<ReturnType<typeof openDoors>>) => Promise<{ status: number; body: object }>, named: string | undefined][] = [
  ['plan-operation', { request: REQUEST }, doors => doors.post('/plans', REQUEST), 'plan'],
  ['start-operation', { ...START, idempotencyKey: 'some-key-1' }, doors => doors.post('/operations', START), 'operation'],
  ['get-operation', { id: ID }, doors => doors.get(`/operations/${ID}`), 'operation'],
  ['list-operations', {}, doors => doors.get('/operations'), undefined],
  ['cancel-operation', { id: ID }, doors => doors.post(`/operations/${ID}/cancel`, {}), 'operation'],
  ['list-leftovers', {}, doors => doors.get('/leftovers'), undefined],
  ['list-recovery-points', {}, doors => doors.get('/recovery-points'), undefined],
  ['get-recovery-point', { id: ID }, doors => doors.get(`/recovery-points/${ID}`), 'point'],
  ['list-schedules', {}, doors => doors.get('/schedules'), undefined],
  ['put-schedule', { name: 'nightly', spec: SPEC }, doors => doors.put('/schedules/nightly', SPEC), 'schedule'],
];
const openOne = () => openDoors({ inner: oneOperation, innerPoints: onePoint, innerSchedules: oneSchedule });

describe('the Backstage actions', () => {
  it('all have their line here', async () => {
    const { actionNames } = await openDoors();
    expect((await actionNames()).sort()).toEqual([...ACTIONS.map(([name]) => name), ...DATA_ACTIONS.map(([name]) => name), 'delete-schedule'].sort());
  });

  it.each(ACTIONS)('%s answers what the API answers', async (name, input, ask) => {
    // A world for each, so that applying through one door does not change what the other finds.
    const api = await ask(await openDoors());
    const action = await (await openDoors()).invoke(name, input);
    expect(api.status).toBe(200);
    expect(JSON.parse(JSON.stringify(action.output))).toEqual(api.body);
  });

  it.each(DATA_ACTIONS)('%s answers what the API answers', async (name, input, ask, named) => {
    const api = await ask(await openOne());
    const action = await (await openOne()).invoke(name, input);
    expect(api.status).toBe(200);
    expect(JSON.parse(JSON.stringify(action.output))).toEqual(named === undefined ? api.body : { [named]: api.body });
  });

  it('delete-schedule says that it did, where the API answers without a word', async () => {
    expect((await (await openOne()).remove('/schedules/nightly')).status).toBe(204);
    expect((await (await openOne()).invoke('delete-schedule', { name: 'nightly' })).output).toEqual({ removed: true });
  });

  it('write only where they are asked to', async () => {
    const doors = await openDoors();
    await doors.invoke('lint-manifests', LINTED);
    await doors.invoke('dry-run-manifests', NEW_KAFKA);
    expect(doors.written()).toHaveLength(0);
    await doors.invoke('apply-manifests', NEW_KAFKA);
    expect(doors.written()).toHaveLength(1);
  });

  it('list in pages that are read on with the cursor', async () => {
    const doors = await openDoors();
    const first = await doors.invoke('list-pipelines', { limit: 1 });
    expect(first.output).toMatchObject({ total: 2, items: [{ name: 'orders' }], nextCursor: expect.any(String) });
    const { body } = await doors.get('/pipelines?limit=1');
    expect(first.output).toEqual(body);
    expect((await doors.invoke('list-pipelines', { limit: 1, cursor: body.nextCursor })).output).toMatchObject({ items: [{ name: 'clicks' }] });
  });

  it('refuse input that the API would refuse', async () => {
    const doors = await openDoors();
    await expect(doors.invoke('list-pipelines', { limit: 0 })).rejects.toThrow(/limit/);
    await expect(doors.invoke('get-pipeline', { name: 'nowhere' })).rejects.toMatchObject({ advice: { code: 'PIPELINE_NOT_FOUND' } });
  });
});
