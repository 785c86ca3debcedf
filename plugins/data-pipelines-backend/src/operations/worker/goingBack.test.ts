import type { PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { demoCase } from './testing/demoCase';
import { FakeApiServer } from './testing/FakeApiServer';
import type { OperationCase } from './testing/OperationCase';
import type { OperationStage } from './testing/OperationStage';
import { openStages, untilStepWaits } from './testing/openStages';

jest.setTimeout(60_000);

const WRITERS = ['shop', 'till', 'web'];
const PAUSED = { metadata: { annotations: { 'demo/paused': 'true' } } };

/** Going back while something is in the way that an operation must outlast. */
describe('going back', () => {
  const staged = openStages();

  /** The demo, with several writers that are paused by one step. */
  function manyWriters(blocked: Set<string>, undo: boolean): OperationCase {
    const demo = demoCase(blocked);
    const patch = (name: string, from: string | undefined, to: string | undefined): PlannedAct => ({
      act: 'patch',
      target: { cluster: 'east', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name },
      uid: `uid-of-${name}`,
      changes: [{ path: ['metadata', 'annotations', 'demo/paused'], from, to }],
    });
    const back = WRITERS.map(name => patch(name, 'true', undefined));
    const change = (step: PlannedStep): PlannedStep => {
      if (step.id === 'pause') return { ...step, acts: WRITERS.map(name => patch(name, undefined, 'true')), pause: { limitSeconds: 60, resume: back }, ...(undo && { undo: back }) };
      return step.id === 'resume' ? { ...step, acts: back } : step;
    };
    const objects = [...demo.world().east.objects(), ...WRITERS.map(name => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop', uid: `uid-of-${name}` }, data: { ready: 'yes' } }))];
    return { ...demo, steps: operation => demo.steps(operation).map(change), world: () => ({ east: new FakeApiServer('east', objects) }) };
  }

  const held = (stage: OperationStage) => WRITERS.filter(name => stage.world.east.find('ConfigMap', name)?.metadata.annotations?.['demo/paused'] === 'true');

  it('resumes all writers but the one that is refused, and that one as soon as it may', async () => {
    const stage = await staged(manyWriters(new Set(['cut']), false));
    stage.start('ann');
    await untilStepWaits(stage, 'cut');
    expect(held(stage)).toEqual(WRITERS);
    const heal = stage.world.east.order({ fault: 'refused', status: 422, message: 'not now' }, ({ verb, name }) => verb === 'patch' && name === 'shop');
    await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
    await stage.pass(5_000);
    expect(held(stage)).toEqual(['shop']);
    expect((await stage.row()).pauses[0]).toMatchObject({ state: 'resuming', problem: expect.stringContaining('not now') });
    heal();
    expect((await stage.end()).phase).toBe('Cancelled');
    expect(held(stage)).toEqual([]);
  });

  it('resumes writers also where the operation itself cannot be read', async () => {
    const stage = await staged(manyWriters(new Set(['cut']), false));
    const first = stage.start('ann');
    await untilStepWaits(stage, 'cut');
    first.kill();
    await stage.staged.expire(stage.operation);
    const { get } = stage.staged.store;
    let isDamaged = true;
    stage.staged.store.get = id => (isDamaged ? Promise.reject(new Error('It cannot be read.')) : get.call(stage.staged.store, id));
    stage.start('bob');
    await stage.quiet();
    expect(held(stage)).toEqual([]);
    isDamaged = false;
    expect((await stage.row()).pauses[0].state).toBe('resumed');
  });

  it('leaves to somebody else what they set on a writer after its resume, and goes on', async () => {
    const stage = await staged(manyWriters(new Set(['cut']), true));
    stage.start('ann');
    await untilStepWaits(stage, 'cut');
    stage.world.east.edit('ConfigMap', 'till', object => {
      object.metadata.annotations = { 'demo/paused': 'by hand' };
    });
    await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
    expect(await stage.end()).toMatchObject({ phase: 'Cancelled', leftovers: [] });
    expect(stage.world.east.find('ConfigMap', 'till')).toMatchObject({ metadata: { annotations: { 'demo/paused': 'by hand' } } });
  });

  it.each<[string, Parameters<FakeApiServer['order']>[0], string[]]>([
    ['cannot be reached', { fault: 'unreachable' }, ['get', 'list', 'create', 'patch', 'delete']],
    ['answers with faults of its own', { fault: 'refused', status: 503 }, ['get', 'list', 'create', 'patch', 'delete']],
    ['takes orders and shows nothing', { fault: 'unreachable' }, ['get', 'list']],
  ])('waits for a cluster that %s longer than a step is given, and takes all back then', async (_, fault, verbs) => {
    const stage = await staged(demoCase(new Set(['cut'])));
    stage.start('ann');
    await untilStepWaits(stage, 'cut');
    const heal = stage.world.east.order(fault, ({ verb, name }) => verbs.includes(verb) && name !== 'writes');
    await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
    await stage.pass(600_000);
    expect((await stage.row()).finishedAt).toBeUndefined();
    heal();
    expect(await stage.end()).toMatchObject({ phase: 'Cancelled', leftovers: [] });
    expect(stage.world.east.find('ConfigMap', 'writes')).not.toMatchObject(PAUSED);
  });

  it('does not wait for a cluster for ever', async () => {
    const stage = await staged({ ...demoCase(new Set(['cut'])), deadlineSeconds: 900 });
    stage.start('ann');
    await untilStepWaits(stage, 'cut');
    stage.world.east.order({ fault: 'unreachable' }, ({ name }) => name !== 'writes');
    await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
    const began = stage.time.now;
    const row = await stage.end();
    expect(row).toMatchObject({ phase: 'Failed', failure: { code: 'UNDO_INCOMPLETE' } });
    expect(row.leftovers.length).toBeGreaterThan(0);
    expect(stage.time.now - began).toBeLessThan(1_200_000);
  });
});
