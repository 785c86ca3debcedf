import { NEW_KAFKA, openDoors } from '../__testUtils__/doors';

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

describe('the Backstage actions', () => {
  it('all have their line here', async () => {
    const { actionNames } = await openDoors();
    expect((await actionNames()).sort()).toEqual(ACTIONS.map(([name]) => name).sort());
  });

  it.each(ACTIONS)('%s answers what the API answers', async (name, input, ask) => {
    // A world for each, so that applying through one door does not change what the other finds.
    const api = await ask(await openDoors());
    const action = await (await openDoors()).invoke(name, input);
    expect(api.status).toBe(200);
    expect(JSON.parse(JSON.stringify(action.output))).toEqual(api.body);
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
