import type { PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { testStore } from '../store/__testUtils__';
import { cancelEffect } from './cancelEffect';
import { demoCase } from './testing/demoCase';
import { FakeApiServer } from './testing/FakeApiServer';
import type { OperationCase } from './testing/OperationCase';
import type { OperationStage } from './testing/OperationStage';
import { openStages, untilStepWaits } from './testing/openStages';

jest.setTimeout(60_000);

const PAUSED = { metadata: { annotations: { 'demo/paused': 'true' } } };

// On PostgreSQL the harnesses run, and the store's own tests.
describe('a worker', () => {
  const staged = openStages();

  const marks = async (stage: OperationStage) => Object.fromEntries((await stage.row()).steps.map(({ id, mark }) => [id, mark]));
  /** The demo with other ways of its steps. */
  const changed = (change: (step: PlannedStep) => PlannedStep, more: Partial<OperationCase> = {}, blocked = new Set<string>()): OperationCase => {
    const demo = demoCase(blocked);
    return { ...demo, steps: operation => demo.steps(operation).map(change), ...more };
  };
  const only = (id: string, change: Partial<PlannedStep>) => (step: PlannedStep) => (step.id === id ? { ...step, ...change } : step);

  describe('progress', () => {
    it('is told while it waits, with what it waits for', async () => {
      const blocked = new Set(['cut']);
      const stage = await staged(demoCase(blocked));
      stage.start('ann');
      const row = await untilStepWaits(stage, 'cut');
      expect([row.phase, row.steps[2].observation]).toEqual(['Cutting', { state: 'waiting', waitsFor: 'the command to go on' }]);
      expect(stage.world.east.find('ConfigMap', 'writes')).toMatchObject(PAUSED);
      const told = stage.changes.length;
      await stage.pass(10_000);
      // nothing new was seen, so nothing is told
      expect(stage.changes).toHaveLength(told);
      blocked.clear();
      expect((await stage.end()).phase).toBe('Succeeded');
    });

    it('is partial when a step says that less was got', async () => {
      const test = demoCase();
      const ready = test.observers['demo.ready'];
      const stage = await staged({ ...test, observers: { ...test.observers, 'demo.ready': input => (input.params.step === 'cut' ? { state: 'done', facts: { partial: true, names: [], sentences: ['1 of 2 copies.'], recoveryPoint: 'op-1' } } : ready(input)) } });
      stage.start('ann');
      expect(await stage.end()).toMatchObject({ phase: 'PartiallySucceeded', result: { sentences: ['1 of 2 copies.'], recoveryPoint: 'op-1' } });
    });
  });

  describe('what cannot be told', () => {
    it.each([
      ['an observer that is not installed', {}, 'Nothing that is installed can tell what demo.ready sees.'],
      ['an observer that throws', { 'demo.ready': () => { throw new Error('no such word'); } }, 'What demo.ready sees could not be judged: no such word.'],
      ['a word that the observer does not know', { 'demo.ready': () => ({ state: 'unknown' as const, reason: 'phase "Sideways"' }) }, 'phase "Sideways"'],
    ])('%s is unknown, watched on, and stuck at the deadline', async (_, observers, reason) => {
      const stage = await staged({ ...demoCase(), observers });
      stage.start('ann');
      const began = stage.time.now;
      expect(await stage.until(({ phase }) => phase === 'Unknown', 'it is unknown')).toMatchObject({ steps: expect.arrayContaining([expect.objectContaining({ observation: { state: 'unknown', reason } })]) });
      const row = await stage.end();
      expect(row).toMatchObject({ phase: 'Failed', failure: { code: 'STEP_STUCK', cause: expect.stringContaining(reason) } });
      // the undo cannot be seen to succeed either, and has a deadline of its own
      expect(stage.time.now - began).toBeLessThan(60_000 + 30_000 + 120_000);
    });

    it('a cluster that cannot be read is watched on beyond the deadline of the step', async () => {
      const stage = await staged(demoCase());
      stage.start('ann');
      const heal = stage.world.east.order({ fault: 'unreachable' }, ({ kind, verb }) => kind === 'ConfigMap' && verb === 'get');
      await stage.until(({ phase }) => phase === 'Unknown', 'it is unknown');
      await stage.pass(300_000);
      expect(await stage.row()).toMatchObject({ phase: 'Unknown', steps: expect.arrayContaining([expect.objectContaining({ id: 'prepare', mark: 'acted' })]) });
      heal();
      expect((await stage.end()).phase).toBe('Succeeded');
    });

    it('a cluster that stays away ends the operation at its own deadline', async () => {
      const stage = await staged({ ...demoCase(), deadlineSeconds: 600 });
      stage.start('ann');
      const began = stage.time.now;
      stage.world.east.order({ fault: 'unreachable' }, ({ kind, verb }) => kind === 'ConfigMap' && verb === 'create');
      const row = await stage.until(({ steps }) => steps.some(({ observation }) => observation?.state === 'failed'), 'it failed');
      expect(row.steps[0].observation).toMatchObject({ code: 'OPERATION_STUCK' });
      expect(stage.time.now - began).toBeLessThan(630_000);
      expect((await stage.end()).phase).toBe('Failed');
    });
  });

  describe('a step that is stuck', () => {
    it('is seen at its deadline, says what it waits for, and is taken back', async () => {
      const stage = await staged(changed(only('cut', { deadlineSeconds: 40 }), {}, new Set(['cut'])));
      stage.start('ann');
      const began = stage.time.now;
      const row = await stage.end();
      expect(row.failure).toEqual({
        code: 'STEP_STUCK',
        cause: 'The step "Cut 2 copies" is not done 40 s after it began; it waits for: the command to go on',
        remedy: expect.any(String),
        state: 'All that had been written was taken back.',
      });
      expect(stage.time.now - began).toBeLessThan(70_000);
      expect(row.leftovers).toEqual([]);
      expect(stage.world.east.objects('ConfigMap').map(({ metadata }) => metadata.name)).toEqual(['writes']);
      expect(stage.world.east.find('ConfigMap', 'writes')).not.toMatchObject(PAUSED);
    });

    it('counts the time before this process was there', async () => {
      const stage = await staged(changed(only('prepare', { deadlineSeconds: 40 }), {}, new Set(['prepare'])));
      const first = stage.start('ann');
      await untilStepWaits(stage, 'prepare');
      first.kill();
      const { now } = stage.staged.store;
      // an hour has passed by the clock of the database
      stage.staged.store.now = async () => (await now.call(stage.staged.store)) + 3_000_000;
      await stage.staged.expire(stage.operation);
      stage.start('bob');
      const began = stage.time.now;
      expect(await stage.end()).toMatchObject({ failure: { code: 'STEP_STUCK' } });
      expect(stage.time.now - began).toBeLessThan(10_000);
    });
  });

  describe('cancelling', () => {
    it('takes back what was begun, and says so before', async () => {
      const stage = await staged(demoCase(new Set(['cut'])));
      stage.start('ann');
      const row = await untilStepWaits(stage, 'cut');
      expect(cancelEffect(row)).toEqual({ effect: 'undone', sentences: ['Writes are resumed first.', 'Takes back: Cut 2 copies.', 'Takes back: Make a place.'] });
      await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
      expect(await stage.end()).toMatchObject({ phase: 'Cancelled', leftovers: [], cancel: { requestedBy: 'user:default/ada' } });
      expect(await marks(stage)).toEqual({ prepare: 'undone', pause: 'done', cut: 'undone', resume: 'skipped', grow: 'skipped', conclude: 'skipped', tidy: 'skipped' });
      expect(stage.world.east.objects('ConfigMap').map(({ metadata }) => metadata.name)).toEqual(['writes']);
      expect(stage.world.east.find('ConfigMap', 'writes')).not.toMatchObject(PAUSED);
    });

    it('before anything is written leaves nothing', async () => {
      const stage = await staged(demoCase());
      expect(cancelEffect(await stage.row()).effect).toBe('undone');
      await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
      stage.start('ann');
      expect((await stage.end()).phase).toBe('Cancelled');
      expect(stage.world.east.asked.filter(({ verb }) => verb !== 'get')).toEqual([]);
    });

    it('tells what stays where nothing takes it back', async () => {
      const stage = await staged(changed(only('prepare', { undo: undefined }), {}, new Set(['cut'])));
      stage.start('ann');
      const row = await untilStepWaits(stage, 'cut');
      expect(cancelEffect(row)).toMatchObject({ effect: 'stopped-with-leftovers', sentences: expect.arrayContaining(['Stays as it is now: ConfigMap demo-place.']) });
      await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
      expect(await stage.end()).toMatchObject({ phase: 'Cancelled', leftovers: [{ object: { kind: 'ConfigMap', name: 'demo-place' }, removable: true, operation: stage.operation }] });
    });

    it('is not possible past the point of no return: it goes on to its end', async () => {
      const stage = await staged(changed(only('conclude', { pointOfNoReturn: true }), {}, new Set(['conclude'])));
      stage.start('ann');
      const row = await untilStepWaits(stage, 'conclude');
      expect(cancelEffect(row)).toMatchObject({ effect: 'not-possible', sentences: [expect.stringContaining('"Write down what was got" has begun')] });
      await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
      await stage.pass(20_000);
      expect((await stage.row()).phase).toBe('Finalizing');
      expect(cancelEffect(await stage.row()).requestedBy).toBe('user:default/ada');
    });

    it('is heard while the cluster does not answer', async () => {
      const stage = await staged(demoCase());
      const heal = stage.world.east.order({ fault: 'unreachable' }, ({ verb }) => verb === 'create');
      stage.start('ann');
      await stage.until(({ phase }) => phase === 'Unknown', 'it is unknown');
      await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
      await stage.until(({ phase }) => phase === 'Cancelling' || phase === 'Cancelled', 'it is being cancelled');
      heal();
      expect((await stage.end()).phase).toBe('Cancelled');
    });
  });

  describe('an undo that fails', () => {
    it('stops there, lists what is left, and never ends as Cancelled', async () => {
      const stage = await staged(demoCase(new Set(['cut'])));
      stage.start('ann');
      await untilStepWaits(stage, 'cut');
      stage.world.east.order({ fault: 'refused', status: 403, message: 'admission says no' }, ({ verb, name }) => verb === 'delete' && name === 'demo-copy-0');
      await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
      const row = await stage.end();
      expect(row).toMatchObject({
        phase: 'Failed',
        failure: { code: 'UNDO_INCOMPLETE', state: 'The step "Cut 2 copies" could not be taken back. What came before it was left as it is, because it rests on it: "Make a place".' },
      });
      expect(row.leftovers.map(({ object }) => object.name).sort()).toEqual(['demo-copy-0', 'demo-copy-1', 'demo-place']);
      expect(stage.world.east.find('ConfigMap', 'writes')).not.toMatchObject(PAUSED);
    });
  });

  describe('an undo that is written but not seen in time', () => {
    const late = async (prepares: string) => {
      const blocked = new Set(['cut']);
      const test = changed(step => {
        if (step.id === 'prepare') return { ...step, element: prepares };
        return step.id === 'cut' ? { ...step, element: 'log', undoSeconds: 200, undoWait: { observer: 'demo.never', objects: [], params: {} } } : step;
      }, {}, blocked);
      const stage = await staged({ ...test, observers: { ...test.observers, 'demo.never': () => ({ state: 'waiting', waitsFor: 'what never comes' }) } });
      stage.start('ann');
      await untilStepWaits(stage, 'cut');
      const began = stage.time.now;
      await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
      expect(await stage.end()).toMatchObject({ phase: 'Failed', failure: { code: 'UNDO_INCOMPLETE' } });
      expect(stage.time.now - began).toBeGreaterThanOrEqual(200_000);
      return marks(stage);
    };

    it('leaves the ground on which it stands, and lets other elements go on', async () => {
      expect(await late('log')).toMatchObject({ cut: 'undo-failed', prepare: 'done' });
      expect(await late('connect')).toMatchObject({ cut: 'undo-failed', prepare: 'undone' });
    });
  });

  describe('writes that are paused', () => {
    it('are resumed by the watchdog at the limit; the operation goes on and says so', async () => {
      const blocked = new Set(['cut']);
      const test = demoCase(blocked);
      const store = await testStore();
      const stage = await staged(test, store);
      stage.start('ann');
      await untilStepWaits(stage, 'cut');
      expect(stage.world.east.find('ConfigMap', 'writes')).toMatchObject(PAUSED);
      await store.expirePause(stage.operation, 'pause');
      await stage.until(({ pauses }) => pauses[0]?.state === 'resumed', 'writes are resumed');
      expect(stage.world.east.find('ConfigMap', 'writes')).not.toMatchObject(PAUSED);
      blocked.clear();
      expect((await stage.end()).phase).toBe('Succeeded');
      expect(stage.world.east.find('ConfigMap', 'demo-conclusion')).toMatchObject({ data: { got: 'crash' } });
    });

    it('are resumed first thing at a start, before the operation goes on', async () => {
      const stage = await staged(demoCase(new Set(['cut'])));
      const first = stage.start('ann');
      await untilStepWaits(stage, 'cut');
      first.kill();
      await stage.staged.expire(stage.operation);
      const asked = stage.world.east.asked.length;
      stage.start('bob');
      const began = stage.time.now;
      await stage.until(({ pauses }) => pauses[0]?.state === 'resumed', 'writes are resumed');
      expect(stage.time.now - began).toBeLessThan(5_000);
      expect(stage.world.east.asked.slice(asked)[0]).toMatchObject({ verb: 'get', name: 'writes' });
    });

    it('are tried again until they are resumed; the operation does not end before', async () => {
      const stage = await staged(demoCase(new Set(['cut'])));
      stage.start('ann');
      await untilStepWaits(stage, 'cut');
      const heal = stage.world.east.order({ fault: 'refused', status: 422, message: 'not now' }, ({ verb, name }) => verb === 'patch' && name === 'writes');
      await stage.staged.store.requestCancel(stage.operation, 'user:default/ada');
      await stage.pass(120_000);
      const row = await stage.row();
      expect([row.finishedAt, row.pauses[0].state, row.pauses[0].problem]).toEqual([undefined, 'resuming', expect.stringContaining('not now')]);
      heal();
      expect((await stage.end()).phase).toBe('Cancelled');
      expect(stage.world.east.find('ConfigMap', 'writes')).not.toMatchObject(PAUSED);
    });

    it('are resumed by a process that stops', async () => {
      const stage = await staged(demoCase(new Set(['cut'])));
      const process = stage.start('ann');
      await untilStepWaits(stage, 'cut');
      let isStopped = false;
      void process.worker.stop().then(() => {
        isStopped = true;
      });
      await stage.until(() => isStopped, 'the worker stopped');
      expect((await stage.row()).pauses[0].state).toBe('resumed');
      expect(stage.world.east.find('ConfigMap', 'writes')).not.toMatchObject(PAUSED);
    });
  });

  describe('processes', () => {
    it('that stop give their operations back at once', async () => {
      const blocked = new Set(['prepare']);
      const stage = await staged(demoCase(blocked));
      const first = stage.start('ann');
      await untilStepWaits(stage, 'prepare');
      let isStopped = false;
      void first.worker.stop().then(() => {
        isStopped = true;
      });
      await stage.until(() => isStopped, 'the worker stopped');
      stage.start('bob');
      blocked.clear();
      expect((await stage.end()).phase).toBe('Succeeded');
    });

    it('that lose their database write nothing beyond their lease', async () => {
      const stage = await staged(demoCase(new Set(['prepare'])));
      stage.start('ann');
      await untilStepWaits(stage, 'prepare');
      stage.staged.store.renew = async () => {
        throw new Error('the database is away');
      };
      let isLost = false;
      stage.metrics.claimLost = () => {
        isLost = true;
      };
      const began = stage.time.now;
      await stage.until(() => isLost, 'the worker gives up');
      expect(stage.time.now - began).toBeLessThanOrEqual(8_000);
    });
  });

  it('an object of somebody else under the wanted name is left alone', async () => {
    const test = demoCase();
    const stage = await staged({ ...test, world: () => ({ east: new FakeApiServer('east', [...test.world().east.objects(), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'demo-copy-1', namespace: 'shop' }, data: { theirs: 'yes' } }]) }) });
    stage.start('ann');
    const row = await stage.end();
    expect(row.failure).toMatchObject({ code: 'NAME_TAKEN', state: 'All that had been written was taken back.' });
    expect(stage.world.east.find('ConfigMap', 'demo-copy-1')).toMatchObject({ data: { theirs: 'yes' } });
  });
});
